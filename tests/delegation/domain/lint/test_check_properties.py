"""What holds of the lint for every text."""

import sys

from hypothesis import example, given
from hypothesis import strategies as st

from delegation.domain.lint.check import (
    check_phrase,
    check_response,
    find_in_phrase,
    find_in_response,
    find_problems,
)
from delegation.domain.lint.problems import Problem
from tests.delegation.domain.lint.check_cases import HAVING, LOOKING_LIKE, RESPONSES, SMALL_TALK

KNOWN = [
    text
    for table in (HAVING, LOOKING_LIKE, SMALL_TALK)
    for texts in table.values()
    for text in texts
] + RESPONSES

anything = st.text(st.characters(codec=None, max_codepoint=sys.maxunicode), max_size=60)
pieces = st.lists(st.sampled_from(KNOWN) | st.text(max_size=8), max_size=4)
texts = anything | pieces.map("".join) | pieces.map(" ".join)
spaces = st.text(" \t\n\r\u00a0\u2003\u3000", max_size=3)


@given(texts, texts)
def test_it_never_fails_and_says_the_same_again(phrase: str, response: str) -> None:
    first = find_problems(phrase, response)
    # Again as another object, after other texts: nothing remembered may change an answer.
    find_problems(response, phrase)
    assert find_problems("".join(phrase), "".join(response)) == first


@given(texts, spaces, spaces)
def test_space_around_a_text_changes_nothing(text: str, before: str, after: str) -> None:
    assert find_in_phrase(before + text + after) == find_in_phrase(text)
    assert find_in_response(before + text + after) == find_in_response(text)


@given(texts, texts)
@example("\u200d", "👩")
@example("thanks John", "so much")
@example("not matchable: \ud800", "")
@example("# a title", "no longer in front")
def test_a_problem_does_not_disappear_in_more_text(text: str, more: str) -> None:
    problems = set(check_phrase(text)) - ({Problem.NOT_MATCHABLE} if not text.strip() else set())
    if not any(map(str.isalnum, text)):
        problems -= {Problem.NOT_MATCHABLE}  # without a word before, with one now
    assert problems <= set(check_phrase(f"{text} . {more}"))
    assert problems <= set(check_phrase(f"{more} . {text}"))


@given(texts, texts)
def test_a_problem_of_a_response_does_not_disappear_in_more_text(text: str, more: str) -> None:
    problems = set(check_response(text))
    assert problems <= set(check_response(f"{text} . {more}"))
    assert problems <= set(check_response(f"{more} . {text}"))


@given(st.sampled_from(KNOWN), st.sampled_from(KNOWN))
def test_what_is_found_in_two_texts_is_found_in_both_together(one: str, other: str) -> None:
    assert {*check_response(one), *check_response(other)} <= set(check_response(f"{one} . {other}"))


@given(texts)
def test_a_finding_names_a_problem_that_the_check_names_and_characters_as_code_points(
    text: str,
) -> None:
    findings = find_in_phrase(text)
    assert list(dict.fromkeys(f.problem for f in findings)) == check_phrase(text)
    assert all(len(f.code_points) == len(f.excerpt) for f in findings)
