"""What the abusers send: more than the limits allow, for as long as they are let run."""

import asyncio
import contextlib
import json
import random
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from tests.benchmarks.abuse.tenants import Companies
from tests.benchmarks.latency.__main__ import ORIGIN, Place
from tests.benchmarks.latency.http import Connections

AT_ONCE = 200  # requests of one flood that may wait
STRANGER = "198.51.100.7"
PER_KEY, PER_NETWORK = 105.0, 10.5  # a second; the limits are 20 and 10
HELD, IDLE = 400, 600  # streams that are not read, and sockets that say nothing
TEXT = "Where is my order?"

answers: Counter[str] = Counter()


async def flood(per_second: float, one: Callable[[], Awaitable[None]]) -> None:
    """Start so many a second until cancelled; what is late is left out."""
    room, loop = asyncio.Semaphore(AT_ONCE), asyncio.get_running_loop()
    running: set[asyncio.Task[None]] = set()

    async def guarded() -> None:
        async with room:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, ValueError):
                await one()

    start, number = loop.time(), 0
    try:
        while True:
            if not room.locked():
                task = asyncio.create_task(guarded())
                running.add(task)
                task.add_done_callback(running.discard)
            number += 1
            await asyncio.sleep(max(0.0, start + number / per_second - loop.time()))
    finally:
        for task in list(running):
            task.cancel()


async def abusive_tenant(place: Place, companies: Companies) -> None:
    """Its pages ask its slow model as often as its keys may, from networks everywhere."""
    web = Connections("127.0.0.1", place.port)

    async def ask() -> None:
        address = ".".join(str(random.randint(1, 250)) for _ in range(4))
        await _post(web, "/api/v1/escalations", message(companies.abuser), address)

    await flood(PER_KEY, ask)


async def abusive_stranger(place: Place, companies: Companies) -> None:
    """One network sends of everything as much as it may, with made-up names."""
    web = Connections("127.0.0.1", place.port)
    key = companies.victim

    async def ask() -> None:
        status, answer = await _post(web, "/api/v1/escalations", message(key), STRANGER)
        if status == 202 and len(_held) < HELD:
            await _hold(json.loads(answer)["events"])

    async def beacon() -> None:
        await _post(web, "/api/v1/usage", beacon_of(key), STRANGER)

    async def report() -> None:
        await _post(web, "/api/v1/lessons", lesson(key), STRANGER)

    async def unknown() -> None:
        origin = f"https://{secrets.token_hex(4)}.example"
        made_up = message(f"pk_{secrets.token_hex(16)}")
        await _post(web, "/api/v1/escalations", made_up, STRANGER, origin)

    await asyncio.gather(*(flood(PER_NETWORK, one) for one in (ask, beacon, report, unknown)))


async def idle_sockets(place: Place) -> None:
    """Open connections to both processes and say nothing."""
    opened = []
    for number in range(IDLE):
        with contextlib.suppress(OSError):
            port = place.port + number % 2
            opened.append(await asyncio.open_connection("127.0.0.1", port))
        await asyncio.sleep(0.01)
    try:
        await asyncio.Event().wait()
    finally:
        for _, writer in opened + _held:
            writer.close()
        _held.clear()


_held: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []


async def _hold(events: str) -> None:
    """Ask for the stream and never read it."""
    parts = urlsplit(events)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(
        f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        f"X-Forwarded-For: {STRANGER}\r\n\r\n".encode()
    )
    _held.append((reader, writer))


async def _post(
    web: Connections, path: str, body: dict[str, Any], address: str, origin: str = ORIGIN
) -> tuple[int, bytes]:
    headers = f"Origin: {origin}\r\nContent-Type: text/plain\r\nX-Forwarded-For: {address}\r\n"
    status, answer = await web.post(path, json.dumps(body).encode(), headers)
    answers[f"{path.rpartition('/')[2]} {status}"] += 1
    return status, answer


def message(key: str) -> dict[str, Any]:
    name = secrets.token_hex(8)
    return {"key": key, "visitor": name, "conversation": name, "id": name, "message": TEXT}


def beacon_of(key: str) -> dict[str, Any]:
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0).isoformat()
    counts = [{"rule": rule, "version": 1, "hour": hour, "count": 9} for rule in range(1, 101)]
    name = secrets.token_hex(8)
    return {"key": key, "visitor": name, "batch": name, "counts": counts}


def lesson(key: str) -> dict[str, Any]:
    name = secrets.token_hex(8)
    said = "thanks " + "".join(random.choices("abcdefgh", k=6))
    order = {"command": "LEARN_SIMPLE_PHRASE", "query": said, "response": "Hi!", "act": "thanks"}
    return {
        "key": key,
        "visitor": name,
        "id": name,
        "message": said,
        "awaiting": "nothing",
        "learningInstruction": order,
    }
