"""What a message becomes as a row, and what the model reads of those before it."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any, cast
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from delegation.conversations.models import Answer, Escalation, EscalationState
from delegation.conversations.services import (
    accepting,
    history,
    lifecycle,
    local_claims,
    messages,
)
from delegation.conversations.services.messages import Message
from delegation.errors import Busy, DifferentBody
from tenants.access import Site
from tenants.models import SiteKey, Tenant
from tests.delegation.conversations.conftest import messages_for
from tests.delegation.conversations.making import change, stored

pytestmark = pytest.mark.usefixtures("own_queue")


@pytest.fixture
def site(tenant: Tenant, site_key: SiteKey) -> Site:
    return Site(tenant, site_key, None)


def message(**changes: Any) -> Message:
    fields: dict[str, Any] = {
        "visitor": "visitor-0001",
        "conversation": "c",
        "id": "message-0001",
        "message": "Where is it?",
        "awaiting": "nothing",
        "local": [],
        "rejects": None,
    }
    return Message(**(fields | changes))


def accept(site: Site, given: Message) -> Escalation:
    return accepting.accept(site, given, address_prefix="n", now=0)


def test_a_full_queue_repeats_where_a_known_message_will_be_answered(
    site: Site, settings: Settings
) -> None:
    first = accept(site, message())
    settings.LONGEST_QUEUE_OF_A_TENANT = 1
    assert accept(site, message()).pk == first.pk
    with pytest.raises(Busy):
        accept(site, message(id="message-0002"))
    with pytest.raises(DifferentBody):
        accept(site, message(message="Something else"))


def test_what_workers_write_counts_towards_the_longest_queue(
    site: Site, settings: Settings
) -> None:
    settings.LONGEST_QUEUE_OF_A_TENANT = 1
    first = accept(site, message())
    assert lifecycle.claim(first.tenant_id, first.pk) is not None
    with pytest.raises(Busy):
        accept(site, message(id="message-0002"))


def test_two_sites_may_use_the_same_id(site: Site, tenant: Tenant) -> None:
    other = SiteKey.objects.create(tenant=tenant, key=f"pk_{uuid4().hex}")
    first, second = accept(site, message()), accept(Site(tenant, other, None), message())
    assert first.pk != second.pk
    assert messages.known(site, message()).pk == first.pk


def test_a_row_says_who_is_held_out_and_what_was_rejected(site: Site) -> None:
    site.tenant.holdout_share = Decimal(1)
    made = accept(site, message(rejects={"rule": 7, "version": 3}))
    assert made.conversation.held_out
    assert (made.rejects_rule, made.rejects_version) == (7, 3)
    site.tenant.holdout_share = Decimal(0)
    assert not accept(site, message(id="m2", visitor="w")).conversation.held_out


@pytest.fixture
def pack_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    decision = type("Decision", (), {"response": "You're welcome!", "rule": 7})()
    monkeypatch.setattr(accepting, "decide", lambda *_, **__: decision)
    monkeypatch.setattr(accepting, "ready_pack", lambda _: None)


@pytest.mark.usefixtures("pack_answers")
def test_the_holdout_is_answered_by_the_model_alone(
    site: Site, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    site.tenant.holdout_share = Decimal(1)
    with django_capture_on_commit_callbacks(execute=True):
        held_out = accept(site, message())
    assert (stored(held_out).state, messages_for(held_out)) == (EscalationState.QUEUED, 1)


@pytest.mark.usefixtures("pack_answers")
def test_what_the_pack_answered_wakes_no_worker(
    site: Site, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = accept(site, message())
    row = stored(made)
    assert (row.state, row.answer.source, messages_for(made)) == ("answered", "server", 0)
    assert row.ended_at is not None


@pytest.mark.parametrize("state", ["confirm", "choice", "info", "unknown"])
def test_a_claim_is_judged_in_the_states_of_small_talk_alone(
    monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    """A rule that would answer a question there cannot have answered here."""
    asked: list[str] = []

    def decide(_: object, __: str, awaiting: str, **___: object) -> Any:
        asked.append(awaiting)
        return type("Decision", (), {"rule": 7 if awaiting == state else None})()

    monkeypatch.setattr(local_claims, "decide", decide)
    assert not local_claims.could_answer(cast("Any", None), "yes", {"rule": 7}, now=0)
    assert sorted(asked) == ["more", "nothing"]


# --- what the model reads


def test_a_long_conversation_is_read_from_a_place_that_stays_for_a_while(
    queued: Escalation,
) -> None:
    """Forty messages at most, left out by twenties: a provider's prefix cache keeps the rest."""
    rows = [
        Escalation(
            tenant_id=queued.tenant_id,
            site_key_id=queued.site_key_id,
            conversation_id=queued.conversation_id,
            client_id=str(uuid4()),
            body_hash="",
            message=f"{number}",
            awaiting="nothing",
            address_prefix="n",
            state=EscalationState.ANSWERED,
        )
        for number in range(62)
    ]
    Escalation.objects.bulk_create(rows)
    Answer.objects.bulk_create(
        Answer(escalation=row, tenant_id=row.tenant_id, text="-", awaiting="more", source="teacher")
        for row in rows
    )
    begin = timezone.now() - timedelta(days=1)
    for number, row in enumerate(rows):
        change(row, created_at=begin + timedelta(minutes=number))

    def first_read(count: int) -> tuple[str, int]:
        queued.created_at = begin + timedelta(minutes=count, seconds=-1)
        turns = history.teacher_request(queued).turns
        assert [turn.awaiting for turn in turns if not turn.visitor] == ["more"] * (len(turns) // 2)
        return turns[0].text, len(turns) // 2

    assert first_read(40) == ("0", 40)
    assert first_read(41) == ("20", 21)
    assert first_read(60) == ("20", 40)
    assert first_read(61) == ("40", 21)


def test_the_same_request_has_the_same_digest_whatever_the_order_of_its_fields() -> None:
    turn = {"message": "a", "response": "b"}
    backwards = dict(reversed(turn.items()))
    assert json.dumps(turn) != json.dumps(backwards)
    assert message(local=[turn]).body_hash() == message(local=[backwards]).body_hash()
    assert message(local=[turn]).body_hash() != message().body_hash()
