"""What the client says of each call, what it remembers, and how long it waits before the next."""

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
from delegation.teacher.shape import Format, Shape, Thoughts, recall_shape, remember_apart
from delegation.teacher.usage import TokenUsage
from tests.delegation.teacher.asking import SHORT, content
from tests.faults.teacher_faults import Script
from tests.faults.teacher_server import FaultTeacher

PERSONA = Persona("Ada", "You sell books.")
PLAIN = TeacherRequest(PERSONA, "Hello")
AS_JSON = TeacherRequest(PERSONA, "Hello", way=Way.JSON)


class Hands:
    """A clock that moves when somebody sleeps, or when a test moves it."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class CountingMemory(OwnMemory):
    """Says how often something was remembered."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def set(self, key: str, value: str, *, seconds: int) -> None:
        assert seconds == 86_400, "a day"
        self.names.append(key.split(":")[1])
        super().set(key, value, seconds=seconds)


@dataclass
class Desk:
    """A teacher with hands on its clock, and what it did."""

    server: FaultTeacher
    hands: Hands
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
    hands, memory = Hands(), CountingMemory()
    teacher = Teacher(
        memory=memory,
        breaker=NoBreaker(),
        guard=Guard(exceptions=[f"127.0.0.1:{server.port}"]),
        limits=SHORT,
        clock=hands,
        sleep=hands.sleep,
        jitter=lambda: 1.0,
    )
    yield Desk(server, hands, memory, teacher)
    teacher.close()


def failure(desk: Desk, *scripts: str | Script, **options: Any) -> TeacherError:
    with pytest.raises(TeacherError) as caught:
        desk.ask(*scripts, **options)
    return caught.value


# --- a call in figures


def test_a_call_is_told_with_all_that_is_known_of_it(desk: Desk) -> None:
    def take_time(piece: str) -> None:
        desk.shown.append(piece)
        desk.hands.now += 0.5

    request = TeacherRequest(PERSONA, "thx", mark=True, way=Way.LINE)
    reply = desk.ask(
        Script(content="Hi there", pieces=1), request=request, hooks={"on_text": take_time}
    )
    (call,) = desk.calls
    assert reply.calls == (call,)
    assert (call.outcome, call.refused, call.status) == ("ok", False, 200)
    assert call.seconds == 0.5 * len(desk.shown)
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
def test_a_call_that_failed_is_told_too(
    desk: Desk, fault: str, outcome: str, refused: bool, status: int
) -> None:
    error = failure(desk, *[fault] * 5)
    assert error.calls == tuple(desk.calls)
    assert len(desk.calls) == len(desk.server.calls)
    call = desk.calls[-1]
    assert (call.outcome, call.refused, call.status) == (outcome, refused, status)
    assert (call.usage, call.input_tokens, call.output_tokens) == (None, None, None)
    assert desk.accepted == ([] if refused else [1] * len(desk.calls))


def test_a_call_that_its_caller_interrupts_is_told_and_not_repeated(desk: Desk) -> None:
    def fail(piece: str) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        desk.ask(hooks={"on_text": fail})
    assert [(call.outcome, call.refused) for call in desk.calls] == [("interrupted", False)]
    assert len(desk.server.calls) == 1


def test_the_most_that_a_call_may_use_is_known_before_it(desk: Desk) -> None:
    most = most_input_tokens(build(AS_JSON))
    assert desk.teacher.most_tokens(AS_JSON) == (most, SHORT.output_tokens)
    assert desk.teacher.most_tokens(PLAIN)[0] < most


def test_limits_that_are_not_given_are_the_usual_ones() -> None:
    teacher = Teacher(memory=OwnMemory(), breaker=NoBreaker())
    assert (teacher.limits.total_seconds, teacher.limits.attempts) == (60, 3)
    with pytest.raises(TeacherMisconfigured):
        teacher.reply(Endpoint(1, "https://10.0.0.1/v1", "m"), PLAIN)
    teacher.close()


# --- waiting


def test_it_waits_exactly_as_long_as_it_is_asked_to(desk: Desk) -> None:
    desk.ask("status:429:1")
    assert sum(desk.hands.slept) == pytest.approx(1)
    assert max(desk.hands.slept) == SHORT.poll_seconds
    assert len(desk.server.calls) == 2


def test_without_being_asked_it_waits_longer_after_each_failure(desk: Desk) -> None:
    failure(desk, *["status:500"] * 5)
    assert desk.hands.slept == [pytest.approx(0.01), pytest.approx(0.02)]
    assert len(desk.server.calls) == 3


@pytest.mark.parametrize(
    ("seconds", "calls"), [(None, 1), (100, 1), (7, 1), (8, 1), (0, 1)], ids=str
)
def test_no_pause_reaches_beyond_the_time_for_a_reply(
    desk: Desk, seconds: float | None, calls: int
) -> None:
    """The limit is 8 seconds, which a caller may only shorten."""
    error = failure(desk, "status:429:8", total_seconds=seconds)
    assert (error.code, error.retry_after_seconds) == ("teacher_rate_limited", 8)
    assert (len(desk.server.calls), desk.hands.slept) == (calls, [])


def test_a_pause_within_the_callers_time_is_waited_for(desk: Desk) -> None:
    desk.ask("status:429:2", total_seconds=2.5)
    assert sum(desk.hands.slept) == pytest.approx(2)
    error = failure(desk, "status:429:2", total_seconds=2)
    assert error.retry_after_seconds == 2


