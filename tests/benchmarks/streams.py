"""`python -m tests.benchmarks.streams`: what one stream process costs with many streams open.

Opens the streams, lets them idle, then has a worker write to them in turn. Prints memory per
stream, connections held, and how long an event takes from the worker's write to the client. The
load generator runs on the same cores.
"""

import argparse
import asyncio
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID
from zlib import crc32

from delegation.conversations.events import EventWriter
from delegation.domain.wire.sse import FrameReader
from delegation.domain.wire.tokens import sign_token
from delegation.embedded.ports import HOST
from delegation.valkey import connect
from tests.benchmarks.stream_bench import Bench, Usage, bench, running_escalations

SETTLE_SECONDS = 3.0
IDLE_SECONDS = 20.0  # long enough for a heartbeat and for streams to ask the row
END_SECONDS = 60.0  # for all streams to end once the worker is done
LIMIT_KILOBYTES = 100.0  # a stream, at most
PIECES = 2  # to each stream


@dataclass
class Reader:
    """One client, and when each of its events came (seconds after it was written)."""

    path: str
    delays: list[float] = field(default_factory=list)
    ended: bool = False

    async def read(self, port: int, opened: asyncio.Semaphore) -> None:
        """Open the stream and read it to its end."""
        reader, writer = await asyncio.open_connection(HOST, port, limit=4096)
        mark = crc32(self.path.encode())  # visitors of many networks: one may not hold so many
        network = f"X-Forwarded-For: 10.{mark % 250}.{mark // 250 % 250}.1\r\n"
        writer.write(f"GET {self.path} HTTP/1.1\r\nHost: {HOST}\r\n{network}\r\n".encode())
        status = await reader.readline()
        assert b" 200 " in status, status
        await reader.readuntil(b"\r\n\r\n")
        opened.release()
        frames = FrameReader()
        while not self.ended:
            size = int(await reader.readline(), 16)
            if size == 0:
                break
            chunk = await reader.readexactly(size + 2)
            for event in frames.feed(chunk[:-2]):
                if event.kind == "delta":
                    self.delays.append(time.time() - float(event.data["text"].split()[-1]))
                self.ended = event.ends
        writer.close()


def write_in_turn(bench: Bench, tenant: int, escalations: Sequence[UUID], rate: float) -> None:
    """As a worker does: PIECES for each stream, `rate` a second over all; then every answer."""
    client = connect(bench.servers.redis_url)
    writers = [EventWriter(client, tenant, each) for each in escalations]
    due = time.monotonic()
    for writer in writers * PIECES:
        due += 1 / rate
        time.sleep(max(0.0, due - time.monotonic()))
        writer.delta(f"A piece of an answer, written at {time.time()}")
    for writer in writers:
        writer.answer({"userResponse": "done"})


def path_of(tenant: int, escalation: UUID) -> str:
    expires = int(time.time()) + 3600
    token = sign_token(tenant, escalation, expires=expires, key=os.environ["SECRET_KEY"])
    return f"/api/v1/escalations/{escalation}/events?token={token}"


async def measure(bench: Bench, count: int, rate: float) -> Iterator[tuple[str, str]]:
    """The figures, in words."""
    tenant, escalations = await asyncio.to_thread(running_escalations, count)
    readers = [Reader(path_of(tenant, each)) for each in escalations]
    usages, opened = [bench.usage()], asyncio.Semaphore(0)
    began = time.monotonic()
    reading = [asyncio.create_task(each.read(bench.port, opened)) for each in readers]
    for _ in readers:
        await opened.acquire()
    opening = time.monotonic() - began
    for pause in (SETTLE_SECONDS, IDLE_SECONDS):
        await asyncio.sleep(pause)
        usages.append(bench.usage())
    await asyncio.to_thread(write_in_turn, bench, tenant, escalations, rate)
    usages.append(bench.usage())
    await asyncio.wait_for(asyncio.gather(*reading), END_SECONDS)
    return figures(readers, usages, opening=opening, rate=rate)


def figures(
    readers: Sequence[Reader], usages: Sequence[Usage], *, opening: float, rate: float
) -> Iterator[tuple[str, str]]:
    """`usages`: before the streams, when they are open, after the idle time, after the writes."""
    count = len(readers)
    before, settled, idle, busy = usages
    yield "streams open", f"{count}, opened in {opening:.1f} s"
    peak = max(usage.rss_kilobytes for usage in usages)
    yield "memory before, at most", f"{before.rss_kilobytes // 1024} MB, {peak // 1024} MB"
    each = (peak - before.rss_kilobytes) / count
    verdict = "within" if each <= LIMIT_KILOBYTES else "OVER"
    yield "memory of a stream", f"{each:.1f} KB ({verdict} {LIMIT_KILOBYTES:.0f} KB)"
    held = ", ".join(str(usage.database_connections) for usage in usages[1:])
    yield "database connections", f"{held} (open, idle, busy)"
    yield "Valkey connections", str(idle.valkey_connections)
    cpu = (idle.cpu_seconds - settled.cpu_seconds) / IDLE_SECONDS
    yield "CPU while idle", f"{cpu:.1%} of a core"
    cpu = (busy.cpu_seconds - idle.cpu_seconds) * 1000 / (PIECES * count)
    yield "CPU of an event", f"{cpu:.2f} ms"
    delays = sorted(delay * 1000 for reader in readers for delay in reader.delays)
    complete = sum(reader.ended and len(reader.delays) == PIECES for reader in readers)
    yield "events delivered", f"{len(delays)} at {rate:.0f} a second"
    yield "complete streams", str(complete)
    middle, high = (delays[len(delays) * percent // 100] for percent in (50, 99))
    yield "write to client", f"p50 {middle:.1f} ms, p99 {high:.1f} ms, worst {delays[-1]:.1f} ms"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=1_000)
    parser.add_argument("--rate", type=float, default=200.0, help="events a second over all")
    options = parser.parse_args()
    with bench() as running:
        for name, figure in asyncio.run(measure(running, options.streams, options.rate)):
            print(f"{name:28} {figure}")  # what it is for


if __name__ == "__main__":
    main()
