"""How often a site key, a network and a visitor may ask; counted in Valkey for all processes."""

import logging
import math
import time
from functools import cache

from django.conf import settings
from limits import RateLimitItem, RateLimitItemPerSecond, parse
from limits.storage import storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter

from delegation.errors import TooManyRequests
from delegation.valkey import AWAY, POLICY, cache_url
from tenants import refusals
from tenants.access import Site
from tenants.models import ApiKey

logger = logging.getLogger(__name__)

# The kinds of requests that are counted apart.
MESSAGES, BEACONS, REPORTS = "", "beacon ", "report "
BURST = 1.25  # times the even rate of a network, and of a tenant's site keys, in ten seconds
BURST_SECONDS, LEAST_BURST = 10, 60  # an office that opens at nine is no attack
PROGRAM_LIMIT = parse("600/minute")  # a nightly script needs less; a runaway one is stopped
PROGRAM_WAIT_SECONDS = 10
# Rows of usage. Two hundred visitors of one office who each use ten rules an hour store 2,000.
ROWS_OF_A_NETWORK = parse("6000/hour")
ROWS_OF_A_TENANT = parse("200000/hour")
ROWS_WAIT_SECONDS = 600
# Lessons that browsers report. A new phrase is a row, and no call to the model has paid for it.
REPORTS_OF_A_NETWORK = parse("300/hour")
REPORTS_OF_A_TENANT = parse("5000/hour")
# Each sends a conversation to the tenant's webhooks, or an email to its moderators.
HANDOFFS_OF_A_NETWORK = parse("50/day")
HANDOFFS_OF_A_TENANT = parse("1000/day")


def _limiter() -> SlidingWindowCounterRateLimiter:
    return _limiter_at(cache_url())


@cache
def _limiter_at(url: str) -> SlidingWindowCounterRateLimiter:
    return SlidingWindowCounterRateLimiter(storage_from_string(url, **POLICY))


@cache
def _limits() -> dict[str, RateLimitItem]:
    return {name: parse(text) for name, text in settings.LIMITS.items()}


def admit(site: Site, *, visitor: str, network: str) -> None:
    """Count a message against all limits. Raises `TooManyRequests` with the wait in seconds.

    A visitor's id is only a claim, so it can only narrow what its network may do, and it is counted
    last: a made-up one becomes a key in Valkey only as often as its network may ask at all. Without
    Valkey everybody is admitted: the budget still holds, and a chat that answers beats a strict
    count.
    """
    _admit(site, MESSAGES, visitor=visitor, network=network)


def _admit(site: Site, what: str, *, visitor: str, network: str) -> None:
    """Count against the network, the tenant and the visitor; each `what` is counted separately."""
    identities = {"network": network, "key": refusals.ALL, "visitor": visitor}
    counts: list[tuple[str, RateLimitItem, str]] = []
    for name, identity in identities.items():
        rate = _limits()[name]
        # A network's before its tenant's: what a network may not send costs others nothing.
        if what == MESSAGES and name != "visitor":
            counts.append((f"burst-{name}", _burst_of(rate), identity))
        counts.append((name, rate, identity))
    try:
        for name, rate, identity in counts:
            counted = (f"{what}{name}", str(site.tenant.pk), identity)
            if not _limiter().hit(rate, *counted):
                error = TooManyRequests(retry_after_seconds=_wait(rate, *counted))
                if name != "visitor":  # a visitor's id costs nothing, so none is remembered
                    refusals.note(what, site.site_key.key, identity, error)
                raise error
    except AWAY as problem:
        logger.warning("Requests are not counted, Valkey is away: %s", problem)


def admit_beacon(site: Site, *, visitor: str, network: str, rows: int) -> None:
    """Count a beacon, and the rows that it would store, against its network and its tenant.

    Beacons are counted separately: many of them turn away no message. Raises `TooManyRequests`.
    What a network may store ends long before another network's beacons or the database suffer.
    """
    _admit(site, BEACONS, visitor=visitor, network=network)
    most = {network: ROWS_OF_A_NETWORK, refusals.ALL: ROWS_OF_A_TENANT}
    _admit_rows(site.tenant.pk, "rows", most, rows=rows)


def admit_report(site: Site, *, visitor: str, network: str) -> None:
    """Count a reported lesson against its network and its tenant. Raises `TooManyRequests`."""
    _admit(site, REPORTS, visitor=visitor, network=network)
    most = {network: REPORTS_OF_A_NETWORK, refusals.ALL: REPORTS_OF_A_TENANT}
    _admit_rows(site.tenant.pk, "reports", most, rows=1)


def admit_handoff(tenant_id: int, *, network: str) -> None:
    """Count an email or webhook that a visitor causes. Raises `TooManyRequests`."""
    most = {network: HANDOFFS_OF_A_NETWORK, refusals.ALL: HANDOFFS_OF_A_TENANT}
    _admit_rows(tenant_id, "handoffs", most, rows=1)


def _admit_rows(tenant_id: int, what: str, most: dict[str, RateLimitItem], *, rows: int) -> None:
    """Count what would be stored. Raises `TooManyRequests`."""
    try:
        for identity, rate in most.items():
            if not _limiter().hit(rate, what, str(tenant_id), identity, cost=rows):
                raise TooManyRequests(retry_after_seconds=ROWS_WAIT_SECONDS)
    except AWAY as problem:
        logger.warning("Rows are not counted, Valkey is away: %s", problem)


def admit_program(api_key: ApiKey) -> None:
    """Count a request of a tenant's own program. Raises `TooManyRequests`."""
    try:
        if not _limiter().hit(PROGRAM_LIMIT, "program", str(api_key.pk)):
            raise TooManyRequests(retry_after_seconds=PROGRAM_WAIT_SECONDS)
    except AWAY as problem:
        logger.warning("Requests of programs are not counted, Valkey is away: %s", problem)


@cache
def _burst_of(rate: RateLimitItem) -> RateLimitItem:
    """What may be sent in ten seconds: all of a minute at once would fill every worker."""
    evenly = rate.amount * BURST_SECONDS / rate.get_expiry()
    most = max(math.ceil(BURST * evenly), LEAST_BURST)
    return RateLimitItemPerSecond(most, BURST_SECONDS)


def _wait(rate: RateLimitItem, *counted: str) -> int:
    """Whole seconds until the window has room, at least one."""
    stats = _limiter().get_window_stats(rate, *counted)
    return max(1, math.ceil(stats.reset_time - time.time()))
