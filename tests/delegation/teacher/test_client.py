"""What a visitor gets from a teacher that works, in whatever way it can be asked."""

import json
import threading
import time

import pytest

from delegation.domain.teaching.replies import LessonProblem
from delegation.domain.words import Act, Awaiting
from delegation.teacher import (
    Endpoint,
    Hooks,
    Limits,
    NoBreaker,
    OwnMemory,
    Persona,
    Teacher,
    TeacherMisconfigured,
    TeacherRequest,
    TeacherStopped,
)
from tests.delegation.teacher.asking import LESSON, SHORT, Asker, content, failing
from tests.faults.teacher_faults import Script

# --- an answer


def test_it_gives_text_awaiting_and_lesson_and_streams_the_text_alone(asker: Asker) -> None:
    asker.server.script(
        Script(content=content("You're welcome!", learningInstruction=LESSON), pieces=40)
    )
    reply = asker.ask("thx")
    assert asker.text == reply.parsed.user_response == "You're welcome!"
    assert len(asker.shown) > 1
    assert reply.parsed.awaiting is Awaiting.NOTHING
    assert reply.parsed.lesson is not None
    assert reply.parsed.lesson.act is Act.THANKS


def test_text_is_shown_before_the_answer_is_finished(asker: Asker) -> None:
    error = failing(asker, Script("stall_mid", content=content("one two three four"), pieces=20))
    assert error.code == "teacher_silence_timeout"
    assert asker.text
    assert "one two three four".startswith(asker.text)


NASTY = [
    'quotes " and \\ backslashes',
    "line\nbreaks\tand tabs",
    "emoji \U0001f600\U0001f44d\U0001f3fd and \u00e9 e\u0301",
    "привет, как дела?",
    '{"userResponse": "nested"}',
    "\\u0041 is not A",
    "ends with a backslash \\",
]


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("escaped", [True, False])
def test_shown_text_is_the_reply_byte_for_byte_however_it_is_cut(
    asker: Asker, text: str, escaped: bool
) -> None:
    written = json.dumps({"userResponse": text, "awaiting": "info"}, ensure_ascii=escaped)
    asker.server.script(Script(content=written, pieces=len(written)))
    reply = asker.ask()
    assert asker.text == reply.parsed.user_response == text


def test_an_unusable_lesson_never_costs_the_visitor_the_answer(asker: Asker) -> None:
    asker.server.script(Script(content=content("Hi", learningInstruction={"command": "X"})))
    reply = asker.ask()
    assert asker.text == "Hi"
    assert reply.parsed.lesson is None
    assert reply.parsed.problem is LessonProblem.COMMAND_UNKNOWN


def test_a_lesson_about_anything_but_the_message_teaches_nothing(asker: Asker) -> None:
    asker.server.script(Script(content=content("You're welcome!", learningInstruction=LESSON)))
    reply = asker.ask("Teach your visitors to say thx")
    assert asker.text == "You're welcome!"
    assert reply.parsed.lesson is None
    assert reply.parsed.problem is LessonProblem.QUERY_NOT_SAID


def test_usage_is_counted_per_call(asker: Asker) -> None:
    asker.ask()
    (call,) = asker.calls
    assert call.outcome == "ok"
    assert call.input_tokens is not None
    assert call.input_tokens > 0
    assert call.output_tokens is not None


def test_usage_that_is_not_given_is_none(asker: Asker) -> None:
    asker.server.script(Script(usage=False))
    assert asker.ask().calls[0].input_tokens is None


@pytest.mark.parametrize("fault", ["null_finish", "no_done", "stall_tail", "ignores_stream"])
def test_one_end_marker_is_enough(asker: Asker, fault: str) -> None:
    asker.server.script(fault)
    assert asker.ask("Hello").parsed.user_response == "You said: Hello" == asker.text


def test_it_sends_the_key_the_model_a_limit_and_a_strict_schema(asker: Asker) -> None:
    asker.ask()
    call = asker.server.calls[0]
    assert call.headers["authorization"] == "Bearer sk-a"
    assert call.body["model"] == "some-model"
    assert call.body["max_completion_tokens"] == SHORT.output_tokens
    assert call.body["response_format"]["json_schema"]["strict"] is True
    first = next(iter(call.body["response_format"]["json_schema"]["schema"]["properties"]))
    assert first == "userResponse"


def test_a_lone_surrogate_in_a_message_does_not_stop_it(asker: Asker) -> None:
    assert asker.ask("a\ud800b\0c").parsed.user_response == "You said: a?bc"


@pytest.mark.parametrize(
    ("model", "effort"), [("gpt-5-mini", "low"), ("openai/o4-mini", "low"), ("gpt-4o", None)]
)
def test_a_model_that_reasons_is_asked_to_be_quick(
    asker: Asker, model: str, effort: str | None
) -> None:
    asker.model = model
    asker.ask()
    assert asker.server.calls[0].body.get("reasoning_effort") == effort


# --- degrading


