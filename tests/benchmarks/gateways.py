"""`python -m tests.benchmarks.gateways`: our whole path beside two gateways, in one run.

One fake model on loopback writes 20 pieces, 10 ms apart, after 200 ms. It is asked directly,
through us, through LiteLLM's proxy and through Portkey's gateway, one after the other: at 20
messages a second for the first piece, then at rising rates until the first piece is a second late
or a message fails. The load generator runs on the same cores, so the row "asked directly" shows
where this machine itself ends. Installs the gateways' packages into `.state/gateways`; run it with
nothing else running.
"""

import argparse
import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from delegation.embedded.errors import ProcessFailed
from delegation.embedded.health import wait_until_answers
from delegation.embedded.ports import free_port
from delegation.embedded.process import Process
from tests.benchmarks.latency.__main__ import (
    BEHIND_SECONDS,
    ORIGIN,
    Place,
    quantile,
    running_product,
)
from tests.benchmarks.latency.gateway_programs import (
    MODEL,
    Gateway,
    NotToBeHad,
    litellm,
    portkey,
)
from tests.benchmarks.latency.http import Connections, lines_of
from tests.benchmarks.latency.load import Times, at_rate, direct, through

FOLDER = Path(__file__).resolve().parents[2] / ".state" / "gateways"
RATE = 20.0  # messages a second, for the first piece
MOST_RATE = 300.0  # the load generator itself is late then
READY_SECONDS = 240.0  # Python gateways import for long on a busy machine
WARM_SECONDS = 3.0
OURS = "POST, row in PostgreSQL, queue, worker, stored answer, events"
BODY = (
    b'{"model": "%s", "stream": true, "messages": [{"role": "user", "content": "Where is it?"}]}'
    % MODEL.encode()
)
One = Callable[[Times, float], Awaitable[None]]


@dataclass(frozen=True)
class Line:
    """What was measured of one way to the model; None where it could not be had."""

    name: str
    does: str
    times: Times | None = None
    most: float | None = None  # the highest rate tried that it kept up with
    problem: str = ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="a few minutes, in larger steps")
    short = parser.parse_args().short
    seconds, step = (8.0, 20.0) if short else (30.0, 10.0)
    print(f"load before: {os.getloadavg()[0]:.1f}", flush=True)
    with running_product() as place:
        alone = asyncio.run(measured("asked directly", "", direct(place.teacher), seconds, step))
        web = Connections("127.0.0.1", place.port)
        ours = asyncio.run(measured("ours", OURS, through(web, place.key, ORIGIN), seconds, step))
        lines = [alone, ours, *(beside(place, make, seconds, step) for make in (litellm, portkey))]
    print("\n".join(table(lines, alone)))


def beside(place: Place, make: Callable[..., Gateway], seconds: float, step: float) -> Line:
    """Measure a gateway, and say so where it could not be had or did not start."""
    name = make.__name__
    try:
        FOLDER.mkdir(parents=True, exist_ok=True)
        gateway = make(FOLDER, port=free_port(), teacher=place.teacher)
        with running(gateway):
            one = asking(gateway.url, gateway.headers)
            return asyncio.run(measured(gateway.name, gateway.does, one, seconds, step))
    except (NotToBeHad, ProcessFailed) as problem:
        return Line(name, "", problem=str(problem).splitlines()[0])


@contextmanager
def running(gateway: Gateway) -> Iterator[None]:
    process = Process(gateway.program)
    process.start()
    try:
        wait_until_answers(gateway.ready, process, seconds=READY_SECONDS)
        yield
    finally:
        process.stop()


async def measured(name: str, does: str, one: One, seconds: float, step: float) -> Line:
    await at_rate(RATE / 2, WARM_SECONDS, one)  # connections and caches are warm afterwards
    times = await at_rate(RATE, seconds, one)
    if times.failed:
        return Line(name, does, times, problem=f"{times.failed} messages failed")
    usual, most, rate = quantile(times.first, 0.5), RATE, RATE + step
    while rate <= MOST_RATE:
        tried = await at_rate(rate, seconds, one)
        print(f"{name}: {rate:g} a second, {tried.failed} failed", flush=True)
        if is_saturated(tried, usual):
            break
        most, rate = rate, rate + step
    return Line(name, does, times, most)


def is_saturated(times: Times, usual_seconds: float) -> bool:
    """Whether messages failed, or the first piece came a second later than at a small rate."""
    late = quantile(times.first, 0.5) - usual_seconds
    return bool(times.failed) or not late <= BEHIND_SECONDS


def asking(url: str, headers: str) -> One:
    """Ask a gateway as its users do: one request, whose answer is the stream."""

    async def one(times: Times, due: float) -> None:
        loop = asyncio.get_running_loop()
        seen = ended = False
        async for line in lines_of("POST", url, BODY, headers):
            if not seen and b"word0" in line:
                times.first.append(loop.time() - due)
                seen = True
            ended = ended or b"[DONE]" in line
        if not seen or not ended:
            raise OSError("the stream broke off")
        times.end.append(loop.time() - due)

    return one


def table(lines: list[Line], alone: Line) -> Iterator[str]:
    """The figures in Markdown; milliseconds are what each adds to the model asked directly."""
    yield "| way to the model | what it does | first piece p50 | p95 | whole answer p50 | rate |"
    yield "|---|---|---|---|---|---|"
    for line in lines:
        if line.times is None or alone.times is None:
            yield f"| {line.name} | not measured: {line.problem} | | | | |"
            continue
        first, whole = line.times.first, line.times.end
        cells = [
            added(first, alone.times.first, 0.5),
            added(first, alone.times.first, 0.95),
            added(whole, alone.times.end, 0.5),
            line.problem if line.most is None else _rate(line.most),
        ]
        yield f"| {line.name} | {line.does or 'the model alone'} | {' | '.join(cells)} |"


def added(times: list[float], alone: list[float], share: float) -> str:
    """What is added to the model's own median, in milliseconds."""
    return f"{(quantile(times, share) - quantile(alone, 0.5)) * 1000:+.0f} ms"


def _rate(most: float) -> str:
    return f"{most:g} a second" if most < MOST_RATE else f"{most:g} a second or more"


if __name__ == "__main__":
    main()
