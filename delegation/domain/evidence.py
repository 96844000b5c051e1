"""When enough visitors were taught the same thing, and which classes may go live unread."""

from collections.abc import Iterable
from dataclasses import dataclass

from delegation.domain.words import Act, Awaiting

# Closed and free of content: whoever writes them wants nothing done. "ok" and "great" are not
# here: they may accept an offer, so a person decides.
SAFE_ACTS = frozenset({Act.GREETING, Act.THANKS, Act.FAREWELL, Act.LAUGHTER})

# A phrase said while something is awaited answers that; it teaches nothing about small talk.
TEACHABLE_STATES = frozenset({Awaiting.NOTHING, Awaiting.MORE})


@dataclass(frozen=True)
class Sighting:
    """One lesson's origin: an id that a browser claims, and the network it came from."""

    visitor: str
    address_prefix: str


def distinct_visitors(sightings: Iterable[Sighting]) -> int:
    """How many visitors claim to have been taught this; enough to show it to a person."""
    return len({sighting.visitor for sighting in sightings})


def distinct_networks(sightings: Iterable[Sighting]) -> int:
    """How many networks they came from; one stranger with many ids is still one."""
    return len({sighting.address_prefix for sighting in sightings})
