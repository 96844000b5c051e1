"""The differences between two packs, in words for moderators."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from delegation.domain.packs.closed_parts import built_in_forms
from delegation.domain.packs.format import named_rules
from delegation.domain.wording import Joined, Sentence, Worded, worded

PackData = Mapping[str, Any]
"""A pack as JSON-able data, of any format: what an older one lacks counts as empty."""

SAID = {
    "response": worded("response"),
    "phrases": worded("phrases"),
    "states": worded("when it answers"),
}

SECONDS = worded("how often browsers ask for new rules, in seconds")
ON = worded("answering in the browser is on")
OFF = worded("answering in the browser is off")


@dataclass(frozen=True)
class Difference:
    """One line: what happened to what, and the old and new text where there are any."""

    kind: str  # "added", "removed", "changed"
    what: Worded
    before: str = ""
    after: str = ""


def diff(old: PackData, new: PackData, *, name_of: Callable[[int], str]) -> list[Difference]:
    """Return the differences in settings, rules and learned words, in this order.

    `name_of` returns the name of the rule with an id.
    """
    return [*_settings(old, new), *_rules(old, new, name_of), *_learned(old, new)]


def _settings(old: PackData, new: PackData) -> list[Difference]:
    before, after = _settings_in(old), _settings_in(new)
    differing = [name for name in after | before if before.get(name) != after.get(name)]
    return [_setting(name, before.get(name, ""), after.get(name, "")) for name in differing]


def _settings_in(pack: PackData) -> dict[str, Any]:
    """Formats before 3 have them at the top."""
    settings = pack.get("settings") or {name: pack.get(name) for name in ("enabled", "lifetime")}
    return {name: value for name, value in settings.items() if value is not None}


def _setting(name: str, before: object, after: object) -> Difference:
    if name == "enabled":
        return Difference("changed", ON if after else OFF)
    words = SECONDS if name == "lifetime" else name
    return Difference("changed", words, str(before), str(after))


def _rules(old: PackData, new: PackData, name_of: Callable[[int], str]) -> list[Difference]:
    before, after = _by_id(old), _by_id(new)
    added = [
        Difference("added", Joined((name_of(rule),)), after=after[rule]["response"])
        for rule in after.keys() - before.keys()
    ]
    removed = [
        Difference("removed", Joined((name_of(rule),)), before=before[rule]["response"])
        for rule in before.keys() - after.keys()
    ]
    changed = [
        Difference(
            "changed", Joined((name_of(rule), Sentence(words)), ": "), *map(_text, (was, became))
        )
        for rule in sorted(before.keys() & after.keys())
        for field, words in SAID.items()
        if (was := before[rule].get(field)) != (became := after[rule].get(field))
    ]
    return [*_sorted(added), *_sorted(removed), *changed]


def _learned(old: PackData, new: PackData) -> list[Difference]:
    before, after = _forms(old), _forms(new)
    added = [Difference("added", after[what]) for what in after.keys() - before.keys()]
    removed = [Difference("removed", before[what]) for what in before.keys() - after.keys()]
    return [*_sorted(added), *_sorted(removed)]


def _forms(pack: PackData) -> dict[str, Sentence]:
    """Every word that varies and every part, in words. Our own lists of a language are one line."""
    languages, rewrites = list(pack.get("languages") or ()), dict(pack.get("rewrites") or {})
    built_in = built_in_forms(languages, rewrites)
    words = [
        Sentence("word “%(word)s” counts as “%(read)s”", {"word": word, "read": read})
        if read
        else Sentence("word “%(word)s” is ignored", {"word": word})
        for word, read in rewrites.items()
        if word not in built_in
    ]
    parts = [
        Sentence("part “%(form)s”", {"form": form})
        for role in ("clauses", "openers", "closers")
        for forms in dict(pack.get(role) or {}).values()
        for form in forms
        if form not in built_in
    ]
    lists = [
        Sentence("built-in lists of “%(language)s”", {"language": language})
        for language in languages
    ]
    return {str(each): each for each in (*words, *parts, *lists)}


def _by_id(pack: PackData) -> dict[int, dict[str, Any]]:
    return {rule["id"]: rule for rule in named_rules(pack)}


def _sorted(found: list[Difference]) -> list[Difference]:
    return sorted(found, key=lambda each: str(each.what))


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
