"""When a rejected phrase is worth a second look: when the new evidence differs from the old."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from delegation.domain.wording import Joined, Sentence, worded
from delegation.domain.words import AFTER, Awaiting

ALSO_AFTER = worded("Since then, visitors also wrote it after %(after)s.")
FROM_MORE = Sentence(
    "It now comes from %(number)s network, up from %(before)s.",
    many="It now comes from %(number)s networks, up from %(before)s.",
)
MORE_NETWORKS = 4  # times as many as at the rejection; fewer only show that people still write it


@dataclass(frozen=True)
class Known:
    """The evidence at one moment: distinct networks, and the awaiting states of its lessons."""

    networks: int
    awaiting: Collection[str]


def what_differs(then: Known, now: Known) -> Sentence | None:
    """Return a sentence about what is new in the evidence; None if nothing is."""
    states = sorted(set(now.awaiting) - set(then.awaiting))
    if states:
        after = Joined(tuple(Sentence(AFTER[Awaiting(each)]) for each in states), worded(" and "))
        return Sentence(ALSO_AFTER, {"after": after})
    if now.networks >= MORE_NETWORKS * max(then.networks, 1):
        return replace(FROM_MORE, parameters={"number": now.networks, "before": then.networks})
    return None
