"""Open load: requests start when they are due, whether or not earlier ones have ended."""

import asyncio
import json
import secrets
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.benchmarks.latency.http import Connections, lines_of

MOST_SECONDS = 30.0  # one answer that takes longer is counted as failed


@dataclass
class Times:
    """Seconds of each answer, from when its request was due."""

    accepted: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    end: list[float] = field(default_factory=list)
    failed: int = 0
    reasons: Counter[str] = field(default_factory=Counter)  # of what failed


async def at_rate(
    rate: float, seconds: float, one: Callable[[Times, float], Awaitable[None]]
) -> Times:
    """Start `one` `rate` times a second for so many seconds, and wait for all of them."""
    times, loop = Times(), asyncio.get_running_loop()
    start, running = loop.time(), []
    for number in range(round(rate * seconds)):
        due = start + number / rate
        await asyncio.sleep(max(0.0, due - loop.time()))
        running.append(asyncio.create_task(_guarded(one, times, due)))
    await asyncio.gather(*running)
    return times


async def _guarded(
    one: Callable[[Times, float], Awaitable[None]], times: Times, due: float
) -> None:
    try:
        await asyncio.wait_for(one(times, due), MOST_SECONDS)
    except (OSError, TimeoutError, asyncio.IncompleteReadError, KeyError) as problem:
        times.failed += 1
        times.reasons[f"{type(problem).__name__} {problem}"[:120]] += 1


def direct(teacher: str) -> Callable[[Times, float], Awaitable[None]]:
    """Call the stub itself."""
    body = b'{"stream": true}'

    async def one(times: Times, due: float) -> None:
        loop = asyncio.get_running_loop()
        seen = False
        async for line in lines_of("POST", f"{teacher}/v1/chat/completions", body):
            if not seen and b"word0" in line:
                times.first.append(loop.time() - due)
                seen = True
        times.end.append(loop.time() - due)

    return one


def through(
    web: Connections, key: str, origin: str, *, headers: str = ""
) -> Callable[[Times, float], Awaitable[None]]:
    """Ask as a gatekeeper does: POST, then read the stream that the answer names.

    `headers` are more of the POST's, each with its line end.
    """
    sent = f"Origin: {origin}\r\nContent-Type: text/plain\r\n{headers}"
    run = secrets.token_hex(4)

    async def one(times: Times, due: float) -> None:
        loop = asyncio.get_running_loop()
        mark = f"{run}{time.time_ns()}"
        body = {
            "key": key,
            "visitor": mark,
            "conversation": mark,
            "id": mark,
            "message": "Where is my order?",
            "awaiting": "nothing",
        }
        status, answer = await web.post("/api/v1/escalations", json.dumps(body).encode(), sent)
        times.accepted.append(loop.time() - due)
        if status != 202:
            raise OSError(answer)
        await _read(json.loads(answer)["events"], times, due)

    return one


async def _read(events: str, times: Times, due: float) -> None:
    loop = asyncio.get_running_loop()
    seen = failed = False
    async for line in lines_of("GET", events):
        if not seen and line.startswith(b"event: delta"):
            times.first.append(loop.time() - due)
            seen = True
        if failed and line.startswith(b"data: "):
            raise OSError(line.decode())
        failed = failed or line.startswith(b"event: error")
        if line.startswith((b"event: answer", b"event: error")):
            times.end.append(loop.time() - due)
            if not failed:
                return
