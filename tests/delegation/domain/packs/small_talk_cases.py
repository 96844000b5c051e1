"""Traps and small talk in every language, and the packs that they are asked of.

Each pack holds the starter rules of its language and a few phrases that every shop learns.
`tests/shared/traps.jsonl` must escalate whatever is awaited; `small_talk.jsonl` must be answered in
the states that its lines name, and in no other.
"""

from collections.abc import Iterator

from delegation.domain.approval.starter_packs import STARTER_LANGUAGES, starter_pack
from delegation.domain.packs.compiling import PackRule, compile_pack
from tests.delegation.domain.packs.vectors import cases, make_rule

LANGUAGES = STARTER_LANGUAGES
STATES = ("nothing", "more", "confirm", "unknown")


def rules_of(language: str) -> list[PackRule]:
    """Starter rules, then what visitors of every shop say."""
    starters = [
        make_rule(at, rule.act, *rule.phrases) for at, rule in enumerate(starter_pack(language), 1)
    ]
    learned = [case for case in cases("small_talk_rules") if case["language"] == language]
    return starters + [
        make_rule(at, case["act"], *case["phrases"], states=" ".join(case["states"]))
        for at, case in enumerate(learned, len(starters) + 1)
    ]


def pack_of(language: str) -> dict[str, object]:
    return compile_pack(rules_of(language), version=1)


def asked(language: str) -> Iterator[tuple[str, str, bool]]:
    """(message, what is awaited, whether it must be answered) for every case of a language."""
    for case in cases("traps"):
        if case["language"] == language:
            yield from ((text, state, False) for text in case["messages"] for state in STATES)
    for case in cases("small_talk"):
        if case["language"] == language:
            for text in case["messages"]:
                yield from (
                    (text, state, state in case["states"])
                    for state in STATES
                    if state in case["states"] or state in ("confirm", "unknown")
                )