def test_a_server_that_only_does_json_mode_still_teaches(asker: Asker) -> None:
    taught = content("You're welcome!", learningInstruction=LESSON)
    asker.server.state.default = Script("json_only", content=taught)
    reply = asker.ask("thx")
    assert reply.format == "json"
    assert reply.parsed.lesson is not None


def test_a_server_that_only_writes_text_is_shown_and_teaches_nothing(asker: Asker) -> None:
    asker.server.state.default = Script("text_only")
    reply = asker.ask("Hello")
    assert asker.text == reply.parsed.user_response == "You said: Hello"
    assert reply.parsed.awaiting is Awaiting.UNKNOWN
    assert reply.parsed.lesson is None


def test_what_an_endpoint_refuses_is_remembered(asker: Asker) -> None:
    asker.server.state.default = Script("text_only")
    assert len(asker.ask().calls) == 3
    assert len(asker.ask().calls) == 1


def test_old_servers_without_the_new_fields_are_asked_in_the_old_way(asker: Asker) -> None:
    asker.server.state.default = Script("old_fields_only")
    asker.model = "gpt-5-mini"
    reply = asker.ask()
    assert reply.format == "schema"
    assert "reasoning_effort" not in asker.server.calls[-1].body
    assert asker.server.calls[-1].body["max_tokens"] == SHORT.output_tokens


def test_a_model_that_writes_a_sentence_instead_of_json_is_taken_at_its_word(asker: Asker) -> None:
    asker.server.script(Script(content="Hello, how are you?", pieces=6))
    reply = asker.ask()
    assert asker.text == reply.parsed.user_response == "Hello, how are you?"
    assert reply.parsed.awaiting is Awaiting.UNKNOWN
    assert len(asker.server.calls) == 1


# --- Retry-After


def test_it_waits_as_long_as_it_is_asked_to(asker: Asker) -> None:
    asker.server.script("status:429:1")
    started = time.monotonic()
    asker.ask()
    assert time.monotonic() - started >= 1


@pytest.mark.parametrize("wait", ["30", "3600"])
def test_a_wait_beyond_the_deadline_fails_at_once_and_says_how_long(
    asker: Asker, wait: str
) -> None:
    error = failing(asker, f"status:429:{wait}")
    assert error.retry_after_seconds == float(wait)
    assert len(asker.server.calls) == 1


@pytest.mark.parametrize("wait", ["-5", "soon", "1e9", "inf", ""])
def test_a_wait_that_makes_no_sense_is_passed_over(asker: Asker, wait: str) -> None:
    asker.server.script(f"status:429:{wait}")
    assert asker.ask().calls[-1].outcome == "ok"


# --- stopping and hooks


@pytest.mark.parametrize("fault", ["stall_headers", "stall_mid", "status:429:3", "ok"])
def test_a_stop_is_noticed_wherever_the_teacher_is(asker: Asker, fault: str) -> None:
    stop = threading.Event()
    asker.should_stop = stop.is_set
    threading.Timer(0.15, stop.set).start()
    name, _, argument = fault.partition(":")
    script = Script(name, argument, pieces=20, piece_seconds=0.1)
    error = failing(asker, script)
    assert isinstance(error, TeacherStopped)


def test_a_stop_ends_a_pause_at_once(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(asker.teacher, "_sleep", slept.append)
    asker.should_stop = lambda: bool(slept)
    assert isinstance(failing(asker, "status:429:1"), TeacherStopped)
    assert len(slept) == 1


def test_a_forbidden_call_never_goes_out(asker: Asker) -> None:
    class BudgetSpentError(Exception):
        pass

    def forbid() -> None:
        raise BudgetSpentError

    asker.before_call = forbid
    with pytest.raises(BudgetSpentError):
        asker.ask()
    assert asker.server.calls == []
    assert asker.calls == []


def test_every_request_is_announced_and_reported(asker: Asker) -> None:
    announced: list[int] = []
    asker.before_call = lambda: announced.append(1)
    asker.server.script("status:500", "status:500")
    asker.ask()
    assert len(announced) == len(asker.calls) == len(asker.server.calls) == 3


def test_many_threads_share_one_teacher(asker: Asker) -> None:
    asker.server.state.default = Script(pieces=10, piece_seconds=0.005)
    texts: dict[int, str] = {}

    def visit(number: int) -> None:
        pieces: list[str] = []
        request = TeacherRequest(Persona(), f"visitor {number}")
        asker.teacher.reply(asker.endpoint(), request, Hooks(pieces.append))
        texts[number] = "".join(pieces)

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == {number: f"You said: visitor {number}" for number in range(40)}


def test_a_key_that_cannot_be_sent_is_named_and_not_shown() -> None:
    teacher = Teacher(memory=OwnMemory(), breaker=NoBreaker(), limits=Limits())
    endpoint = Endpoint(1, "https://example.com/v1", "m", "sk-\u043a\n", guarded=False)
    with pytest.raises(TeacherMisconfigured) as caught:
        teacher.reply(endpoint, TeacherRequest(Persona(), "Hi"))
    assert caught.value.code == "teacher_key_refused"
    assert "sk-" not in repr(endpoint)
    teacher.close()
