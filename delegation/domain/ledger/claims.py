"""Decide which answers that browsers claim are counted, and name why the others are not.

A beacon is an untrusted claim. Counted are answers to visitors whom the server had met by then (one
of their messages was an escalation), as far as calls to the model for the same network vouch for
them, and no more than a person can read in an hour. All that is not counted is kept and shown under
its reason.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_AN_HOUR = 60  # local answers to one visitor; small talk at one a minute is no conversation
OLDEST = timedelta(days=8)  # a browser that was offline; Safari forgets after seven days
NEWEST = timedelta(hours=1)  # clocks differ
FURTHEST = timedelta(days=1)  # ahead; a later hour is no clock's error and in no day's sums
MET_WITHIN = timedelta(hours=1)  # of the hour's start: hours before the first meeting do not count


@dataclass(frozen=True)
class Claim:
    """Local answers of one rule version to one visitor in the hour that starts at `hour`."""

    visitor: str
    hour: datetime
    rule: int
    version: int
    count: int
    met: bool  # the server has had a message of this visitor
    believable: bool  # the rule version exists, and the hour is one that the beacon could know
    vouched: int | None = None  # how many of `count` calls vouch for; None: not known, so all


@dataclass
class Counted:
    """Local answers of one rule version in one hour."""

    answers: int = 0  # counted
    capped: int = 0  # of these, answers of visitors who claimed more than is counted
    excess: int = 0  # set aside: more than one visitor reads in an hour
    unmet: int = 0  # set aside: of visitors not met by then, or more than calls vouch for
    refused: int = 0  # set aside: no such rule version, or an hour that cannot be


Key = tuple[datetime, int, int]  # hour, rule, version


def admit(claims: Iterable[Claim]) -> dict[Key, Counted]:
    """Count the claims, in whatever order they came.

    One visitor's answers of an hour are counted up to `MOST_AN_HOUR`, by rule and version: which
    of them come first must not depend on the order of arrival.
    """
    counted: dict[Key, Counted] = defaultdict(Counted)
    believed: dict[tuple[str, datetime], dict[tuple[int, int], int]] = {}
    vouched: dict[tuple[str, datetime], dict[tuple[int, int], int]] = {}
    met: set[tuple[str, datetime]] = set()
    for claim in claims:
        if not claim.believable:
            counted[claim.hour, claim.rule, claim.version].refused += claim.count
            continue
        visitor_hour, version = (claim.visitor, claim.hour), (claim.rule, claim.version)
        believed.setdefault(visitor_hour, defaultdict(int))[version] += claim.count
        known = claim.count if claim.vouched is None else claim.vouched
        vouched.setdefault(visitor_hour, defaultdict(int))[version] += known
        if claim.met:
            met.add(visitor_hour)
    for (visitor, hour), group in believed.items():
        of_visitor = vouched[visitor, hour] if (visitor, hour) in met else {}
        _admit_visitor(counted, hour, group, of_visitor)
    return dict(counted)


def _admit_visitor(
    counted: dict[Key, Counted],
    hour: datetime,
    claimed: dict[tuple[int, int], int],
    vouched: dict[tuple[int, int], int],
) -> None:
    left = MOST_AN_HOUR
    too_many = sum(claimed.values()) > MOST_AN_HOUR
    for (rule, version), count in sorted(claimed.items()):
        into = counted[hour, rule, version]
        within = min(count, left)
        left -= within
        into.excess += count - within
        answers = min(within, vouched.get((rule, version), 0))
        into.answers += answers
        into.capped += answers if too_many else 0
        into.unmet += within - answers


def is_hour_believable(hour: datetime, received_at: datetime) -> bool:
    """Return whether a beacon received then can report that hour.

    Both are aware; hours are whole.
    """
    whole = hour.minute == hour.second == hour.microsecond == 0
    return whole and received_at - OLDEST <= hour <= received_at + NEWEST
