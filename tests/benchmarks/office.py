"""`python -m tests.benchmarks.office`: 200 visitors behind one network chat for ten minutes.

Against running processes with their default limits. Fails where a message is refused or not
answered.
"""

import argparse
import asyncio
import json
import random
import sys
from collections import Counter

from tests.benchmarks.abuse.attacks import message
from tests.benchmarks.abuse.limits import LIMITS
from tests.benchmarks.latency.__main__ import ORIGIN, Place, quantile, running_product
from tests.benchmarks.latency.http import Connections, lines_of

VISITORS = 200
PAUSE_SECONDS = (20.0, 60.0)  # between two messages of a visitor that go to the model
DEFAULTS = {
    "TRUSTED_PROXIES": "1",
    **LIMITS,
    "TRIAL_CALLS": "100000",  # money is the operators' choice and no limit of a burst
    "TRIAL_ALLOWANCE": "100",
}


async def visitor(web: Connections, key: str, seconds: float, seen: "Seen") -> None:
    """One person, from the first message until the ten minutes are over."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    body = message(key)
    headers = f"Origin: {ORIGIN}\r\nContent-Type: text/plain\r\nX-Forwarded-For: 192.0.2.10\r\n"
    await asyncio.sleep(random.uniform(0, PAUSE_SECONDS[1]))
    while loop.time() < end:
        began = loop.time()
        body |= {"id": message(key)["id"]}
        status, answer = await web.post("/api/v1/escalations", json.dumps(body).encode(), headers)
        seen.statuses[status] += 1
        if status == 202:
            async for line in lines_of("GET", json.loads(answer)["events"]):
                if line.startswith((b"event: answer", b"event: error")):
                    seen.ends[line.decode()] += 1
                    break
            seen.seconds.append(loop.time() - began)
        await asyncio.sleep(random.uniform(*PAUSE_SECONDS))


class Seen:
    """What all visitors saw."""

    def __init__(self) -> None:
        self.statuses: Counter[int] = Counter()
        self.ends: Counter[str] = Counter()
        self.seconds: list[float] = []


async def chat(place: Place, seconds: float) -> Seen:
    """Let all of them chat."""
    web, seen = Connections("127.0.0.1", place.port), Seen()
    await asyncio.gather(*(visitor(web, place.key, seconds, seen) for _ in range(VISITORS)))
    return seen


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    options = parser.parse_args()
    with running_product(DEFAULTS) as place:
        seen = asyncio.run(chat(place, options.minutes * 60))
    sent, answered = seen.statuses.total(), seen.ends["event: answer"]
    print(f"{VISITORS} visitors, {options.minutes:g} minutes, {sent} messages")
    print(f"statuses {dict(seen.statuses)}")
    print(f"answered {answered}; p95 to the end {quantile(seen.seconds, 0.95) * 1000:.0f} ms")
    return int(answered < sent)


if __name__ == "__main__":
    sys.exit(main())
