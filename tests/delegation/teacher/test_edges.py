"""Edges of a teacher: what its figures are, what the breaker hears, what belongs to the answer."""

import os
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from redis import Redis

from delegation.teacher import (
    Guard,
    OwnMemory,
    SharedBreaker,
    Teacher,
    TeacherError,
    TeacherStopped,
    TeacherUnavailable,
)
from delegation.teacher.errors import TeacherBroken
from delegation.teacher.protocols.openai_chat import ChatAssembly
from delegation.teacher.sse import ServerEvent
from tests.delegation.teacher.asking import SHORT, Asker, failing
from tests.faults.teacher_server import FaultTeacher

NAMES = ("failures", "rest", "tripped", "probe")


class HearingBreaker:
    """Notes what it hears, and refuses from the n-th call on."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.admitted = 0
        self.admits = 100

    def admit(self, key: str) -> None:
        self.admitted += 1
        if self.admitted > self.admits:
            raise TeacherUnavailable("teacher_resting", retry_after_seconds=7)

    def succeeded(self, key: str) -> None:
        self.heard.append("alive")

    def failed(self, key: str) -> None:
        self.heard.append("failed")


@pytest.fixture
def breaker() -> HearingBreaker:
    return HearingBreaker()


@pytest.fixture
def heard(server: FaultTeacher, breaker: HearingBreaker) -> Iterator[Asker]:
    """An asker whose breaker notes what it hears."""
    memory, guard = OwnMemory(), Guard(exceptions=[f"127.0.0.1:{server.port}"])
    teacher = Teacher(memory=memory, breaker=breaker, guard=guard, limits=SHORT)
    yield Asker(server, teacher, memory)
    teacher.close()


def test_a_reply_is_a_sign_of_life(heard: Asker, breaker: HearingBreaker) -> None:
    heard.ask()
    assert (breaker.heard, breaker.admitted) == (["alive"], 1)


@pytest.mark.parametrize(
    ("fault", "hears"),
    [("status:500", "failed"), ("reset_at_once", "failed"), ("status:401", "alive")],
)
def test_every_attempt_is_heard_of(
    heard: Asker, breaker: HearingBreaker, fault: str, hears: str
) -> None:
    error = failing(heard, *[fault] * 3)
    assert breaker.heard == [hears] * len(heard.server.calls)
    assert len(error.calls) == len(heard.server.calls)
    assert breaker.admitted == len(heard.server.calls), "asked again after each pause"


def test_a_visitor_who_stops_says_nothing_of_the_endpoint(
    heard: Asker, breaker: HearingBreaker
) -> None:
    heard.should_stop = lambda: bool(heard.server.calls)
    heard.server.script("stall_headers")
    with pytest.raises(TeacherStopped):
        heard.ask()
    assert breaker.heard == []


def test_a_rest_that_began_during_the_pause_ends_the_reply_with_what_went_wrong(
    heard: Asker, breaker: HearingBreaker
) -> None:
    breaker.admits = 1
    error = failing(heard, *["status:500"] * 3)
    assert error.code == "teacher_server_error"
    assert error.retry_after_seconds == 7
    assert len(heard.server.calls) == 1


def test_an_endpoint_at_rest_is_not_asked(heard: Asker, breaker: HearingBreaker) -> None:
    breaker.admits = 0
    assert failing(heard).code == "teacher_resting"
    assert heard.server.calls == []


# --- the figures of the shared breaker


@pytest.fixture
def valkey() -> Iterator[Redis]:
    client = Redis.from_url(os.environ["REDIS_URL"])
    yield client
    client.close()


def seconds_of(valkey: Redis, key: str) -> dict[str, int]:
    """How long each of the breaker's rows lives; those that are there."""
    rows = {name: f"teacher:breaker:{{{key}}}:{name}" for name in NAMES}
    return {name: valkey.ttl(row) for name, row in rows.items() if valkey.exists(row)}


def near(seconds: int, most: int) -> bool:
    return most - 5 < seconds <= most


