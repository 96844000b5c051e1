"""How many different people taught the same thing, as far as that can be told."""

import pytest

from delegation.domain.approval.evidence import Sighting, independent

HOUR = 3600.0


@pytest.mark.parametrize(
    ("sightings", "people"),
    [
        ([], 0),
        ([("one", 0.0)], 1),
        ([("one", 0.0), ("other", HOUR)], 2),
        ([("one", 0.0), ("other", HOUR - 1)], 1),
        ([("one", 0.0), ("one", 5 * HOUR)], 1),
        ([("one", 0.0), ("one", 5 * HOUR), ("other", 5.5 * HOUR)], 2),
        ([("other", HOUR), ("one", 0.0)], 2),
        ([("one", 0.0), ("other", 1.0), ("third", HOUR)], 2),
    ],
)
def test_a_person_is_a_network_of_its_own_and_some_time_apart(
    sightings: list[tuple[str, float]], people: int
) -> None:
    found = [Sighting(prefix, at) for prefix, at in sightings]
    assert independent(found, seconds_apart=HOUR) == people
