"""The client reports each call, remembers endpoints, and waits before it asks again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from delegation.domain.teaching.overhead import OverheadPart, Written
from delegation.domain.teaching.ways import Way
from delegation.teacher import (
    EndedCall,
    Endpoint,
    Guard,
    Hooks,
    NoBreaker,
    OwnMemory,
    Persona,
    Teacher,
    TeacherError,
    TeacherMisconfigured,
    TeacherReply,
    TeacherRequest,
    TeacherStopped,
    TeacherUnavailable,
    Turn,
)
from delegation.teacher.prompts import build, most_input_tokens
from delegation.teacher.shape import Format, Thoughts, recall_shape, remember_apart
from delegation.teacher.usage import TokenUsage
from tests.delegation.teacher.asking import SHORT, content
from tests.delegation.teacher.making import Clock
from tests.faults.teacher_faults import Script
from tests.faults.teacher_server import FaultTeacher

PERSONA = Persona("Ada", "You sell books.")
PLAIN = TeacherRequest(PERSONA, "Hello")
AS_JSON = TeacherRequest(PERSONA, "Hello", way=Way.JSON)


class CountingMemory(OwnMemory):
    """Keeps the name of everything that is written."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def set(self, key: str, value: str, *, seconds: int) -> None:
        assert seconds == 86_400, "a day"
        self.names.append(key.split(":")[1])
        super().set(key, value, seconds=seconds)


@dataclass
class Desk:
    """A teacher whose clock tests move, with what it showed and reported."""

    server: FaultTeacher
    clock: Clock
    memory: CountingMemory
    teacher: Teacher
    calls: list[EndedCall] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    accepted: list[int] = field(default_factory=list)

    def endpoint(self, **values: Any) -> Endpoint:
        return Endpoint(7, self.server.base_url, "m", **{"guarded": False, **values})

    def ask(
        self,
        *scripts: str | Script,
        request: TeacherRequest = PLAIN,
        endpoint: Endpoint | None = None,
        hooks: dict[str, Any] | None = None,
        **options: Any,
    ) -> TeacherReply:
        self.server.script(*scripts)
        given: dict[str, Any] = {
            "on_text": self.shown.append,
            "after_call": self.calls.append,
            "on_accepted": lambda: self.accepted.append(1),
        }
        heard = Hooks(**{**given, **(hooks or {})})
        return self.teacher.reply(endpoint or self.endpoint(), request, heard, **options)


@pytest.fixture
def desk(server: FaultTeacher) -> Iterator[Desk]:
    clock, memory = Clock(), CountingMemory()
    teacher = Teacher(
        memory=memory,
        breaker=NoBreaker(),
        guard=Guard(exceptions=[f"127.0.0.1:{server.port}"]),
        limits=SHORT,
        clock=clock,
        sleep=clock.sleep,
        jitter=lambda: 1.0,
    )
    yield Desk(server, clock, memory, teacher)
    teacher.close()


def failure(desk: Desk, *scripts: str | Script, **options: Any) -> TeacherError:
    with pytest.raises(TeacherError) as caught:
        desk.ask(*scripts, **options)
    return caught.value


# --- a call in figures


def test_the_report_of_a_call_has_everything_known_about_it(desk: Desk) -> None:
    def take_time(piece: str) -> None:
        desk.shown.append(piece)
        desk.clock.now += 0.5

    request = TeacherRequest(PERSONA, "thx", mark=True, way=Way.LINE)
    reply = desk.ask(
        Script(content="Hi there", pieces=1), request=request, hooks={"on_text": take_time}
    )
    (call,) = desk.calls
    assert reply.calls == (call,)
    assert (call.outcome, call.refused, call.status) == ("ok", False, 200)
    assert (desk.shown, call.seconds) == (["Hi there"], 0.5)
    assert call.usage is not None
    assert (call.usage.input, call.usage.output) == (call.input_tokens, call.output_tokens)
    assert call.usage.input > 0
    assert call.asked == build(request).asked
    assert call.asked is not None
    assert call.asked.parts[OverheadPart.MARK] > 0
    assert call.written == Written(marks=0, codes=0)
    assert call.written_bytes == len("Hi there")
    assert desk.accepted == [1]


