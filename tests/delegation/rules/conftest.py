"""The clock that tests of rules set."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.delegation.rules.making import NOW


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stop the clock at `NOW`; a test moves it with `shift`."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock
