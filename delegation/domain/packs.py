"""Rules -> the pack that browsers hold, and back. Twin of the reading half: frontend/src/packs.js."""

from collections.abc import Iterable
from dataclasses import dataclass

from delegation.domain.phrases import NORM, canonical
from delegation.domain.words import Act, Awaiting

FORMAT = 1


@dataclass(frozen=True)
class PackRule:
    """A live rule as the pack carries it. All of it is public.

    `phrases` are texts as people wrote them, `states` the awaiting states in which the rule may answer, `language` a BCP 47
    tag or `None`, `expires` seconds since the epoch or `None`.
    """

    id: int
    version: int
    act: str
    states: tuple[str, ...]
    language: str | None
    phrases: tuple[str, ...]
    response: str
    expires: int | None


@dataclass(frozen=True)
class Pack:
    """A pack that was checked and made ready for lookups."""

    version: int
    lifetime_seconds: int
    enabled: bool
    rules: tuple[PackRule, ...]
    phrases: dict[str, tuple[PackRule, ...]]


class PackRefused(ValueError):
    """The pack holds something this reader does not know; it is refused whole."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def compile_pack(
    rules: Iterable[PackRule],
    *,
    version: int,
    lifetime_seconds: int,
    enabled: bool = True,
    struck_words: frozenset[str] = frozenset(),
) -> dict[str, object]:
    """The pack as JSON-able data, the same for the rules in any order."""
    return {
        "format": FORMAT,
        "norm": NORM,
        "version": version,
        "lifetime": lifetime_seconds,
        "enabled": enabled,
        "rules": [_rule_data(rule) for rule in sorted(rules, key=lambda rule: rule.id)],
    }


def _rule_data(rule: PackRule) -> dict[str, object]:
    states = set(rule.states) | ({Awaiting.MORE} if Awaiting.NOTHING in rule.states else set())
    return {
        "id": rule.id,
        "version": rule.version,
        "act": str(rule.act),
        "states": sorted(map(str, states)),
        "language": rule.language,
        "expires": rule.expires,
        "response": rule.response,
        "phrases": sorted({form for phrase in rule.phrases if (form := canonical(phrase))}),
    }


_PACK_KEYS = {"format", "norm", "version", "lifetime", "enabled", "rules"}
_RULE_KEYS = {"id", "version", "act", "states", "language", "expires", "response", "phrases"}


def load_pack(data: object) -> Pack:
    """Check the data and index its phrases; raise `PackRefused` when anything in it is unknown."""
    if not isinstance(data, dict) or set(data) != _PACK_KEYS:
        raise PackRefused("keys")
    if data["format"] != FORMAT or data["norm"] != NORM:
        raise PackRefused("format")
    rules = tuple(_load_rule(rule) for rule in data["rules"])
    phrases: dict[str, tuple[PackRule, ...]] = {}
    for rule in rules:
        for phrase in rule.phrases:
            phrases[phrase] = (*phrases.get(phrase, ()), rule)
    return Pack(data["version"], data["lifetime"], data["enabled"], rules, phrases)


def _load_rule(data: object) -> PackRule:
    if not isinstance(data, dict) or set(data) != _RULE_KEYS:
        raise PackRefused("rule keys")
    if data["act"] not in list(Act) or not set(data["states"]) <= set(Awaiting) - {Awaiting.UNKNOWN}:
        raise PackRefused("act or states")
    return PackRule(
        **{**data, "states": tuple(data["states"]), "phrases": tuple(data["phrases"])}
    )
