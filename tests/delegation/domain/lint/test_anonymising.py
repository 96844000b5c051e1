"""Moderators read what was said, not who said it."""

import pytest

from delegation.domain.lint.anonymising import anonymised


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("thx Maria, call me at +49 170 1234567", "thx [name] call me at [phone]"),
        ("my mail is joe@shop.example ok?", "my mail is [address] ok?"),
        ("see https://evil.example/a?b=1", "see [link]"),
        ("order 12345 please", "order [number] please"),
    ],
)
def test_it_names_what_could_tell_who_wrote_and_does_not_show_it(text: str, shown: str) -> None:
    assert anonymised(text) == shown


@pytest.mark.parametrize("text", ["Thank you so much!", "Oi, obrigado!", "спасибо", "谢谢", ""])
def test_it_leaves_small_talk_as_it_is(text: str) -> None:
    assert anonymised(text) == text
