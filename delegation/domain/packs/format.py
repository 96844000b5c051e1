"""What a pack looks like on the wire; `compiling` writes it and `reading` reads it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from delegation.domain.words import STRENGTH, Act

FORMAT = 4
"""Grows only when readers of the present format would misread a pack.

A new top-level part, setting or act does not change it: readers ignore the first two and skip rules
of the third. `older_formats` writes the pack for readers of a former format.
"""

PACK_KEYS = (
    "clauses", "closers", "format", "guards", "norm", "openers", "rewrites", "rules", "settings",
    "version",
)  # fmt: skip
RULE_PARTS = ("id", "version", "act", "states", "language", "expires", "response")
"""What a rule's row begins with; its phrases follow. `states` is one text, its words the states.

With names for its parts, half of a pack would be names, and a page reads a thousand rules.
"""


def is_count(value: object) -> bool:
    """Whether JSON data is a whole number that is not negative."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_switch(value: object) -> bool:
    """Whether JSON data is true or false."""
    return isinstance(value, bool)


@dataclass(frozen=True)
class Setting:
    """What the gatekeeper obeys: its name in the pack, and the tenant's field with its value.

    A setting that is younger than the format may be absent from a pack; then its default holds.
    """

    name: str
    field: str
    is_valid: Callable[[object], bool]
    default: object
    may_be_absent: bool = True


SETTINGS = (
    Setting("lifetime", "pack_lifetime_seconds", is_count, default=300, may_be_absent=False),
    Setting("enabled", "gatekeeper_enabled", is_switch, default=True, may_be_absent=False),
)

CHAT = "chat"
CHAT_SETTINGS = {
    "title": "assistant_name",
    "greeting": "greeting",
    "greetings": "chat_greetings",
    "suggestions": "chat_suggestions",
    "accent": "chat_accent",
    "logo": "chat_logo",
    "lang": "chat_language",
    "handoff": "chat_handoff",
    "privacy": "chat_privacy",
    "privacyText": "chat_privacy_text",
}
"""What the chat shows, below `chat` in the settings: its name there -> the tenant's field.

The names are those of the script tag's attributes, and every value is a text. One that is empty is
left out: then the gatekeeper's own default holds.
"""

Settings = dict[str, object]
"""The value of each setting by its name in the pack."""

DEFAULT_SETTINGS: Settings = {setting.name: setting.default for setting in SETTINGS}


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


def named(row: Sequence[Any]) -> dict[str, Any]:
    """A rule's row with its parts named: for people, and for readers of former formats."""
    begins = dict(zip(RULE_PARTS, row, strict=False))
    return {**begins, "states": begins["states"].split(), "phrases": list(row[len(RULE_PARTS) :])}


def named_rules(pack: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rules of a pack of any format, with their parts named. Before format 4 they were so."""
    rules = pack.get("rules") or []
    return [rule if isinstance(rule, dict) else named(rule) for rule in rules]