def test_five_failures_in_a_minute_are_a_rest_of_fifteen_seconds(valkey: Redis) -> None:
    breaker, key = SharedBreaker(valkey), uuid.uuid4().hex
    for _ in range(4):
        breaker.failed(key)
        breaker.admit(key)
    assert near(seconds_of(valkey, key)["failures"], 60)
    breaker.failed(key)
    with pytest.raises(TeacherUnavailable) as caught:
        breaker.admit(key)
    assert caught.value.retry_after_seconds is not None
    assert 10 < caught.value.retry_after_seconds <= 15
    rows = seconds_of(valkey, key)
    assert set(rows) == {"rest", "tripped"}, "a probe begins with no failures counted"
    assert near(rows["rest"], 15)
    assert near(rows["tripped"], 3600), "after an hour without a call one failure is bad luck again"


def test_a_probe_whose_worker_died_is_given_up_after_the_longest_call(valkey: Redis) -> None:
    breaker, key = SharedBreaker(valkey, failures=1), uuid.uuid4().hex
    breaker.failed(key)
    valkey.delete(f"teacher:breaker:{{{key}}}:rest")
    breaker.admit(key)
    assert near(seconds_of(valkey, key)["probe"], 90)
    valkey.delete(f"teacher:breaker:{{{key}}}:probe")  # what a minute and a half does
    breaker.admit(key)


def test_a_success_leaves_nothing_behind(valkey: Redis) -> None:
    breaker, key = SharedBreaker(valkey, failures=1), uuid.uuid4().hex
    breaker.failed(key)
    breaker.succeeded(key)
    assert seconds_of(valkey, key) == {}
    breaker.admit(key)


# --- what belongs to the answer


def choice(index: Any, text: str, **more: Any) -> ServerEvent:
    return ServerEvent({"choices": [{"index": index, "delta": {"content": text}, **more}]})


@pytest.mark.parametrize("index", [0, "0", None])
def test_the_first_choice_is_the_answer_however_it_is_numbered(index: Any) -> None:
    assembly = ChatAssembly()
    assert assembly.take(choice(index, "Hi", finish_reason="STOP")) == "Hi"
    assembly.check()


def test_blanks_before_a_whole_message_do_not_hide_it() -> None:
    assembly = ChatAssembly()
    whole = ServerEvent({"choices": [{"index": 0, "message": {"content": "Hi there"}}]})
    assert [assembly.take(event) for event in (choice(0, " "), whole)] == [" ", "Hi there"]
    assert assembly.wrote


@pytest.mark.parametrize("reason", ["max_tokens", "LENGTH", "model_context_window_exceeded"])
def test_an_answer_that_was_cut_is_not_complete_whatever_the_server_calls_it(reason: str) -> None:
    assembly = ChatAssembly()
    assembly.take(choice(0, "Hi", finish_reason=reason))
    with pytest.raises(TeacherBroken) as caught:
        assembly.check()
    assert caught.value.code == "teacher_length"


@pytest.mark.parametrize(
    "event",
    [
        ServerEvent({"error": {"message": "overloaded", "code": 500}}),
        ServerEvent({"message": "overloaded"}, name="error"),
        ServerEvent({"choices": [{"index": 0, "delta": {"refusal": "I will not."}}]}),
    ],
)
def test_an_error_in_the_stream_is_none_of_the_answer(event: ServerEvent) -> None:
    assembly = ChatAssembly()
    assembly.take(choice(0, "Hi"))
    with pytest.raises(TeacherError):
        assembly.take(event)


@pytest.mark.parametrize(
    ("event", "size"),
    [
        (choice(0, "né"), 3),
        (ServerEvent({"choices": [{"index": 0, "delta": {"reasoning": "hm", "role": "x"}}]}), 2),
        (choice(1, "elsewhere"), 9),
        (ServerEvent({"choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 7}}), 0),
    ],
    ids=["text", "thoughts", "a second choice", "figures"],
)
def test_all_that_the_model_wrote_is_measured(event: ServerEvent, size: int) -> None:
    """A stopped call is charged by it: thoughts and second choices are billed too."""
    assembly = ChatAssembly()
    assembly.take(event)
    assert assembly.written_bytes == size
