"""What may and may not be read out of a teacher's reply."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.domain.codepoints import is_storable
from delegation.domain.teaching.replies import (
    MAX_QUERY,
    MAX_REPLY,
    MAX_RESPONSE,
    MAX_USER_RESPONSE,
    MAX_VARIANTS,
    LessonProblem,
    ReplyBroken,
    ReplyFault,
    TaughtLesson,
    held_to_message,
    parse_reply,
    plain_reply,
)
from delegation.domain.teaching.schema import REPLY_SCHEMA
from delegation.domain.words import Act, Awaiting


def a_lesson(**changes: Any) -> dict[str, Any]:
    lesson = {
        "command": "LEARN_SIMPLE_PHRASE",
        "query": "thx",
        "response": "You're welcome!",
        "act": "thanks",
        "variants": ["thanks", "ty"],
    }
    return {key: value for key, value in (lesson | changes).items() if value != "absent"}


def a_reply(**changes: Any) -> str:
    reply = {
        "userResponse": "You're welcome!",
        "awaiting": "nothing",
        "learningInstruction": a_lesson(),
    }
    return json.dumps({k: v for k, v in (reply | changes).items() if v != "absent"})


def test_it_reads_a_whole_reply() -> None:
    reply = parse_reply(a_reply())
    assert reply.user_response == "You're welcome!"
    assert reply.awaiting is Awaiting.NOTHING
    assert reply.lesson == TaughtLesson("thx", "You're welcome!", Act.THANKS, ("thanks", "ty"))
    assert reply.problem is None


def test_it_reads_the_plain_form_without_act_variants_and_awaiting() -> None:
    plain = a_lesson(act="absent", variants="absent")
    reply = parse_reply(a_reply(awaiting="absent", learningInstruction=plain))
    assert reply.lesson == TaughtLesson("thx", "You're welcome!", None, ())
    assert reply.awaiting is Awaiting.UNKNOWN
    assert reply.problem is None


@pytest.mark.parametrize("nothing_taught", [None, "absent"])
def test_a_reply_without_a_lesson_has_no_problem(nothing_taught: str | None) -> None:
    reply = parse_reply(a_reply(learningInstruction=nothing_taught))
    assert (reply.lesson, reply.problem) == (None, None)


@pytest.mark.parametrize("state", ["nothing", "more", "confirm", "choice", "info"])
def test_it_knows_every_awaiting_state(state: str) -> None:
    assert parse_reply(a_reply(awaiting=state)).awaiting == state


@pytest.mark.parametrize("word", ["unknown", "yes", "", 3, ["nothing"], {"a": 1}, True])
def test_an_awaiting_word_that_is_not_ours_means_unknown_and_teaches_nothing(word: object) -> None:
    reply = parse_reply(a_reply(awaiting=word))
    assert reply.awaiting is Awaiting.UNKNOWN
    assert (reply.lesson, reply.problem) == (None, LessonProblem.AWAITING_INVALID)
    assert reply.user_response == "You're welcome!"


UNUSABLE: list[tuple[object, LessonProblem]] = [
    ("LEARN", LessonProblem.NOT_AN_OBJECT),
    ([], LessonProblem.NOT_AN_OBJECT),
    ({}, LessonProblem.COMMAND_UNKNOWN),
    (a_lesson(command="RUN"), LessonProblem.COMMAND_UNKNOWN),
    (a_lesson(query="absent"), LessonProblem.QUERY_MISSING),
    (a_lesson(query=" "), LessonProblem.QUERY_MISSING),
    (a_lesson(query=7), LessonProblem.QUERY_MISSING),
    (a_lesson(query="x" * (MAX_QUERY + 1)), LessonProblem.QUERY_TOO_LONG),
    (a_lesson(response=None), LessonProblem.RESPONSE_MISSING),
    (a_lesson(response="x" * (MAX_RESPONSE + 1)), LessonProblem.RESPONSE_TOO_LONG),
    (a_lesson(act="joke"), LessonProblem.ACT_INVALID),
    (a_lesson(act=1), LessonProblem.ACT_INVALID),
    (a_lesson(variants="thanks"), LessonProblem.VARIANTS_INVALID),
    (a_lesson(variants=["ok", 3]), LessonProblem.VARIANTS_INVALID),
    (a_lesson(variants=["x"] * (MAX_VARIANTS + 1)), LessonProblem.VARIANTS_TOO_MANY),
    (a_lesson(variants=["x" * (MAX_QUERY + 1)]), LessonProblem.VARIANT_TOO_LONG),
    (a_lesson(query="a\0b"), LessonProblem.UNSTORABLE_TEXT),
    (a_lesson(response="a\ud800b"), LessonProblem.UNSTORABLE_TEXT),
]


@pytest.mark.parametrize(("lesson", "problem"), UNUSABLE)
def test_an_unusable_lesson_is_named_and_never_costs_the_visitor_the_answer(
    lesson: object, problem: LessonProblem
) -> None:
    reply = parse_reply(a_reply(learningInstruction=lesson))
    assert reply.user_response == "You're welcome!"
    assert reply.awaiting is Awaiting.NOTHING
    assert (reply.lesson, reply.problem) == (None, problem)


def test_the_largest_lesson_that_is_allowed_is_read() -> None:
    largest = a_lesson(
        query="q" * MAX_QUERY,
        response="r" * MAX_RESPONSE,
        variants=["v" * MAX_QUERY] * MAX_VARIANTS,
    )
    assert parse_reply(a_reply(learningInstruction=largest)).lesson is not None


def test_every_lesson_problem_has_a_case_here() -> None:
    elsewhere = {LessonProblem.AWAITING_INVALID, LessonProblem.QUERY_NOT_SAID}
    assert {problem for _, problem in UNUSABLE} | elsewhere == set(LessonProblem)


@pytest.mark.parametrize("message", ["thx", " THX!! ", "Thx."])
def test_a_lesson_about_the_message_is_kept(message: str) -> None:
    reply = parse_reply(a_reply())
    assert held_to_message(reply, message) == reply


@pytest.mark.parametrize("message", ["thanks", "thx but no", "", "x" * 500])
def test_a_lesson_about_something_else_is_dropped_and_the_answer_kept(message: str) -> None:
    reply = held_to_message(parse_reply(a_reply()), message)
    assert (reply.lesson, reply.problem) == (None, LessonProblem.QUERY_NOT_SAID)
    assert reply.user_response == "You're welcome!"


def test_a_reply_that_teaches_nothing_needs_no_message() -> None:
    reply = parse_reply(a_reply(learningInstruction=None))
    assert held_to_message(reply, "anything") == reply


BROKEN: list[tuple[str, ReplyFault]] = [
    ("", ReplyFault.NOT_JSON),
    ("Hello!", ReplyFault.NOT_JSON),
    ('{"userResponse": "Hel', ReplyFault.NOT_JSON),
    ("[" * 50_000, ReplyFault.NOT_JSON),
    ("9" * 5_000, ReplyFault.NOT_JSON),  # Python refuses to convert so many digits
    ('"Hello"', ReplyFault.NOT_AN_OBJECT),
    ("[1]", ReplyFault.NOT_AN_OBJECT),
    ('{"userResponse": "a", "userResponse": "b"}', ReplyFault.DUPLICATE_KEY),
    ("{}", ReplyFault.NO_USER_RESPONSE),
    (a_reply(userResponse=None), ReplyFault.NO_USER_RESPONSE),
    (a_reply(userResponse=["Hi"]), ReplyFault.NO_USER_RESPONSE),
    (a_reply(userResponse=" \n"), ReplyFault.EMPTY_USER_RESPONSE),
    (a_reply(userResponse="x" * (MAX_USER_RESPONSE + 1)), ReplyFault.USER_RESPONSE_TOO_LONG),
    (a_reply(userResponse="a\0b"), ReplyFault.UNSTORABLE_TEXT),
    (a_reply(userResponse="a\ud83d"), ReplyFault.UNSTORABLE_TEXT),
    (" " * (MAX_REPLY + 1), ReplyFault.TOO_LONG),
]


@pytest.mark.parametrize(("text", "fault"), BROKEN)
def test_a_reply_without_text_to_show_is_refused_by_name(text: str, fault: ReplyFault) -> None:
    with pytest.raises(ReplyBroken) as caught:
        parse_reply(text)
    assert caught.value.fault is fault


def test_every_fault_has_a_case_here() -> None:
    assert {fault for _, fault in BROKEN} == set(ReplyFault)


@pytest.mark.parametrize("fence", ["```json\n{}\n```", "```\n{}\n```", "\ufeff{}", "  {}\n"])
def test_what_models_put_around_json_is_forgiven(fence: str) -> None:
    assert parse_reply(fence.replace("{}", a_reply())).lesson is not None


def test_a_line_break_inside_a_string_is_forgiven() -> None:
    assert parse_reply('{"userResponse": "one\ntwo"}').user_response == "one\ntwo"


def test_a_surrogate_pair_in_escapes_is_one_character() -> None:
    assert parse_reply('{"userResponse": "\\ud83d\\ude00"}').user_response == "\U0001f600"


def test_plain_text_is_shown_awaits_something_unknown_and_teaches_nothing() -> None:
    reply = plain_reply("Hello there")
    assert reply.user_response == "Hello there"
    assert reply.awaiting is Awaiting.UNKNOWN
    assert (reply.lesson, reply.problem) == (None, None)


@pytest.mark.parametrize("text", ["", "  ", "a\0", "x" * (MAX_USER_RESPONSE + 1)])
def test_plain_text_that_cannot_be_shown_is_refused(text: str) -> None:
    with pytest.raises(ReplyBroken):
        plain_reply(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(user_response=JSON, awaiting=JSON, lesson=JSON)
def test_any_json_is_either_read_or_refused_by_name(
    user_response: object, awaiting: object, lesson: object
) -> None:
    text = json.dumps(
        {"userResponse": user_response, "awaiting": awaiting, "learningInstruction": lesson}
    )
    if isinstance(user_response, str) and user_response.strip() and is_storable(user_response):
        reply = parse_reply(text)
        assert reply.user_response == user_response
        assert reply.lesson is None or reply.problem is None
    else:
        with pytest.raises(ReplyBroken):
            parse_reply(text)


def objects_of(schema: dict[str, Any]) -> list[dict[str, Any]]:
    lesson = schema["properties"]["learningInstruction"]["anyOf"][0]
    return [schema, lesson]


def test_the_schema_keeps_the_rules_of_strict_mode_and_puts_the_text_first() -> None:
    assert next(iter(REPLY_SCHEMA["properties"])) == "userResponse"
    for thing in objects_of(REPLY_SCHEMA):
        assert thing["additionalProperties"] is False
        assert thing["required"] == list(thing["properties"])
    assert REPLY_SCHEMA["properties"]["learningInstruction"]["anyOf"][1] == {"type": "null"}
    assert REPLY_SCHEMA["properties"]["awaiting"]["enum"] == [
        "nothing", "more", "confirm", "choice", "info",
    ]  # fmt: skip
