"""When enough visitors were taught the same thing."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sighting:
    """One lesson's origin: the network that the visitor came from, and when, in unix seconds."""

    address_prefix: str
    at: float


def independent(sightings: Iterable[Sighting], *, seconds_apart: float) -> int:
    """Return at least how many different people were taught this.

    Ids that browsers claim count for nothing. Each one counted came from a network that was not
    counted before, and not sooner than `seconds_apart` after the one before: one stranger with many
    ids, tabs or addresses at hand is one, however fast they are.
    """
    counted: set[str] = set()
    last = float("-inf")
    for sighting in sorted(sightings, key=lambda each: each.at):
        if sighting.address_prefix not in counted and sighting.at >= last + seconds_apart:
            counted.add(sighting.address_prefix)
            last = sighting.at
    return len(counted)
