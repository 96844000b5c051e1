"""Every way in which a teacher can fail has a name, and says whether asking again may help."""

import pytest

from delegation.teacher import (
    Persona,
    TeacherBroken,
    TeacherMisconfigured,
    TeacherRequest,
    TeacherUnavailable,
)
from tests.delegation.teacher.asking import Asker, content, failing
from tests.faults.teacher_faults import Script

# --- a broken answer

BROKEN = [
    ("clean_end", "teacher_truncated", True),
    ("cut:length", "teacher_length", True),
    ("cut:content_filter", "teacher_content_filter", True),
    ("finish:length", "teacher_length", True),
    ("finish:tool_calls", "teacher_unknown_finish", True),
    ("invalid_utf8", "teacher_invalid_utf8", True),
    ("broken_chunk", "teacher_garbage", True),
    ("broken_json_late", "teacher_reply_not_json", True),
    ("html", "teacher_garbage", False),
    ("html_as_stream", "teacher_garbage", False),
    ("chunk_of_nonsense", "teacher_garbage", False),
    ("zipped", "teacher_garbage", False),
    ("nul", "teacher_reply_unstorable_text", False),
    ("refusal", "teacher_refusal", False),
    ("empty", "teacher_reply_empty", False),
]


@pytest.mark.parametrize(("fault", "code", "shown"), BROKEN)
def test_every_broken_answer_has_a_name(asker: Asker, fault: str, code: str, shown: bool) -> None:
    asker.server.state.default = Script(
        fault.partition(":")[0], fault.partition(":")[2], pieces=20, content=content("Hello there")
    )
    error = failing(asker)
    assert isinstance(error, TeacherBroken)
    assert error.code == code
    assert error.message
    if fault not in ("nul", "broken_json_late"):  # these write their own content
        assert error.shown is shown is bool(asker.shown)


def test_no_piece_of_text_that_cannot_be_stored_is_shown(asker: Asker) -> None:
    asker.server.state.default = Script("nul", pieces=30)
    failing(asker)
    assert "\0" not in asker.text


@pytest.mark.parametrize("fault", ["giant_line", "giant_error"])
def test_fifty_megabytes_are_not_read(asker: Asker, fault: str) -> None:
    asker.server.state.default = Script(fault)
    error = failing(asker)
    assert error.code in ("teacher_too_large", "teacher_server_error")


def test_after_the_first_piece_nothing_is_asked_again(asker: Asker) -> None:
    error = failing(asker, Script("reset", pieces=20, content=content("Hello there, visitor")))
    assert error.code == "teacher_connection_lost"
    assert error.shown
    assert "Hello there, visitor".startswith(asker.text)
    assert len(asker.server.calls) == 1


def test_a_broken_reply_is_asked_for_in_a_weaker_format(asker: Asker) -> None:
    asker.server.script("wrong_schema", "broken_json")
    reply = asker.ask()
    assert reply.format == "text"
    assert [call.outcome for call in reply.calls] == [
        "teacher_reply_without_user_response",
        "teacher_reply_not_json",
        "ok",
    ]
    assert asker.ask().format == "schema"  # a bad day is not remembered


# --- a teacher that is not there

UNAVAILABLE = [
    ("stall_headers", "teacher_first_byte_timeout"),
    ("stall_first", "teacher_first_byte_timeout"),
    ("heartbeats", "teacher_first_byte_timeout"),
    ("stall_mid", "teacher_silence_timeout"),
    ("dribble", "teacher_total_timeout"),
    ("reset_at_once", "teacher_connection_lost"),
    ("reset", "teacher_connection_lost"),
    ("error_in_stream", "teacher_error_in_stream"),
    ("status:500", "teacher_server_error"),
    ("status:502", "teacher_server_error"),
    ("status:503:1", "teacher_server_error"),
    ("status:429", "teacher_rate_limited"),
]


@pytest.mark.parametrize(("fault", "code"), UNAVAILABLE)
def test_every_way_of_being_unavailable_has_a_name(asker: Asker, fault: str, code: str) -> None:
    name, _, argument = fault.partition(":")
    asker.server.state.default = Script(name, argument, pieces=20, content=content("Hello there"))
    error = failing(asker, total_seconds=2 if fault == "dribble" else None)
    assert isinstance(error, TeacherUnavailable)
    assert error.code == code
    assert len(error.calls) == len(asker.server.calls) == len(asker.calls)
    assert {call.outcome for call in error.calls} == {code}


def test_a_port_without_a_server_is_unreachable(asker: Asker) -> None:
    with pytest.raises(TeacherUnavailable) as caught:
        asker.ask(at="http://127.0.0.1:9/v1")
    assert caught.value.code == "teacher_connect_failed"


def test_one_failure_before_the_first_piece_is_repaired(asker: Asker) -> None:
    asker.server.script("status:503", "reset_at_once")
    reply = asker.ask("Hello")
    assert asker.text == "You said: Hello"
    assert [call.outcome for call in reply.calls] == [
        "teacher_server_error",
        "teacher_connection_lost",
        "ok",
    ]


# --- a teacher that is set up wrongly

MISCONFIGURED = [
    ("status:401", "teacher_key_refused"),
    ("status:403", "teacher_key_refused"),
    ("status:404", "teacher_model_unknown"),
    ("status:400", "teacher_request_refused"),
    ("status:402", "teacher_quota_exhausted"),
    ("status:429::insufficient_quota", "teacher_quota_exhausted"),
    ("redirect:http://127.0.0.1:1/", "teacher_redirected"),
]


@pytest.mark.parametrize(("fault", "code"), MISCONFIGURED)
def test_what_only_a_person_can_mend_is_not_tried_again(
    asker: Asker, fault: str, code: str
) -> None:
    error = failing(asker, fault)
    assert isinstance(error, TeacherMisconfigured)
    assert error.code == code
    assert len(asker.server.calls) == 1


@pytest.mark.parametrize("address", ["nonsense", "ftp://127.0.0.1/v1", "http://[::1/v1", ""])
def test_an_address_that_is_none_is_refused(asker: Asker, address: str) -> None:
    endpoint = asker.endpoint()
    with pytest.raises(TeacherMisconfigured) as caught:
        asker.teacher.reply(
            type(endpoint)(1, address, "m", "k", guarded=False), TeacherRequest(Persona(), "Hi")
        )
    assert caught.value.code == "teacher_address_refused"
