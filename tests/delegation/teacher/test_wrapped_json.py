"""A reply in JSON is found whatever a model puts around it, and streams where that is certain."""

import json

import pytest

from delegation.domain.teaching.ways import Way
from delegation.teacher.endpoint import Persona, TeacherRequest
from delegation.teacher.errors import TeacherBroken
from delegation.teacher.speaking import Speaker

SAID = "Hi there! How can I help?"
LESSON = {"command": "LEARN_SIMPLE_PHRASE", "query": "hello", "response": SAID, "act": "greeting"}
REPLY = json.dumps({"userResponse": SAID, "awaiting": "nothing", "learningInstruction": LESSON})
WRAPPINGS = [
    "{reply}",
    "\ufeff{reply}",
    "```json\n{reply}\n```",
    "```JSON\n{reply}\n```\nI hope that helps!",
    "```\n{reply}\n```",
    "Here is my reply:\n\n```json\n{reply}\n```",
    "Sure. {reply}",
    "[{reply}]",
    '{{"thought": "at most 15 %"}}\n{reply}',
    "{reply}\n\nNote: I taught a greeting.",
    "{reply}{reply}",
]


def heard(pieces: list[str], way: Way) -> tuple[Speaker, list[str]]:
    shown: list[str] = []
    speaker = Speaker(shown.append, TeacherRequest(Persona(), "hello", way=way))
    for piece in pieces:
        speaker.hear(piece)
        assert SAID.startswith("".join(shown))
    return speaker, shown


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("size", [1, 4, 10_000])
def test_the_visitor_sees_the_reply_and_nothing_else(wrapping: str, size: int) -> None:
    written = wrapping.format(reply=REPLY)
    pieces = [written[start : start + size] for start in range(0, len(written), size)]
    speaker, shown = heard(pieces, Way.JSON)
    reply = speaker.finish()
    assert reply.user_response == SAID == "".join(shown)
    assert reply.lesson is not None


def test_json_streams_while_its_text_is_written() -> None:
    _, shown = heard(list(REPLY), Way.JSON)
    assert len(shown) > 10


def test_a_character_written_as_two_escapes_does_not_stop_the_stream() -> None:
    written = json.dumps({"userResponse": "a \U0001f600 b c d"})
    shown: list[str] = []
    speaker = Speaker(shown.append, TeacherRequest(Persona(), "hello", way=Way.JSON))
    for char in written:
        speaker.hear(char)
    assert "".join(shown) == "a \U0001f600 b c d"
    assert len(shown) > 5


@pytest.mark.parametrize("wrapping", [each for each in WRAPPINGS if each[0] in "{[`\ufeff"])
def test_a_model_that_writes_json_unasked_is_understood(wrapping: str) -> None:
    speaker, shown = heard(list(wrapping.format(reply=REPLY)), Way.LINE)
    assert speaker.finish().user_response == SAID == "".join(shown)


@pytest.mark.parametrize("text", ["{oops", "[1, 2]", "```\ncode\n```", '{"a": 1}'])
def test_text_that_only_looks_like_json_is_shown_where_text_was_wanted(text: str) -> None:
    speaker, shown = heard([], Way.LINE)
    for char in text:
        speaker.hear(char)
    assert speaker.finish().user_response == text == "".join(shown)


def test_what_is_no_reply_is_refused_where_json_was_wanted() -> None:
    speaker, _ = heard(['{"answer": 7}'], Way.JSON)
    with pytest.raises(TeacherBroken) as caught:
        speaker.finish()
    assert caught.value.code == "teacher_reply_without_user_response"
