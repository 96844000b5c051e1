"""Rules -> the pack that browsers hold."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from delegation.domain.language.guards import guards_of
from delegation.domain.packs.format import DEFAULT_SETTINGS, FORMAT, PackRule, Settings, strength
from delegation.domain.packs.learning import Learned, Taught, answering_states, learn, whole_of
from delegation.domain.packs.reading import LoadedPack, PackRefused, load_pack
from delegation.domain.phrases import NORM, canonical
from delegation.domain.words import Act

__all__ = [
    "LoadedPack",
    "PackRefused",
    "PackRule",
    "assemble",
    "compile_pack",
    "learned_from",
    "load_pack",
]


def compile_pack(
    rules: Iterable[PackRule],
    *,
    version: int,
    settings: Settings = DEFAULT_SETTINGS,
    struck_words: frozenset[str] = frozenset(),
    struck_parts: frozenset[str] = frozenset(),
    struck_lists: frozenset[str] = frozenset(),
) -> dict[str, object]:
    """The pack as JSON-able data, the same for the rules in any order."""
    ordered = sorted(rules, key=lambda rule: rule.id)
    learned = learned_from(
        ordered, struck_words=struck_words, struck_parts=struck_parts, struck_lists=struck_lists
    )
    return assemble(ordered, learned, version=version, settings=settings)


def learned_from(
    rules: Collection[PackRule],
    *,
    struck_words: frozenset[str] = frozenset(),
    struck_parts: frozenset[str] = frozenset(),
    struck_lists: frozenset[str] = frozenset(),
) -> Learned:
    """What approved phrases teach, for moderators to read and strike. Fixed facts teach nothing."""
    states = {rule.states: frozenset(rule.states) for rule in rules}
    taught = (
        Taught(phrase, states[rule.states], (rule.id, whole_of(phrase)), rule.id, rule.act)
        for rule in rules
        if rule.act != Act.ANSWER
        for phrase in rule.phrases
    )
    return learn(
        taught, struck_words=struck_words, struck_parts=struck_parts, struck_lists=struck_lists
    )


def assemble(
    rules: Sequence[PackRule],
    learned: Learned,
    *,
    version: int,
    settings: Settings = DEFAULT_SETTINGS,
) -> dict[str, object]:
    """Rules and what was learned of them -> the pack. Raises `ValueError` for an unknown act."""
    roles = {role: learned.roles(role) for role in ("clauses", "openers", "closers")}
    forms = set().union(*(parts.phrases for parts in learned.parts.values()))
    forms.update(*(found for states in roles.values() for found in states.values()))
    return {
        "format": FORMAT,
        "norm": NORM,
        "version": version,
        "settings": dict(settings),
        "rules": _rows(rules, _answering_texts(learned)),
        "rewrites": learned.rewrites,
        "guards": sorted(guards_of(forms) | learned.guarded_twos),
        **{
            role: {state: sorted(found) for state, found in states.items()}
            for role, states in roles.items()
        },
        "languages": list(learned.languages),
    }


Answering = dict[str, dict[int, list[str]]]
"""The forms that answer in each state, by rule."""


def _answering_texts(learned: Learned) -> Answering:
    found: Answering = {state: defaultdict(list) for state in learned.parts}
    for state, parts in learned.parts.items():
        here = found[state]
        for form, rules in parts.phrases.items():
            for rule in rules:
                here[rule].append(form)
    return found


def _rows(rules: Sequence[PackRule], answering: Answering) -> list[list[object]]:
    """The strongest rule first. What all rules of an act or of some states share is made once."""
    some = {rule.act: rule for rule in rules}
    ranks = {act: strength(rule)[0] for act, rule in some.items()}
    names = {act: str(Act(act)) for act in some}
    states = {rule.states: sorted(answering_states(rule.states)) for rule in rules}
    joined = {each: " ".join(found) for each, found in states.items()}
    return [
        [
            rule.id,
            rule.version,
            names[rule.act],
            joined[rule.states],
            rule.language,
            rule.expires,
            rule.response,
            *_phrases(rule, states[rule.states], answering),
        ]
        for rule in sorted(rules, key=lambda rule: (ranks[rule.act], rule.id))
    ]


def _phrases(rule: PackRule, states: Sequence[str], answering: Answering) -> list[str]:
    """A fact's phrases as they are; of other rules, the forms that answer in all of its states."""
    if rule.act == Act.ANSWER:
        return sorted({form for phrase in rule.phrases if (form := canonical(phrase))})
    live = [answering[state].get(rule.id, ()) for state in states if state in answering]
    return sorted(set(live[0]).intersection(*live[1:])) if live else []