@pytest.mark.parametrize(
    ("fault", "outcome", "refused", "status"),
    [
        ("status:401", "teacher_key_refused", True, 401),
        ("status:404", "teacher_model_unknown", True, 404),
        ("html", "teacher_garbage", False, 200),
    ],
)
def test_a_failed_call_is_reported_too(
    desk: Desk, fault: str, outcome: str, refused: bool, status: int
) -> None:
    error = failure(desk, *[fault] * 5)
    assert error.calls == tuple(desk.calls)
    assert len(desk.calls) == len(desk.server.calls)
    call = desk.calls[-1]
    assert (call.outcome, call.refused, call.status) == (outcome, refused, status)
    assert (call.usage, call.input_tokens, call.output_tokens) == (None, None, None)
    assert desk.accepted == ([] if refused else [1] * len(desk.calls))


def test_a_call_that_its_caller_interrupts_is_reported_and_not_repeated(desk: Desk) -> None:
    def fail(piece: str) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        desk.ask(hooks={"on_text": fail})
    assert [(call.outcome, call.refused) for call in desk.calls] == [("interrupted", False)]
    assert len(desk.server.calls) == 1


def test_the_most_tokens_of_a_call_are_known_before_it(desk: Desk) -> None:
    most = most_input_tokens(build(AS_JSON))
    assert desk.teacher.most_tokens(AS_JSON) == (most, SHORT.output_tokens)
    assert desk.teacher.most_tokens(PLAIN)[0] < most


def test_a_teacher_has_the_usual_limits_and_a_guard_by_default() -> None:
    teacher = Teacher(memory=OwnMemory(), breaker=NoBreaker())
    assert (teacher.limits.total_seconds, teacher.limits.attempts) == (60, 3)
    with pytest.raises(TeacherMisconfigured):
        teacher.reply(Endpoint(1, "https://10.0.0.1/v1", "m"), PLAIN)
    teacher.close()


# --- waiting


def test_it_waits_exactly_as_long_as_the_server_asks(desk: Desk) -> None:
    desk.ask("status:429:1")
    assert sum(desk.clock.slept) == pytest.approx(1)
    assert max(desk.clock.slept) == SHORT.poll_seconds
    assert len(desk.server.calls) == 2


def test_it_waits_longer_after_each_failure(desk: Desk) -> None:
    failure(desk, *["status:500"] * 5)
    assert desk.clock.slept == [pytest.approx(0.01), pytest.approx(0.02)]
    assert len(desk.server.calls) == 3


@pytest.mark.parametrize("seconds", [None, 100, 7, 8, 0])
def test_no_pause_reaches_beyond_the_time_for_a_reply(desk: Desk, seconds: float | None) -> None:
    """The limit is 8 seconds, which a caller may only shorten."""
    error = failure(desk, "status:429:8", total_seconds=seconds)
    assert (error.code, error.retry_after_seconds) == ("teacher_rate_limited", 8)
    assert (len(desk.server.calls), desk.clock.slept) == (1, [])


def test_a_pause_within_the_callers_time_is_waited_for(desk: Desk) -> None:
    desk.ask("status:429:2", total_seconds=2.5)
    assert sum(desk.clock.slept) == pytest.approx(2)
    error = failure(desk, "status:429:2", total_seconds=2)
    assert error.retry_after_seconds == 2


def test_a_stop_ends_a_pause_within_one_poll(desk: Desk) -> None:
    with pytest.raises(TeacherStopped):
        desk.ask("status:429:2", hooks={"should_stop": lambda: bool(desk.clock.slept)})
    assert desk.clock.slept == [SHORT.poll_seconds]


def test_a_stop_before_the_first_call_sends_nothing(desk: Desk) -> None:
    with pytest.raises(TeacherStopped):
        desk.ask(hooks={"should_stop": lambda: True})
    assert desk.server.calls == []
    assert [call.outcome for call in desk.calls] == ["teacher_stopped"]


# --- what is remembered


def test_a_shape_that_did_not_change_is_not_written_again(desk: Desk) -> None:
    desk.server.state.default = Script("json_only", content=content("Hi"))
    reply = desk.ask(request=AS_JSON)
    assert reply.shape == recall_shape(desk.memory, desk.endpoint().key)
    assert (reply.format, reply.shape.format) == (Format.JSON, Format.JSON)
    written = list(desk.memory.names)
    assert "shape" in written
    desk.ask(request=AS_JSON)
    assert desk.memory.names == written


