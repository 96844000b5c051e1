"""How a tenant's pack spreads: which version browsers were given when they asked for it.

Counted in Valkey and nowhere else, as numbers without a visitor: a request must never wait for it
or fail by it. Anybody who knows the site key may ask, so it is a figure to read, not to decide by.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

from delegation.valkey import AWAY, cache_store
from tenants.models import Tenant

logger = logging.getLogger(__name__)

STEP_SECONDS = 600  # what is counted together
STEPS_OF_AN_HOUR = 7  # six that are over, and the one that is not
DAY_SECONDS = 86_400
WRITTEN_EVERY_SECONDS = 5.0  # by one process: a pack is asked for more often than all else

Key = tuple[int, int, int]  # tenant, step, version


@dataclass(frozen=True)
class Share:
    """The part of the browsers that asked, 0 to 1, to whom this version was given.

    `hour` is None where no browser asked in the last hour.
    """

    version: int
    hour: float | None
    day: float


class Spread:
    """Counts of one process that wait to be written. Those of its last seconds may be lost."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: Counter[Key] = Counter()
        self._written_at = 0.0

    def note(self, tenant_id: int, version: int, *, at: float) -> None:
        """Count a browser that got this version at this moment, in Unix seconds. Never raises."""
        with self._lock:
            self._waiting[tenant_id, _step(at), version] += 1
            if abs(at - self._written_at) < WRITTEN_EVERY_SECONDS:
                return
            counts, self._waiting, self._written_at = self._waiting, Counter(), at
        try:
            _write(counts)
        except AWAY as problem:
            logger.warning("Browsers of packs are not counted, Valkey is away: %s", problem)


spread = Spread()


def shares_of(tenant: Tenant, *, at: float) -> list[Share]:
    """Return the share of every version that a browser got in the last day, newest first."""
    steps = range(_step(at - DAY_SECONDS), _step(at) + 1)
    try:
        with cache_store().pipeline(transaction=False) as pipe:
            for step in steps:
                pipe.hgetall(_name(tenant.pk, step))
            counted = [_counts(kept) for kept in pipe.execute()]
    except AWAY as problem:
        logger.warning("How the pack spreads is not known, Valkey is away: %s", problem)
        return []
    day, hour = _sum(counted), _sum(counted[-STEPS_OF_AN_HOUR:])
    asked = hour.total()
    return [
        Share(version, hour[version] / asked if asked else None, day[version] / day.total())
        for version in sorted(day, reverse=True)
    ]


def _write(counts: Counter[Key]) -> None:
    with cache_store().pipeline(transaction=False) as pipe:
        for (tenant_id, step, version), count in counts.items():
            name = _name(tenant_id, step)
            pipe.hincrby(name, str(version), count)
            pipe.expire(name, DAY_SECONDS + 2 * STEP_SECONDS)
        pipe.execute()


def _name(tenant_id: int, step: int) -> str:
    return f"spread:{tenant_id}:{step}"


def _step(at: float) -> int:
    return int(at // STEP_SECONDS)


def _counts(kept: dict[bytes, bytes]) -> Counter[int]:
    return Counter({int(version): int(count) for version, count in kept.items()})


def _sum(counted: Iterable[Counter[int]]) -> Counter[int]:
    total: Counter[int] = Counter()
    for counts in counted:
        total += counts
    return total
