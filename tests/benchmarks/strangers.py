"""`python -m tests.benchmarks.strangers`: what an abusive tenant, and a stranger, do to another.

Prints the honest visitors' first piece while nothing else happens, while one tenant abuses all that
it may, and while a stranger does; the ratios are of one run. Everything runs on this machine, the
load included. Fails where a p95 is more than twice the quiet one, a sign-in fails, or a bound of
Valkey or of the rows is passed.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from delegation.embedded.ports import free_port
from tests.benchmarks.abuse.attacks import abusive_stranger, abusive_tenant, idle_sockets
from tests.benchmarks.abuse.dribble import dribbling
from tests.benchmarks.abuse.limits import LIMITS
from tests.benchmarks.abuse.tenants import Companies, lay_out
from tests.benchmarks.abuse.watching import Bounds, Watch, watching
from tests.benchmarks.latency.__main__ import ORIGIN, Place, quantile, running_product
from tests.benchmarks.latency.http import Connections
from tests.benchmarks.latency.load import Times, at_rate, through

MOST = 2.0  # times the quiet p95
HONEST = 2.0  # messages a second
WARM_SECONDS = 5.0


@dataclass(frozen=True)
class Phase:
    """What was measured while one thing happened."""

    name: str
    times: Times
    watch: Watch

    @property
    def p95(self) -> float:
        return quantile(self.times.first, 0.95)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300, help="of each abuse")
    parser.add_argument("--quiet", type=float, default=60, help="seconds of quiet")
    options = parser.parse_args()
    slow = free_port()
    more = {
        "TRUSTED_PROXIES": "1",
        "TEACHER_EXCEPTIONS": f"127.0.0.1:{slow}",
        **LIMITS,
        "OPERATORS_SECOND_FACTOR": "false",
    }
    with dribbling(slow), running_product(more) as place:
        companies = lay_out(place, slow)
        phases = asyncio.run(measure(place, companies, options.quiet, options.seconds))
    return show(phases)


async def measure(
    place: Place, companies: Companies, quiet_seconds: float, seconds: float
) -> list[Phase]:
    """The quiet phase, and one for each abuser."""
    web = Connections("127.0.0.1", place.port)
    honest = through(web, place.key, ORIGIN, headers="X-Forwarded-For: 192.0.2.10\r\n")
    await at_rate(HONEST, WARM_SECONDS, honest)
    phases = []
    plans = {
        "quiet": (quiet_seconds, []),
        "abusive tenant": (seconds, [abusive_tenant(place, companies)]),
        "abusive stranger": (
            seconds,
            [abusive_stranger(place, companies), idle_sockets(place)],
        ),
    }
    for name, (length, abuses) in plans.items():
        async with watching(place, companies) as watch:
            running = [asyncio.create_task(abuse) for abuse in abuses]
            times = await at_rate(HONEST, length, honest)
            for task in running:
                task.cancel()
            ended = await asyncio.gather(*running, return_exceptions=True)
        broken = [each for each in ended if isinstance(each, Exception)]
        if broken:
            raise broken[0]
        phases.append(Phase(name, times, watch))
        print(row(phases[-1], phases[0]), flush=True)
    return phases


def row(phase: Phase, quiet: Phase) -> str:
    times, watch = phase.times, phase.watch
    return (
        f"{phase.name:<17} n {len(times.first):>4}  failed {times.failed}  "
        f"first piece p50 {quantile(times.first, 0.5) * 1000:4.0f} ms "
        f"p95 {phase.p95 * 1000:4.0f} ms ({phase.p95 / quiet.p95:.2f} times)  "
        f"sign-ins {watch.signed_in} of {watch.tried}  "
        f"Valkey {watch.valkey_bytes / 1e6:.1f} MB  rows {watch.rows:+,}  "
        f"{dict(sorted(watch.answers.items()))} {dict(times.reasons)}"
    )


def show(phases: Sequence[Phase]) -> int:
    """Print what is wrong; 1 if anything is."""
    problems = []
    for phase in phases:
        if phase.p95 > MOST * phases[0].p95:
            problems.append(f"{phase.name}: p95 is {phase.p95 / phases[0].p95:.2f} times the quiet")
        if phase.times.failed:
            problems.append(f"{phase.name}: {phase.times.failed} honest messages failed")
        problems += [f"{phase.name}: {each}" for each in Bounds.passed(phase.watch)]
    for problem in problems:
        print(f"WRONG  {problem}")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
