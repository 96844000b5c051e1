"""What a pack looks like on the wire; compiled by packs.py, read by pack_reading.py."""

from dataclasses import dataclass

from delegation.domain.words import Act

FORMAT = 2

PACK_KEYS = (
    "clauses", "closers", "enabled", "format", "guards", "lifetime", "norm", "openers", "rewrites",
    "rules", "version",
)  # fmt: skip
RULE_KEYS = (
    "act", "expires", "id", "language", "phrases", "response", "states", "version"
)  # fmt: skip

STRENGTH = (
    Act.ANSWER, Act.FAREWELL, Act.THANKS, Act.COMPLIMENT, Act.GREETING, Act.LAUGHTER,
    Act.ACKNOWLEDGEMENT,
)  # fmt: skip
"""The strongest act first: it gives the reply when a message combines several."""


@dataclass(frozen=True)
class PackRule:
    """A live rule as the pack carries it. All of it is public.

    `phrases` are texts as people wrote them (their punctuation shows where to cut), `states` the
    awaiting states in which the rule may answer, `language` a BCP 47 tag or `None`, `expires`
    seconds since the epoch or `None`.
    """

    id: int
    version: int
    act: str
    states: tuple[str, ...]
    language: str | None
    phrases: tuple[str, ...]
    response: str
    expires: int | None


def strength(rule: PackRule) -> tuple[int, int]:
    """Sorts the strongest rule first; among equal acts the older one."""
    return STRENGTH.index(Act(rule.act)), rule.id
