"""Read a pack from the wire into lookups, or refuse it. Twin: frontend/src/packs.js.

A reader of today reads the packs of later years: it ignores unknown parts at the top and unknown
settings, skips rules with an unknown act, never looks up the parts of an unknown state, and judges
everything it knows strictly.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from delegation.domain.packs.format import (
    DEFAULT_SETTINGS,
    FORMAT,
    PACK_KEYS,
    RULE_PARTS,
    SETTINGS,
    PackRule,
    Settings,
    is_count,
)
from delegation.domain.phrases import NORM
from delegation.domain.words import DECLARABLE_AWAITING, Act

STANDS, OPENS, CLOSES = 1, 2, 4
"""What a form may do in a message: stand anywhere, stand before another form, or after one."""


class PackRefused(ValueError):
    """A part that this reader knows is missing or malformed; the whole pack is refused."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class Index:
    """What one awaiting state looks up. A rank counts rules, the strongest first.

    `forms`: words -> (roles, rank, or `None` where the form cannot answer). `answers`: canonical
    form -> rank. Built again at `until`, when a rule expires.
    """

    forms: dict[str, tuple[int, int | None]] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    longest: int = 0
    until: float = float("inf")


@dataclass
class LoadedPack:
    """A pack that was checked. Its rules keep their order, the strongest first.

    `languages` are those whose built-in lists are among the parts; older packs name none.
    """

    version: int
    settings: Settings
    rules: tuple[PackRule, ...]
    rewrites: dict[str, str]
    guards: frozenset[str]
    parts: dict[str, dict[str, list[str]]]
    languages: tuple[str, ...] = ()
    indexes: dict[str, Index] = field(default_factory=dict, repr=False)

    def index(self, state: str, now: float) -> Index:
        """The lookups of a state, made when first asked for."""
        made = self.indexes.get(state)
        if made is None or now >= made.until:
            made = self.indexes[state] = _index(self, state, now)
        return made


def load_pack(data: object) -> LoadedPack:
    """Check the data; raise `PackRefused` when a known part is missing or malformed."""
    pack = _with_parts(data, PACK_KEYS, "pack")
    _check(pack["format"] == FORMAT, "format")
    _check(pack["norm"] == NORM, "norm")
    _check(is_count(pack["version"]), "version")
    _check(isinstance(pack["rules"], list), "rules")
    _check(_are_texts(pack["guards"]), "guards")
    _check(_are_texts(pack.get("languages", [])), "languages")
    rewrites = pack["rewrites"]
    _check(isinstance(rewrites, dict) and _are_texts(list(rewrites.values())), "rewrites")
    return LoadedPack(
        version=pack["version"],
        settings=_settings(pack["settings"]),
        rules=tuple(_rule(rule) for rule in pack["rules"] if _is_known(rule)),
        rewrites=rewrites,
        guards=frozenset(pack["guards"]),
        parts={role: _parts(pack[role], role) for role in ("clauses", "openers", "closers")},
        languages=tuple(pack.get("languages", ())),
    )


def _check(passed: bool, reason: str) -> None:
    if not passed:
        raise PackRefused(reason)


def _with_parts(data: object, parts: Iterable[str], reason: str) -> dict[str, Any]:
    if not isinstance(data, dict) or any(part not in data for part in parts):
        raise PackRefused(reason)
    return data


def _settings(data: object) -> Settings:
    required = [setting.name for setting in SETTINGS if not setting.may_be_absent]
    settings = {**DEFAULT_SETTINGS, **_with_parts(data, required, "settings")}
    for setting in SETTINGS:
        _check(setting.is_valid(settings[setting.name]), setting.name)
    return settings


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _are_states(value: Iterable[str]) -> bool:
    return set(value) <= set(map(str, DECLARABLE_AWAITING))


def _is_known(row: Any) -> bool:
    _check(isinstance(row, list) and len(row) >= len(RULE_PARTS), "rule")
    act = row[RULE_PARTS.index("act")]
    _check(isinstance(act, str), "act")
    return act in [str(act) for act in Act]


def _rule(row: list[Any]) -> PackRule:
    rule = dict(zip(RULE_PARTS, row, strict=False))
    phrases = row[len(RULE_PARTS) :]
    _check(is_count(rule["id"]) and is_count(rule["version"]), "rule id")
    _check(isinstance(rule["states"], str) and _are_states(rule["states"].split()), "states")
    _check(rule["expires"] is None or is_count(rule["expires"]), "expires")
    _check(rule["language"] is None or isinstance(rule["language"], str), "language")
    _check(isinstance(rule["response"], str), "response")
    _check(_are_texts(phrases), "phrases")
    return PackRule(**{**rule, "states": tuple(rule["states"].split()), "phrases": tuple(phrases)})


def _parts(data: dict[str, list[str]], role: str) -> dict[str, list[str]]:
    _check(isinstance(data, dict), role)
    _check(all(map(_are_texts, data.values())), role)
    return data


def _index(pack: LoadedPack, state: str, now: float) -> Index:
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
    index.known.update(words, map(" ".join, pairwise(words)))
    index.longest = max(index.longest, len(words))
