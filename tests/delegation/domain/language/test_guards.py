"""Words that never vary and never combine without being approved next to each other."""

import pytest

from delegation.domain.language.guards import guarded_in, has_guard, is_guarded
from delegation.domain.phrases import canonical


@pytest.mark.parametrize(
    "word", ["아니요", "없습니다", "keiner", "confirmed", "отменить", "değildir", "tidak", "no"]
)
def test_a_stem_guards_with_any_ending(word: str) -> None:
    assert is_guarded(canonical(word) or "")


@pytest.mark.parametrize("word", ["thanks", "감사합니다", "danke", "спасибо", "teşekkürler"])
def test_thanks_are_not_guarded(word: str) -> None:
    assert not is_guarded(canonical(word) or "")


def test_answers_of_several_signs_guard_where_they_touch_other_phrases() -> None:
    form = tuple((canonical("いいえ") or "").split(" "))

    assert guarded_in(form) >= {"い", "え"}
    assert not has_guard(tuple((canonical("ありがとう") or "").split(" ")))


@pytest.mark.parametrize("form", ["not really", "nicht wirklich", "pas vraiment", "не очень"])
def test_an_adverb_at_the_end_of_a_denial_is_guarded_where_it_reaches_on(form: str) -> None:
    words = tuple((canonical(form) or "").split(" "))

    assert guarded_in(words) == set(words)
    assert not has_guard(words[1:])
