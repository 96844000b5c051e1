"""A pack off the wire -> lookups, or a refusal. Twin: frontend/src/packs.js."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from delegation.domain.packs.format import FORMAT, PACK_KEYS, RULE_KEYS, PackRule
from delegation.domain.phrases import NORM
from delegation.domain.words import DECLARABLE_AWAITING, Act

STANDS, OPENS, CLOSES = 1, 2, 4
"""What a form may do in a message: stand anywhere, stand before another form, or after one."""


class PackRefused(ValueError):
    """The pack holds something this reader does not know; it is refused whole."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class Index:
    """What one awaiting state looks up. A rank counts rules, the strongest first.

    `forms`: words -> (roles, rank, or `None` where the form cannot answer). `answers`: canonical
    form -> rank. Made anew at `until`, when a rule expires.
    """

    forms: dict[str, tuple[int, int | None]] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    longest: int = 0
    until: float = float("inf")


@dataclass
class Pack:
    """A pack that was checked. Its rules stand as they came, the strongest first."""

    version: int
    lifetime: int
    enabled: bool
    rules: tuple[PackRule, ...]
    rewrites: dict[str, str]
    guards: frozenset[str]
    parts: dict[str, dict[str, list[str]]]
    indexes: dict[str, Index] = field(default_factory=dict, repr=False)

    def index(self, state: str, now: float) -> Index:
        """The lookups of a state, made when first asked for."""
        made = self.indexes.get(state)
        if made is None or now >= made.until:
            made = self.indexes[state] = _index(self, state, now)
        return made


def load_pack(data: object) -> Pack:
    """Check the data; raise `PackRefused` when anything in it is unknown."""
    pack = _mapping(data, PACK_KEYS, "pack")
    _check(pack["format"] == FORMAT, "format")
    _check(pack["norm"] == NORM, "norm")
    _check(isinstance(pack["enabled"], bool), "enabled")
    _check(_is_count(pack["version"]), "version")
    _check(_is_count(pack["lifetime"]), "lifetime")
    _check(isinstance(pack["rules"], list), "rules")
    _check(_are_texts(pack["guards"]), "guards")
    rewrites = pack["rewrites"]
    _check(isinstance(rewrites, dict) and _are_texts(list(rewrites.values())), "rewrites")
    return Pack(
        version=pack["version"],
        lifetime=pack["lifetime"],
        enabled=pack["enabled"],
        rules=tuple(map(_rule, pack["rules"])),
        rewrites=rewrites,
        guards=frozenset(pack["guards"]),
        parts={role: _parts(pack[role], role) for role in ("clauses", "openers", "closers")},
    )


def _check(passed: bool, reason: str) -> None:
    if not passed:
        raise PackRefused(reason)


def _mapping(data: object, keys: tuple[str, ...], reason: str) -> dict[str, Any]:
    if not isinstance(data, dict) or tuple(sorted(map(str, data))) != keys:
        raise PackRefused(reason)
    return data


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _are_states(value: Iterable[str]) -> bool:
    return set(value) <= set(map(str, DECLARABLE_AWAITING))


def _rule(data: object) -> PackRule:
    rule = _mapping(data, RULE_KEYS, "rule")
    _check(_is_count(rule["id"]) and _is_count(rule["version"]), "rule id")
    _check(rule["act"] in [str(act) for act in Act], "act")
    _check(_are_texts(rule["states"]) and _are_states(rule["states"]), "states")
    _check(rule["expires"] is None or _is_count(rule["expires"]), "expires")
    _check(rule["language"] is None or isinstance(rule["language"], str), "language")
    _check(isinstance(rule["response"], str), "response")
    _check(_are_texts(rule["phrases"]), "phrases")
    return PackRule(**{**rule, "states": tuple(rule["states"]), "phrases": tuple(rule["phrases"])})


def _parts(data: dict[str, list[str]], role: str) -> dict[str, list[str]]:
    _check(isinstance(data, dict) and _are_states(data), role)
    _check(all(map(_are_texts, data.values())), role)
    return data


def _index(pack: Pack, state: str, now: float) -> Index:
    index = Index()
    for rank, rule in enumerate(pack.rules):
        if state not in rule.states or (rule.expires is not None and rule.expires <= now):
            continue
        if rule.expires is not None:
            index.until = min(index.until, rule.expires)
        for phrase in rule.phrases:
            if rule.act == Act.ANSWER:
                index.answers.setdefault(phrase, rank)
            elif phrase not in index.forms:
                _add(index, phrase, STANDS, rank)
    for role, bit in (("clauses", STANDS), ("openers", OPENS), ("closers", CLOSES)):
        for form in pack.parts[role].get(state, ()):
            _add(index, form, bit, None)
    return index


def _add(index: Index, form: str, role: int, rank: int | None) -> None:
    roles, answers = index.forms.get(form, (0, rank))
    index.forms[form] = (roles | role, answers)
    words = form.split(" ")
    index.known.update(words)
    index.longest = max(index.longest, len(words))
