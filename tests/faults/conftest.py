"""A world to hurt for each run, and the long form: `pytest tests/faults --long`."""

from collections.abc import Iterator

import httpx2
import pytest

from tests.faults.sender import http_client
from tests.faults.teacher_faults import Script
from tests.faults.world import World, running_world

# Long enough that a kill meets answers half written.
PACE = Script(pieces=8, first_seconds=0.3, piece_seconds=0.08)
COMPANIES = 100


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long: takes minutes; run with --long")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without --long the long tests are not there: a skipped test would look like a failed one."""
    if config.getoption("--long", default=False):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    with running_world(workers=2, pace=PACE, companies=COMPANIES) as world:
        yield world


@pytest.fixture(scope="session")
def visitors() -> Iterator[httpx2.Client]:
    """The browsers' connections."""
    with http_client() as client:
        yield client
