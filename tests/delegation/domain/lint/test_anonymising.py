"""Moderators read what was said, not who said it."""

import re
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from delegation.domain.lint.anonymising import anonymised
from delegation.domain.lint.clauses import read
from delegation.domain.lint.occurrences import Occurrences
from tests.attacks import Figure


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("thx Maria, call me at +49 170 1234567", "thx [name] call me at [phone]"),
        ("my mail is joe@shop.example ok?", "my mail is [address] ok?"),
        ("see https://evil.example/a?b=1", "see [link]"),
        ("order 12345 please", "order [number] please"),
        ("a1b2c3 4x", "[number] [number]"),
        ("joe@shop.example, 12", "[address] [number]"),
        ("code[77]x and 5", "code[[number] and [number]"),
        ("within **30 days**, for **£9.50**", "within **[number] days**, for **[number]**"),
        ("call *+49 170 1234567*", "call *[phone]*"),
    ],
)
def test_it_names_what_could_tell_who_wrote_and_does_not_show_it(text: str, shown: str) -> None:
    assert anonymised(text) == shown


@pytest.mark.parametrize("text", ["Thank you so much!", "Oi, obrigado!", "спасибо", "谢谢", ""])
def test_it_leaves_small_talk_as_it_is(text: str) -> None:
    assert anonymised(text) == text


def test_every_place_of_every_word_is_found() -> None:
    text = "ushers his"
    places = Occurrences(["he", "she", "his", "hers", "s"]).find(text)
    assert [text[start:end] for start, end in places] == ["s", "she", "hers", "his"]


SHAPES: dict[str, Callable[[int], str]] = {
    "different numbers": lambda size: " ".join(map(str, range(size // 6))),
    "no spaces": lambda size: "".join(f"{number}x" for number in range(size // 5)),
    "addresses": lambda size: " ".join(f"a{number}@b" for number in range(size // 8)),
    "brackets": lambda size: "[1" * (size // 2),
    "one number": lambda size: "7" * size,
}


def steps(text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Lines of Python that run, and characters that are searched to replace a part of them."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    def counting(pattern: Any, by: Any, text: str, *rest: Any) -> str:
        nonlocal count
        count += len(text)
        return replace(pattern, by, text, *rest)

    replace = re.sub
    read.cache_clear()
    before = sys.gettrace()
    with monkeypatch.context() as patched:
        patched.setattr(re, "sub", counting)
        sys.settrace(trace)
        try:
            anonymised(text)
        finally:
            sys.settrace(before)
    return count


@pytest.mark.attack(
    "a message full of numbers makes the moderators' page take seconds",
    "one pass over the text for all that is found in it",
)
def test_time_grows_with_the_text_and_not_with_its_square(
    monkeypatch: pytest.MonkeyPatch, figure: Figure
) -> None:
    anonymised("1 a@b x.com Maria")  # tables are read once
    grown = {}
    for name, shape in SHAPES.items():
        small, large = steps(shape(2_000), monkeypatch), steps(shape(8_000), monkeypatch)
        grown[name] = large / small
    figure(f"4 times the text, at most {max(grown.values()):.1f} times the steps")
    assert all(times < 6 for times in grown.values()), grown  # its square would be 16
