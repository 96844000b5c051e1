"""A completion as it grows: of several texts in a stream, only the answer's own, whole."""

from typing import Any

import pytest

from delegation.domain.teaching.replies import MAX_USER_RESPONSE
from delegation.domain.teaching.ways import Way
from delegation.teacher.endpoint import Persona, TeacherRequest
from delegation.teacher.errors import TeacherBroken
from delegation.teacher.protocols.openai_chat import ChatAssembly
from delegation.teacher.speaking import Speaker
from delegation.teacher.sse import ServerEvent
from delegation.teacher.usage import TokenUsage


def chunk(text: str, *, index: int = 0, **more: Any) -> ServerEvent:
    return ServerEvent({"choices": [{"index": index, "delta": {"content": text}, **more}]})


def read(assembly: ChatAssembly, *events: ServerEvent) -> list[str]:
    return [assembly.take(event) for event in events]


def test_the_text_of_a_second_choice_is_left_out() -> None:
    assembly = ChatAssembly()
    heard = read(assembly, chunk("We "), chunk("No, ", index=1), chunk("open."))
    assert heard == ["We ", "", "open."]
    assert read(ChatAssembly(), chunk("We", index=0)) == ["We"]


def test_a_second_choice_does_not_end_the_first() -> None:
    assembly = ChatAssembly()
    read(assembly, chunk("We "), chunk("", index=1, finish_reason="stop"))
    with pytest.raises(TeacherBroken) as caught:
        assembly.check()
    assert caught.value.code == "teacher_truncated"


def test_halves_of_a_character_in_two_events_are_given_as_one() -> None:
    assembly = ChatAssembly()
    assert read(assembly, chunk("a\ud83d"), chunk("\ude00b")) == ["a", "\U0001f600b"]
    assert read(assembly, chunk("c"), chunk("\ud83d\ude00")) == ["c", "\U0001f600"]


def test_a_whole_message_after_its_deltas_is_not_said_twice() -> None:
    whole = ServerEvent({"choices": [{"index": 0, "message": {"content": "Hi there"}}]})
    assert read(ChatAssembly(), chunk("Hi there"), whole) == ["Hi there", ""]
    assert read(ChatAssembly(), whole) == ["Hi there"]


def test_zeros_at_the_end_do_not_replace_the_usage() -> None:
    assembly = ChatAssembly()
    for read_tokens, written in ((100, 3), (100, 7), (0, 0)):
        assembly.keep_usage(TokenUsage(read_tokens, written))
    assembly.keep_usage(None)
    assert assembly.usage == TokenUsage(100, 7)


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (chunk("Hi"), "teacher_truncated"),
        (chunk("Hi", finish_reason="length"), "teacher_length"),
        (chunk("Hi", finish_reason="content_filter"), "teacher_content_filter"),
        (chunk("Hi", finish_reason="tired"), "teacher_unknown_finish"),
    ],
)
def test_a_completion_without_its_own_end_is_not_complete(event: ServerEvent, code: str) -> None:
    assembly = ChatAssembly()
    assembly.take(event)
    with pytest.raises(TeacherBroken) as caught:
        assembly.check()
    assert caught.value.code == code


def test_an_unknown_reason_is_quoted_no_longer_than_a_line() -> None:
    assembly = ChatAssembly()
    assembly.take(chunk("Hi", finish_reason="t" * 500))
    with pytest.raises(TeacherBroken) as caught:
        assembly.check()
    assert caught.value.detail == "t" * 100


def test_a_refusal_in_typed_parts_is_quoted() -> None:
    parts = [{"type": "text", "text": "Hm."}, {"type": "refusal", "refusal": "I may not say that."}]
    with pytest.raises(TeacherBroken) as caught:
        ChatAssembly().take(ServerEvent({"choices": [{"index": 0, "delta": {"content": parts}}]}))
    assert (caught.value.code, caught.value.detail) == ("teacher_refusal", "I may not say that.")


@pytest.mark.parametrize("mark", [True, False])
def test_json_from_a_model_that_was_not_asked_for_lessons_teaches_nothing(mark: bool) -> None:
    lesson = (
        '{"command": "LEARN_SIMPLE_PHRASE", "query": "thx", "response": "Hi!", "act": "thanks"}'
    )
    shown: list[str] = []
    speaker = Speaker(shown.append, TeacherRequest(Persona(), "thx", way=Way.NONE, mark=mark))
    speaker.hear(f'{{"userResponse": "Hi!", "learningInstruction": {lesson}}}')
    reply = speaker.finish()
    assert "".join(shown) == reply.user_response == "Hi!"
    assert (reply.lesson, reply.problem) == (None, None)


def test_nothing_is_no_completion_and_an_end_marker_ends_one() -> None:
    assembly = ChatAssembly()
    with pytest.raises(TeacherBroken) as caught:
        assembly.check()
    assert caught.value.code == "teacher_garbage"
    read(assembly, chunk("Hi"), ServerEvent(None))
    assembly.check()


def test_a_reply_that_takes_back_what_was_shown_is_refused() -> None:
    shown: list[str] = []
    speaker = Speaker(shown.append, TeacherRequest(Persona(), "thx", way=Way.JSON))
    speaker.hear('{"userResponse": "Hello')
    assert shown == ["Hello"]
    speaker._pieces[:] = ['{"userResponse": "Goodbye"}']
    with pytest.raises(TeacherBroken) as caught:
        speaker.finish()
    assert caught.value.code == "teacher_contradiction"


def test_a_reply_that_grows_too_long_is_not_shown_beyond_what_is_allowed() -> None:
    shown: list[str] = []
    speaker = Speaker(shown.append, TeacherRequest(Persona(), "thx"))
    for _ in range(MAX_USER_RESPONSE // 100 + 5):
        speaker.hear("a" * 100)
    assert 0 < len("".join(shown)) <= MAX_USER_RESPONSE
    with pytest.raises(TeacherBroken):
        speaker.finish()
