"""When a rejected phrase is worth a second look: not because it goes on, but because it differs."""

from collections.abc import Collection
from dataclasses import dataclass

MORE_NETWORKS = 4  # times as many as at the rejection; fewer only say that people go on


@dataclass(frozen=True)
class Known:
    """The evidence at one moment: distinct networks, and the awaiting states it was said in."""

    networks: int
    awaiting: Collection[str]


def what_differs(then: Known, now: Known) -> str:
    """In words, what the evidence says now that it did not say then; empty for nothing."""
    states = sorted(set(now.awaiting) - set(then.awaiting))
    if states:
        return f"Since then it was also said while the assistant awaits {' and '.join(states)}."
    if now.networks >= MORE_NETWORKS * max(then.networks, 1):
        return f"Since then it came from {now.networks} networks; it was {then.networks}."
    return ""
