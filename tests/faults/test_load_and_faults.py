"""No accepted message is lost, doubled or shown half, whatever is killed while it is answered.

The long form: `make faults`. Both print what they counted.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal

import httpx2
import pytest

from tests.faults.conftest import PACE
from tests.faults.counting import quantile
from tests.faults.load import message, mixture
from tests.faults.nemesis import Plan, hurting
from tests.faults.run import Crowd, Run
from tests.faults.sender import Message
from tests.faults.world import World, running_world

THREADS = 500  # one a message; more than wait at once even while everything is down
TAKEOVER_SECONDS = 45.0

SHORT = Plan(seconds=12, kills=4, valkey_restarts=2, flushes=1, postgres_restarts=2)
LONG = Plan(seconds=540, kills=108, stalls=6, valkey_restarts=22, flushes=1, postgres_restarts=11)
LONG_ESCALATIONS = 2_400

POOR_BUDGET = "1.00"  # USD: a twentieth of what all of them might cost
POOR_MESSAGES = 200
EVERY_WORKER = Plan(seconds=1.5, kills=2)

Show = Callable[[str], None]


@dataclass(frozen=True)
class ShortRun:
    """A steady load, and at its start two hundred at once for a company with a small budget."""

    steady: Run
    poor: Run


@pytest.fixture(scope="module")
def short_run(world: World, visitors: httpx2.Client) -> ShortRun:
    with ThreadPoolExecutor(THREADS) as pool:
        poor = Crowd(world, visitors, pool, world.company())
        world.set_budget(poor.company, POOR_BUDGET)
        poor.send(poor_messages(), per_second=10_000)
        with hurting(world, EVERY_WORKER) as first:
            pass
        steady = Crowd(world, visitors, pool, world.company())
        with hurting(world, SHORT) as second:
            steady.send(mixture(100, seed=4), per_second=100 / SHORT.seconds)
        return ShortRun(steady.finish(first, second), poor.finish(first, second))


def poor_messages() -> Iterator[Message]:
    """Some of whose calls never say what they took, so that their whole reserve is charged."""
    for number in range(POOR_MESSAGES):
        yield message(f"poor{number}", ["stall_tail"] if number % 3 == 0 else ["ok"])


@pytest.fixture
def show(capfd: pytest.CaptureFixture[str]) -> Show:
    """Prints past pytest's capture."""

    def print_it(text: str) -> None:
        with capfd.disabled():
            print(text, flush=True)  # noqa: T201 - for whoever started it

    return print_it


def test_nothing_is_lost_doubled_or_shown_half(short_run: ShortRun, show: Show) -> None:
    count = short_run.steady.count
    show(count.table())
    assert count.found_wrong() == {}
    assert count.figures["accepted"] == 100


def test_every_kind_of_process_was_hurt_and_its_work_was_taken_over(short_run: ShortRun) -> None:
    hurt = {"worker kills": EVERY_WORKER.kills + SHORT.kills}
    hurt |= {"Valkey restarts": 2, "FLUSHALL": 1, "Postgres restarts": 2}
    assert short_run.steady.count.figures.items() >= hurt.items()
    taken_over = short_run.steady.count.takeovers + short_run.poor.count.takeovers
    assert taken_over, "no kill met a worker at work"


def test_a_budget_is_never_exceeded_whoever_is_killed(short_run: ShortRun, show: Show) -> None:
    count, ledger = short_run.poor.count, short_run.poor.ledger
    show(count.table())
    assert count.found_wrong() == {}
    assert Decimal(0) < ledger.spent <= ledger.budget == Decimal(POOR_BUDGET)
    assert ledger.reserved == 0


def test_what_a_budget_cannot_pay_ends_with_that_reason(short_run: ShortRun) -> None:
    outcomes = short_run.poor.outcomes
    assert sum(each.error == "budget_exhausted" for each in outcomes) >= POOR_MESSAGES * 0.8
    assert all(each.end for each in outcomes)


@pytest.mark.long
def test_two_thousand_escalations_survive_a_hundred_kills(
    visitors: httpx2.Client, show: Show
) -> None:
    with (
        running_world(workers=3, pace=PACE, companies=1) as world,
        ThreadPoolExecutor(THREADS) as pool,
    ):
        crowd = Crowd(world, visitors, pool, world.company())
        with hurting(world, LONG) as nemesis:
            batch = mixture(LONG_ESCALATIONS, seed=7)
            crowd.send(batch, per_second=LONG_ESCALATIONS / LONG.seconds)
        run = crowd.finish(nemesis)
    show(run.count.table())
    assert run.count.found_wrong() == {}
    assert quantile(run.count.takeovers, 0.99) <= TAKEOVER_SECONDS
