"""Counts agree with their nouns."""

import pytest
from django.template import Context, Template

from delegation.domain.language.plurals import counted, noun_for


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 visitors"), (1, "1 visitor"), (2, "2 visitors"), (1_200, "1,200 visitors")],
)
def test_a_noun_takes_an_s_unless_there_is_one_of_it(count: int, words: str) -> None:
    assert counted(count, "visitor") == words


def test_an_irregular_plural_is_given() -> None:
    assert counted(2, "reply", "replies") == "2 replies"
    assert counted(1, "reply", "replies") == "1 reply"
    assert noun_for(3, "child", "children") == "children"


def test_templates_count_too() -> None:
    page = Template(
        "{% load plurals %}"
        '{{ n|counted:"visitor" }}, {{ n|counted:"reply,replies" }}, {{ n|noun_for:"day" }}'
    )

    assert page.render(Context({"n": 1})) == "1 visitor, 1 reply, day"
    assert page.render(Context({"n": 2})) == "2 visitors, 2 replies, days"
