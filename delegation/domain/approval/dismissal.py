"""When a rejected phrase is worth a second look: when the new evidence differs from the old."""

from collections.abc import Collection
from dataclasses import dataclass

from delegation.domain.language.plurals import counted
from delegation.domain.words import AFTER, Awaiting

MORE_NETWORKS = 4  # times as many as at the rejection; fewer only show that people still write it


@dataclass(frozen=True)
class Known:
    """The evidence at one moment: distinct networks, and the awaiting states of its lessons."""

    networks: int
    awaiting: Collection[str]


def what_differs(then: Known, now: Known) -> str:
    """Return a sentence about what is new in the evidence; empty if nothing is."""
    states = sorted(set(now.awaiting) - set(then.awaiting))
    if states:
        after = " and ".join(AFTER[Awaiting(state)] for state in states)
        return f"Since then, visitors also wrote it after {after}."
    if now.networks >= MORE_NETWORKS * max(then.networks, 1):
        return f"It now comes from {counted(now.networks, 'network')}, up from {then.networks}."
    return ""