def test_a_stop_during_a_pause_is_a_stop(desk: Desk) -> None:
    with pytest.raises(TeacherStopped):
        desk.ask("status:429:2", hooks={"should_stop": lambda: bool(desk.hands.slept)})
    assert desk.hands.slept == [SHORT.poll_seconds]


def test_a_reply_that_was_stopped_before_it_began_is_not_asked_for(desk: Desk) -> None:
    with pytest.raises(TeacherStopped):
        desk.ask(hooks={"should_stop": lambda: True})
    assert desk.server.calls == []
    assert [call.outcome for call in desk.calls] == ["teacher_stopped"]


# --- what is remembered


def test_what_is_as_it_was_remembered_is_not_written_again(desk: Desk) -> None:
    desk.server.state.default = Script("json_only", content=content("Hi"))
    reply = desk.ask(request=AS_JSON)
    assert reply.shape == recall_shape(desk.memory, desk.endpoint().key)
    assert (reply.format, reply.shape.format) == (Format.JSON, Format.JSON)
    written = list(desk.memory.names)
    assert "shape" in written
    desk.ask(request=AS_JSON)
    assert desk.memory.names == written


def test_a_plain_reply_has_no_format_to_promise(desk: Desk) -> None:
    reply = desk.ask()
    assert (reply.format, reply.shape.format) == (Format.TEXT, Format.SCHEMA)
    assert "response_format" not in desk.server.calls[0].body


def test_an_endpoint_that_promises_no_json_is_asked_for_no_lesson(desk: Desk) -> None:
    desk.server.state.default = Script("text_only")
    desk.ask(request=AS_JSON)
    asked = desk.server.calls[-1].body
    assert "response_format" not in asked
    assert asked["messages"][-1]["content"] == "Hello"


def test_what_a_bad_day_made_necessary_is_not_in_the_shape(desk: Desk) -> None:
    reply = desk.ask("broken_json", request=AS_JSON)
    assert [call.outcome for call in reply.calls] == ["teacher_reply_not_json", "ok"]
    assert (reply.format, reply.shape.format) == (Format.JSON, Format.SCHEMA)
    assert desk.hands.slept == [], "a weaker format is asked for at once"


def test_a_plain_reply_that_is_faulty_is_asked_for_again_as_it_was(desk: Desk) -> None:
    error = failure(desk, *["empty"] * 5)
    assert error.code == "teacher_reply_empty"
    assert {call.outcome for call in desk.calls} == {"teacher_reply_empty"}
    assert [call.body for call in desk.server.calls] == [desk.server.calls[0].body] * len(
        desk.calls
    )
    assert len(desk.calls) <= SHORT.attempts


@pytest.mark.parametrize(
    ("guarded", "thoughts"), [(False, Thoughts.APART), (True, Thoughts.UNKNOWN)]
)
def test_what_tenants_share_of_the_platforms_endpoint_is_not_used_for_a_tenants_own(
    desk: Desk, guarded: bool, thoughts: Thoughts
) -> None:
    endpoint = desk.endpoint(guarded=guarded)
    remember_apart(desk.memory, endpoint.name)
    assert desk.teacher._recall(endpoint).thoughts is thoughts


def test_a_tenants_own_endpoint_says_nothing_about_another_tenants(desk: Desk) -> None:
    endpoint = desk.endpoint(guarded=True)
    effort = Shape(thoughts=Thoughts.APART)
    desk.ask(endpoint=endpoint)
    assert "apart" not in desk.memory.names
    assert recall_shape(desk.memory, endpoint.key).thoughts in (effort.thoughts, Thoughts.UNKNOWN)


# --- what is changed before asking again


TURNS = tuple(Turn(visitor=number % 2 == 0, text=f"turn {number}") for number in range(4))


def test_without_a_history_nothing_can_be_shortened(desk: Desk) -> None:
    too_long = "status:413"
    assert failure(desk, *[too_long] * 5).code == "teacher_context_too_long"
    assert len(desk.server.calls) == 1


def test_a_history_is_shortened_once_without_a_pause(desk: Desk) -> None:
    request = TeacherRequest(PERSONA, "Hello", TURNS)
    error = failure(desk, *["status:413"] * 5, request=request)
    assert error.code == "teacher_context_too_long"
    assert (len(desk.server.calls), desk.hands.slept) == (2, [])


def test_usage_is_kept_of_a_call_that_broke_late(desk: Desk) -> None:
    failure(desk, Script("finish", "length", content="Hello there", pieces=3))
    (call,) = desk.calls
    assert call.outcome == "teacher_length"
    assert isinstance(call.usage, TokenUsage)
    assert call.written_bytes == len("Hello there")


def test_an_endpoint_that_rests_is_told_of_by_its_own_error() -> None:
    class Resting(NoBreaker):
        def admit(self, key: str) -> None:
            raise TeacherUnavailable("teacher_resting", retry_after_seconds=4)

    teacher = Teacher(memory=OwnMemory(), breaker=Resting(), limits=SHORT)
    with pytest.raises(TeacherUnavailable) as caught:
        teacher.reply(Endpoint(1, "https://api.example/v1", "m"), PLAIN)
    assert (caught.value.code, caught.value.retry_after_seconds) == ("teacher_resting", 4)
    assert caught.value.calls == ()
    teacher.close()
