"""Starter rules of every language: an act each, its phrases as people write them, and a text."""

import pytest

from delegation.domain.approval.starter_packs import (
    STARTER_ACTS,
    STARTER_LANGUAGES,
    starter_pack,
)
from delegation.domain.approval.starter_texts import STARTER_TEXTS
from delegation.domain.phrases import canonical


@pytest.mark.parametrize("language", STARTER_LANGUAGES)
def test_a_starter_pack_has_a_rule_of_each_act_with_its_own_phrases(language: str) -> None:
    rules = starter_pack(language)

    assert [rule.act for rule in rules] == list(STARTER_ACTS)
    for rule in rules:
        assert rule.language == language
        assert rule.response == STARTER_TEXTS[language][rule.act]
        assert len(rule.written) > 1
        assert all(entry == entry.strip() and "," not in entry for entry in rule.written)
        assert set(rule.phrases) == {canonical(entry) for entry in rule.written} - {None}
        assert len(set(rule.phrases)) == len(rule.phrases)


def test_a_language_that_was_not_written_has_none() -> None:
    with pytest.raises(KeyError):
        starter_pack("xx")
