"""No accepted message is lost, doubled or shown half, whatever is killed while it is answered.

The long form: `make faults`. Both print what they counted.
"""

from collections.abc import Callable

import httpx2
import pytest

from tests.faults.conftest import PACE
from tests.faults.counting import quantile
from tests.faults.nemesis import Plan
from tests.faults.run import Run, run_under_faults
from tests.faults.world import World, running_world

TAKEOVER_SECONDS = 45.0

SHORT = Plan(seconds=12, kills=4, valkey_restarts=2, flushes=1, postgres_restarts=2)
LONG = Plan(seconds=540, kills=108, stalls=6, valkey_restarts=22, flushes=1, postgres_restarts=11)

Show = Callable[[str], None]


@pytest.fixture(scope="module")
def short_run(world: World, visitors: httpx2.Client) -> Run:
    return run_under_faults(world, visitors, SHORT, escalations=100, seed=4)


@pytest.fixture
def show(capfd: pytest.CaptureFixture[str]) -> Show:
    """Prints past pytest's capture."""

    def print_it(text: str) -> None:
        with capfd.disabled():
            print(text, flush=True)  # noqa: T201

    return print_it


def test_nothing_is_lost_doubled_or_shown_half(short_run: Run, show: Show) -> None:
    show(short_run.count.table())
    assert short_run.count.found_wrong() == {}
    assert short_run.count.figures["accepted"] == 100


def test_every_kind_of_process_was_hurt_and_its_work_was_taken_over(short_run: Run) -> None:
    hurt = {"worker kills": 4, "Valkey restarts": 2, "FLUSHALL": 1, "Postgres restarts": 2}
    assert short_run.count.figures.items() >= hurt.items()
    assert short_run.count.takeovers, "no kill met a worker at work"


@pytest.mark.long
def test_two_thousand_escalations_survive_a_hundred_kills(
    visitors: httpx2.Client, show: Show
) -> None:
    with running_world(workers=3, pace=PACE, companies=1) as world:
        run = run_under_faults(world, visitors, LONG, escalations=2_400, seed=7)
    show(run.count.table())
    assert run.count.found_wrong() == {}
    assert quantile(run.count.takeovers, 0.99) <= TAKEOVER_SECONDS