def test_a_plain_reply_is_asked_for_without_a_format(desk: Desk) -> None:
    reply = desk.ask()
    assert (reply.format, reply.shape.format) == (Format.TEXT, Format.SCHEMA)
    assert "response_format" not in desk.server.calls[0].body


def test_an_endpoint_that_promises_no_json_is_asked_for_no_lesson(desk: Desk) -> None:
    desk.server.state.default = Script("text_only")
    desk.ask(request=AS_JSON)
    asked = desk.server.calls[-1].body
    assert "response_format" not in asked
    assert asked["messages"][-1]["content"] == "Hello"


def test_a_format_weakened_after_broken_json_is_not_remembered(desk: Desk) -> None:
    reply = desk.ask("broken_json", request=AS_JSON)
    assert [call.outcome for call in reply.calls] == ["teacher_reply_not_json", "ok"]
    assert (reply.format, reply.shape.format) == (Format.JSON, Format.SCHEMA)
    assert desk.clock.slept == [], "a weaker format is asked for at once"


def test_a_plain_reply_that_is_empty_is_asked_for_again_with_the_same_body(desk: Desk) -> None:
    error = failure(desk, *["empty"] * 5)
    assert error.code == "teacher_reply_empty"
    assert {call.outcome for call in desk.calls} == {"teacher_reply_empty"}
    first = desk.server.calls[0].body
    assert [call.body for call in desk.server.calls] == [first] * SHORT.attempts
    assert len(desk.calls) == SHORT.attempts


@pytest.mark.parametrize(("guarded", "shown"), [(False, ["Hi t", "here"]), (True, ["Hi there"])])
def test_only_the_platforms_endpoint_uses_what_another_tenant_found_out(
    desk: Desk, guarded: bool, shown: list[str]
) -> None:
    """Text is shown as it comes where it is known that it contains no thoughts."""
    endpoint = desk.endpoint(guarded=guarded)
    remember_apart(desk.memory, endpoint.name)
    desk.ask(Script(content="Hi there", pieces=2), endpoint=endpoint)
    assert desk.shown == shown


@pytest.mark.parametrize(("guarded", "names"), [(False, ["apart", "shape"]), (True, ["shape"])])
def test_only_the_platforms_endpoint_shares_what_a_reply_shows(
    desk: Desk, guarded: bool, names: list[str]
) -> None:
    endpoint = desk.endpoint(guarded=guarded)
    desk.ask(endpoint=endpoint)
    assert desk.memory.names == names
    assert recall_shape(desk.memory, endpoint.key).thoughts is Thoughts.APART


# --- what is changed before asking again


TURNS = tuple(Turn(visitor=number % 2 == 0, text=f"turn {number}") for number in range(4))


def test_a_message_without_a_history_cannot_be_shortened(desk: Desk) -> None:
    assert failure(desk, *["status:413"] * 5).code == "teacher_context_too_long"
    assert len(desk.server.calls) == 1


def test_a_history_is_shortened_once_without_a_pause(desk: Desk) -> None:
    request = TeacherRequest(PERSONA, "Hello", TURNS)
    error = failure(desk, *["status:413"] * 5, request=request)
    assert error.code == "teacher_context_too_long"
    assert (len(desk.server.calls), desk.clock.slept) == (2, [])


def test_a_call_that_broke_late_keeps_its_usage(desk: Desk) -> None:
    failure(desk, Script("finish", "length", content="Hello there", pieces=3))
    (call,) = desk.calls
    assert call.outcome == "teacher_length"
    assert isinstance(call.usage, TokenUsage)
    assert call.written_bytes == len("Hello there")


def test_the_error_of_a_resting_endpoint_says_when_it_may_be_asked_again() -> None:
    class Resting(NoBreaker):
        def admit(self, key: str) -> None:
            raise TeacherUnavailable("teacher_resting", retry_after_seconds=4)

    teacher = Teacher(memory=OwnMemory(), breaker=Resting(), limits=SHORT)
    with pytest.raises(TeacherUnavailable) as caught:
        teacher.reply(Endpoint(1, "https://api.example/v1", "m"), PLAIN)
    assert (caught.value.code, caught.value.retry_after_seconds) == ("teacher_resting", 4)
    assert caught.value.calls == ()
    teacher.close()
