"""No trap is answered and nearly all small talk is, in 21 languages; JavaScript says the same."""

import json
import subprocess
from pathlib import Path

import pytest

from delegation.domain.packs.compiling import load_pack
from delegation.domain.packs.matching import decide
from tests.delegation.domain.packs.small_talk_cases import LANGUAGES, asked, pack_of
from tests.delegation.domain.packs.vectors import cases

TWIN = Path(__file__).parents[3] / "js" / "small-talk-decisions.mjs"
MOST_MISSED = 0.03  # of small talk, in one language


def counted(name: str) -> set[tuple[str, str]]:
    return {(case["language"], text) for case in cases(name) for text in case["messages"]}


def test_there_are_cases_enough_in_every_language() -> None:
    traps, small_talk = counted("traps"), counted("small_talk")

    assert {language for language, _ in traps} == {language for language, _ in small_talk}
    assert {language for language, _ in traps} == set(LANGUAGES)
    assert len(traps) >= 1_000
    assert len(small_talk) >= 600


@pytest.mark.parametrize("language", LANGUAGES)
def test_traps_escalate_and_small_talk_is_answered(language: str) -> None:
    pack = load_pack(pack_of(language))
    answered, missed, small_talk = [], [], 0
    for message, awaiting, is_small_talk in asked(language):
        found = decide(pack, message, awaiting, now=0)
        small_talk += is_small_talk
        if found.rule is not None and not is_small_talk:
            answered.append((message, found))
        if found.rule is None and is_small_talk:
            missed.append((message, found))

    assert answered == []
    assert len(missed) <= MOST_MISSED * small_talk, missed


def test_javascript_decides_the_same() -> None:
    packs = {language: pack_of(language) for language in LANGUAGES}
    cases_of_all = [
        (language, message, awaiting)
        for language in LANGUAGES
        for message, awaiting, _ in asked(language)
    ]
    said = subprocess.run(
        ["node", str(TWIN)],
        input=json.dumps({"packs": packs, "asked": cases_of_all}),
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    loaded = {language: load_pack(data) for language, data in packs.items()}
    ours = [
        [found.rule, str(found.reason)]
        for language, message, awaiting in cases_of_all
        for found in [decide(loaded[language], message, awaiting, now=0)]
    ]

    assert len(ours) > 5_000
    assert ours == json.loads(said)
