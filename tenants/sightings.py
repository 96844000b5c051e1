"""What was lately seen of a tenant's pages, for the install checker.

Kept in Valkey only: it helps for an hour while a person installs the product, and a
request must never wait for it or fail by it.
"""

import hashlib
import logging
import time
from dataclasses import asdict, dataclass
from typing import Literal, cast

from django.core.cache import cache

from delegation.domain.wire.origins import LONGEST
from delegation.valkey import AWAY

logger = logging.getLogger(__name__)

What = Literal["pack", "message", "origin_refused", "key_not_working"]

KEPT_SECONDS = 7 * 86_400
NOTED_EVERY_SECONDS = 5.0  # of one thing by one process; a busy page is not news
MOST_KEPT = 30  # per tenant: anybody may name origins, so the oldest make room
MOST_REMEMBERED = 5_000  # things that one process remembers to have noted

_noted: dict[tuple[str, str, str], float] = {}


@dataclass(frozen=True)
class PageSighting:
    """One kind of thing at one origin. `at` is Unix seconds."""

    what: What
    origin: str
    at: float
    key_prefix: str = ""


def note(tenant_id: int, what: What, origin: str, *, key_prefix: str = "") -> None:
    """Remember what a page of this tenant did. Never raises, and seldom writes."""
    _note(f"sightings:{tenant_id}", PageSighting(what, origin[:LONGEST], time.time(), key_prefix))


def note_unknown_key(origin: str, key: str) -> None:
    """Note that a page sent an unknown key, to show it to the owner of that origin."""
    sighting = PageSighting("key_not_working", origin[:LONGEST], time.time(), key[:8])
    _note(_origin_name(origin), sighting)


def sightings_of(tenant_id: int, origins: list[str]) -> list[PageSighting]:
    """Newest first; of unknown keys only those on these exact origins."""
    names = [f"sightings:{tenant_id}", *(_origin_name(origin) for origin in origins[:MOST_KEPT])]
    try:
        kept = cache.get_many(names)
    except AWAY as problem:
        logger.warning("What was seen of pages is not known, Valkey is away: %s", problem)
        return []
    found = [PageSighting(**row) for rows in kept.values() for row in rows]
    return sorted(found, key=lambda sighting: -sighting.at)


def _note(name: str, sighting: PageSighting) -> None:
    mark = (name, sighting.what, sighting.origin)
    if sighting.at - _noted.get(mark, 0) < NOTED_EVERY_SECONDS:
        return
    if len(_noted) >= MOST_REMEMBERED:
        _noted.clear()
    _noted[mark] = sighting.at
    try:
        rows = cast("list[dict[str, object]]", cache.get(name, []))
        same = (sighting.what, sighting.origin)
        others = [row for row in rows if (row["what"], row["origin"]) != same]
        # Two processes at once may lose one of their notes; the next request brings it again.
        cache.set(name, [asdict(sighting), *others][:MOST_KEPT], KEPT_SECONDS)
    except AWAY as problem:
        logger.warning("A page was seen and not noted, Valkey is away: %s", problem)


def _origin_name(origin: str) -> str:
    return f"sightings:origin:{hashlib.sha256(origin.encode()).hexdigest()[:32]}"
