"""Which messages can be small talk by their form alone."""

import pytest

from delegation.domain.teaching.candidates import is_candidate
from delegation.domain.words import Awaiting


@pytest.mark.parametrize("message", ["ok", "k", "👍", "oh great", "ok :P", "haha =P", "p s thanks"])
def test_short_words_that_say_something_can_be(message: str) -> None:
    assert is_candidate(message, Awaiting.NOTHING)


@pytest.mark.parametrize("message", ["oh", "Ohhh...", "ah!", "oh :P", "=P", ":p", "p", "ой"])
def test_a_cry_and_what_is_left_of_a_smile_cannot(message: str) -> None:
    assert not is_candidate(message, Awaiting.NOTHING)
