"""The options that a reply gives: what the visitor may press, where the assistant waits for it."""

import json

import pytest

from delegation.domain.teaching.replies import MAX_OPTION, MAX_OPTIONS, parse_reply


def reply(options: object, awaiting: str = "choice") -> str:
    return json.dumps({"userResponse": "Which?", "awaiting": awaiting, "options": options})


@pytest.mark.parametrize("awaiting", ["confirm", "choice"])
def test_they_are_read_where_the_assistant_waits_for_one(awaiting: str) -> None:
    assert parse_reply(reply(["Yes ", "No"], awaiting)).options == ("Yes", "No")


@pytest.mark.parametrize("awaiting", ["nothing", "more", "info", "unknown", "nonsense"])
def test_elsewhere_there_are_none(awaiting: str) -> None:
    assert parse_reply(reply(["Yes", "No"], awaiting)).options == ()


@pytest.mark.parametrize(
    "options",
    [
        None,
        "Yes",
        {},
        [],
        ["Yes", ""],
        ["Yes", 7],
        ["Yes", None],
        ["x" * (MAX_OPTION + 1)],
        ["a\0"],
        [str(number) for number in range(MAX_OPTIONS + 1)],
    ],
)
def test_where_one_is_unusable_there_are_none_and_the_answer_is_shown(options: object) -> None:
    parsed = parse_reply(reply(options))
    assert (parsed.user_response, parsed.awaiting, parsed.options) == ("Which?", "choice", ())


def test_one_that_is_said_twice_is_shown_once() -> None:
    assert parse_reply(reply(["Green", "Black", "Green"])).options == ("Green", "Black")


def test_a_lesson_that_is_wrong_costs_no_option() -> None:
    data = {**json.loads(reply(["Yes", "No"])), "learningInstruction": "nonsense"}
    parsed = parse_reply(json.dumps(data))
    assert (parsed.options, parsed.problem) == (("Yes", "No"), "lesson_not_an_object")
