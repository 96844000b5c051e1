"""The same answer by long poll, for networks that buffer."""

import threading

import pytest

from delegation.conversations.events import EventWriter
from delegation.domain.wire.events import Address
from tests.delegation.stream.serving import StreamProcess, answered, payload, wait_until


def test_it_answers_with_the_final_payload(
    stream: StreamProcess, ours: Address, writer: EventWriter
) -> None:
    writer.delta("Hello")
    writer.answer(payload("Hello"))
    answer = stream.poll(ours.escalation_id, wait=25)
    assert (answer.status, answer.json) == (200, payload("Hello"))
    assert answer.headers["cache-control"] == "no-store"


def test_it_waits_for_the_end(stream: StreamProcess, ours: Address, writer: EventWriter) -> None:
    answers = []
    poll = threading.Thread(target=lambda: answers.append(stream.poll(ours.escalation_id, wait=20)))
    poll.start()
    writer.delta("Hel")
    wait_until(lambda: stream.metric("open_polls") == 1)
    assert answers == []
    writer.answer(payload("Hello"))
    poll.join()
    assert answers[0].json == payload("Hello")


@pytest.mark.parametrize("query", [{}, {"wait": 0}, {"wait": ""}, {"wait": 1}])
def test_it_says_running_when_the_wait_is_over(
    stream: StreamProcess, ours: Address, writer: EventWriter, query: dict[str, int]
) -> None:
    writer.delta("Hel")
    answer = stream.poll(ours.escalation_id, **query)
    assert (answer.status, answer.json) == (202, {"state": "running"})


def test_a_failed_escalation_answers_with_its_error(
    stream: StreamProcess, ours: Address, writer: EventWriter
) -> None:
    error = {"code": "teacher_unavailable", "message": "Try again later.", "fields": {}}
    writer.error(error)
    answer = stream.poll(ours.escalation_id)
    assert (answer.status, answer.json) == (200, error)


def test_it_answers_from_the_row_when_valkey_has_lost_the_end(
    stream: StreamProcess, ours: Address, writer: EventWriter
) -> None:
    writer.delta("Hel")
    stream.rows.ends[ours.escalation_id] = answered("Hello")
    assert stream.poll(ours.escalation_id).json == payload("Hello")


def test_it_says_when_there_is_no_such_escalation(stream: StreamProcess, ours: Address) -> None:
    stream.rows.ends[ours.escalation_id] = None
    answer = stream.poll(ours.escalation_id)
    assert (answer.status, answer.json["code"]) == (404, "escalation_not_found")


def test_it_says_running_when_nobody_knows_better(stream: StreamProcess, ours: Address) -> None:
    stream.rows.failing = True
    assert stream.poll(ours.escalation_id).json == {"state": "running"}
