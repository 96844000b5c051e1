"""No accepted message is lost, doubled or shown half, whatever is killed while it is answered.

The long form: `make faults`. Both print what they counted.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal

import httpx2
import pytest

from tests.attacks import Figure
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

GREEDY_BUDGET = "9999999999.99"  # USD; as much as the column holds
ALLOWANCE = "1.00"  # USD, of the operators: a tenth of what all of its messages might cost
GREEDY_MESSAGES = 100
ON_PLATFORM = """
    SELECT platform_spent AS spent, platform_reserved AS reserved
    FROM conversations_budgetmonth WHERE tenant_id = %s
"""

Show = Callable[[str], None]


@dataclass(frozen=True)
class ShortRun:
    """Two hundred at once for a small budget; then a steady load, begun with a hundred at once
    for a company with a huge budget and a small allowance."""

    steady: Run
    poor: Run
    greedy: Run
    on_platform: dict[str, Decimal]  # USD that the greedy one's calls took and hold
    served: int  # of its calls, by the teacher's own count


@pytest.fixture(scope="module")
def short_run(world: World, visitors: httpx2.Client) -> ShortRun:
    with ThreadPoolExecutor(THREADS) as pool:
        poor = Crowd(world, visitors, pool, world.company())
        world.set_budget(poor.company, POOR_BUDGET)
        poor.send(messages_at_once("poor", POOR_MESSAGES), per_second=10_000)
        with hurting(world, EVERY_WORKER) as first:
            pass
        steady = Crowd(world, visitors, pool, world.company())
        greedy = Crowd(world, visitors, pool, world.company())
        world.set_budget(greedy.company, GREEDY_BUDGET)
        world.set_allowance(greedy.company, ALLOWANCE)
        with hurting(world, SHORT) as second:
            greedy.send(messages_at_once("greedy", GREEDY_MESSAGES), per_second=10_000)
            steady.send(mixture(100, seed=4), per_second=100 / SHORT.seconds)
        return ShortRun(
            steady.finish(first, second),
            poor.finish(first, second),
            greedy.finish(second),
            world.rows(ON_PLATFORM, greedy.company.tenant_id)[0],
            sum(n for mark, n in world.teacher.state.by_mark.items() if mark.startswith("greedy")),
        )


def messages_at_once(name: str, count: int) -> Iterator[Message]:
    """Three of four never say what their call took, so that its whole reserve is charged.

    Were it fewer, a slow machine would serve many of them one after the other before the money is
    gone.
    """
    for number in range(count):
        yield message(f"{name}{number}", ["ok"] if number % 4 == 0 else ["stall_tail"])


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


@pytest.mark.attack(
    "a huge budget, a hundred messages at once, and workers that are killed meanwhile",
    "the operators' ceiling, promised before each call and settled once",
)
def test_a_huge_budget_spends_no_more_than_the_operators_allow(
    short_run: ShortRun, figure: Figure
) -> None:
    ledger, spent = short_run.greedy.ledger, short_run.on_platform["spent"]
    figure(f"{spent:.2f} of {ALLOWANCE} USD, {short_run.served} of {GREEDY_MESSAGES} calls served")
    assert short_run.greedy.count.found_wrong() == {}
    assert ledger.budget == Decimal(GREEDY_BUDGET)
    assert Decimal(0) < spent == ledger.spent <= Decimal(ALLOWANCE)
    assert short_run.on_platform["reserved"] == 0
    # By the teacher's own count too: each of its calls at the price of the dearest whole answer to
    # such messages. Kills may leave the greedy one without any, so the poor one's count as well.
    calls = [*ledger.calls, *short_run.poor.ledger.calls]
    dearest = max(call["cost"] for call in calls if call["cost"] is not None)
    assert 0 < short_run.served * dearest <= Decimal(ALLOWANCE)
    outcomes = short_run.greedy.outcomes
    assert all(each.end for each in outcomes)
    assert sum(each.error == "allowance_exhausted" for each in outcomes) >= GREEDY_MESSAGES / 2


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
