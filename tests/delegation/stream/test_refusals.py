"""Who may read what, and what a wrong request is told."""

import time
from typing import Any
from uuid import uuid4

import pytest
import redis

from delegation.conversations.events import EventWriter
from delegation.domain.wire.events import Address, entry_fields
from delegation.domain.wire.tokens import sign_token
from delegation.stream import application
from tests.delegation.stream.serving import KEY, RETIRED_KEY, TENANT, StreamProcess, payload

KINDS = pytest.mark.parametrize("kind", ["/events", ""])


def address_of(escalation: object, token: str, kind: str) -> str:
    return f"/api/v1/escalations/{escalation}{kind}?token={token}"


def token_for(ours: Address, *, key: str = KEY, lives: int = 60) -> str:
    return sign_token(ours.tenant_id, ours.escalation_id, expires=int(time.time()) + lives, key=key)


@KINDS
def test_without_a_token_nothing_is_said(stream: StreamProcess, ours: Address, kind: str) -> None:
    answer = stream.get(f"/api/v1/escalations/{ours.escalation_id}{kind}")
    assert answer.status == 401
    assert answer.json == {
        "code": "token_missing",
        "message": "Send the token that you got with the escalation.",
        "fields": {"token": ["Send the token that you got with the escalation."]},
    }


@KINDS
def test_a_forged_token_is_refused(stream: StreamProcess, ours: Address, kind: str) -> None:
    forged = token_for(ours, key="not the key")
    answer = stream.get(address_of(ours.escalation_id, forged, kind))
    assert (answer.status, answer.json["code"]) == (401, "token_invalid")


@KINDS
def test_an_old_token_is_refused_and_says_so(
    stream: StreamProcess, ours: Address, kind: str
) -> None:
    answer = stream.get(address_of(ours.escalation_id, token_for(ours, lives=-1), kind))
    assert (answer.status, answer.json["code"]) == (401, "token_expired")


@KINDS
def test_a_token_opens_no_other_escalation(stream: StreamProcess, ours: Address, kind: str) -> None:
    answer = stream.get(address_of(uuid4(), token_for(ours), kind))
    assert (answer.status, answer.json["code"]) == (401, "token_invalid")


def test_a_token_signed_before_the_key_changed_is_honoured(
    stream: StreamProcess, ours: Address, writer: EventWriter
) -> None:
    writer.answer(payload("Hello"))
    token = token_for(ours, key=RETIRED_KEY)
    assert stream.get(address_of(ours.escalation_id, token, "")).json == payload("Hello")


def test_it_hides_the_events_of_another_tenant(
    stream: StreamProcess, ours: Address, valkey: redis.Redis
) -> None:
    EventWriter(valkey, TENANT + 1, ours.escalation_id).answer(payload("secret"))
    assert stream.poll(ours.escalation_id).json == {"state": "running"}


def test_an_entry_that_belongs_to_somebody_else_is_withheld(
    stream: StreamProcess, ours: Address, valkey: redis.Redis, writer: EventWriter
) -> None:
    writer.delta("ours")
    for stranger in (Address(TENANT, uuid4()), Address(TENANT + 1, ours.escalation_id)):
        fields: dict[Any, Any] = {**entry_fields(stranger, "answer", payload("secret"))}
        valkey.xadd(ours.key, fields)
    writer.answer(payload("ours"))
    events = stream.read(ours.escalation_id)
    assert [event.kind for event in events] == ["delta", "answer"]
    assert events[-1].data == payload("ours")
    assert stream.metric("withheld_entries") >= 2


@pytest.mark.parametrize("after", ["yesterday", "5", "$", "-1-0", f"{2**64}-0", "0-0\r\nXADD"])
def test_a_position_that_is_no_id_is_refused(
    stream: StreamProcess, ours: Address, after: str
) -> None:
    answer = stream.get(stream.path(ours.escalation_id, after=after))
    assert (answer.status, answer.json["code"]) == (400, "after_invalid")
    assert list(answer.json["fields"]) == ["after"]


@pytest.mark.parametrize("wait", ["soon", "-1", "1.5", "1" * 99, "٣"])
def test_a_wait_that_is_no_number_of_seconds_is_refused(
    stream: StreamProcess, ours: Address, wait: str
) -> None:
    answer = stream.poll(ours.escalation_id, wait=wait)
    assert (answer.status, answer.json["code"]) == (400, "wait_invalid")


@pytest.mark.parametrize(
    "path",
    ["/", "/api/v1/escalations", "/api/v1/escalations/not-an-id/events", "/admin/", "/healthz/"],
)
def test_other_addresses_hold_nothing(stream: StreamProcess, path: str) -> None:
    answer = stream.get(path)
    assert (answer.status, answer.json["code"]) == (404, "not_found")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_changed_here(stream: StreamProcess, ours: Address, method: str) -> None:
    answer = stream.get(stream.path(ours.escalation_id), method=method)
    assert (answer.status, answer.json["code"]) == (405, "method_not_allowed")


def test_one_escalation_is_not_read_in_too_many_places(
    stream: StreamProcess, ours: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "STREAMS_PER_ESCALATION", 1)
    with stream.open(ours.escalation_id):
        answer = stream.get(stream.path(ours.escalation_id))
    assert (answer.status, answer.json["code"]) == (429, "too_many_streams")
    assert int(answer.headers["retry-after"]) > 0


def test_a_full_process_says_so(
    stream: StreamProcess, ours: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "STREAMS_PER_PROCESS", 1)
    with stream.open(uuid4()):
        answer = stream.get(stream.path(ours.escalation_id))
    assert (answer.status, answer.json["code"]) == (503, "streams_exhausted")
    assert stream.metric("refusals_total", code="streams_exhausted") == 1
