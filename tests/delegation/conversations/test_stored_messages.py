"""A message is stored as it was sent, and the model reads the conversation before it."""

from decimal import Decimal
from typing import Any

import pytest

from delegation.conversations.models import Answer, Conversation, Escalation, EscalationState
from delegation.conversations.services import history, messages
from delegation.conversations.services.messages import Message
from delegation.domain.ledger.holdout import is_held_out
from delegation.domain.words import Awaiting
from delegation.errors import DifferentBody
from tenants.access import Site
from tenants.models import SiteKey, Tenant
from tests.delegation.conversations.making import message_of, stored

pytestmark = pytest.mark.django_db

QUEUED, ANSWERED = EscalationState.QUEUED, EscalationState.ANSWERED


def posted(**changes: Any) -> Message:
    fields: dict[str, Any] = {
        "visitor": "visitor-0001", "conversation": "talk", "id": "message-0001",
        "message": "Where is MY parcel?", "awaiting": "nothing", "local": [], "rejects": None,
    }  # fmt: skip
    return Message(**(fields | changes))


@pytest.fixture
def site(tenant: Tenant, site_key: SiteKey) -> Site:
    return Site(tenant, site_key, None)


def test_a_message_is_stored_as_it_was_sent(site: Site) -> None:
    page = {"title": "Parcels", "address": "/parcels"}
    local = [{"message": "hi", "response": "Hello!", "rule": 4, "version": 2}]
    given = posted(rejects={"rule": 7, "version": 3}, page=page)
    row = messages.insert(site, given, local=local, address_prefix="net")
    assert row is not None
    found = stored(row)
    assert (found.tenant, found.site_key) == (site.tenant, site.site_key)
    assert (found.client_id, found.body_hash) == ("message-0001", given.body_hash())
    assert (found.message, found.phrase) == ("Where is MY parcel?", "where is my parcel ?")
    assert (found.local_turns, found.page, found.address_prefix) == (local, page, "net")
    assert (found.rejects_rule, found.rejects_version) == (7, 3)
    assert (found.state, found.attempts, found.awaiting) == (QUEUED, 0, "nothing")
    talk = found.conversation
    assert (talk.visitor, talk.client_id, talk.held_out) == ("visitor-0001", "talk", False)


def test_the_holdout_is_chosen_by_the_visitors_id(site: Site) -> None:
    site.tenant.holdout_share = Decimal("0.5")
    held = {
        visitor: messages.held_out(site, posted(visitor=visitor))
        for visitor in (f"visitor-{number}" for number in range(40))
    }
    share, tenant_id = Decimal("0.5"), site.tenant.pk
    assert held == {each: is_held_out(each, tenant_id=tenant_id, share=share) for each in held}
    assert set(held.values()) == {True, False}


def test_a_message_without_optional_fields_stores_none(site: Site) -> None:
    row = messages.insert(site, posted(), local=[], address_prefix="net")
    assert row is not None
    found = stored(row)
    assert (found.local_turns, found.page) == ([], None)
    assert (found.rejects_rule, found.rejects_version) == (None, None)


def test_the_same_message_is_found_again_and_another_with_its_id_is_refused(
    site: Site, other_tenant: Tenant
) -> None:
    row = messages.insert(site, posted(), local=[], address_prefix="net")
    assert messages.insert(site, posted(), local=[], address_prefix="net") is None
    assert messages.known(site, posted()) == row
    with pytest.raises(DifferentBody) as refused:
        messages.known(site, posted(message="Another one"))
    assert refused.value.fields == {"id": ["Used before, for another message."]}
    theirs = Site(other_tenant, other_tenant.site_keys.get(), None)
    for where, given in ((theirs, posted()), (site, posted(id="message-0002"))):
        with pytest.raises(Escalation.DoesNotExist):
            messages.known(where, given)


def test_a_page_is_part_of_what_makes_two_requests_the_same() -> None:
    assert posted(page={}).body_hash() == posted(page=None).body_hash() == posted().body_hash()
    assert posted(page={"title": "a"}).body_hash() != posted().body_hash()
    assert len(posted().body_hash()) == 64


# --- what the model reads


def answered(tenant: Tenant, talk: Conversation, text: str, age: float, **more: Any) -> None:
    """Store a message with this text, from `age` seconds ago, and its answer."""
    row = message_of(tenant, conversation=talk, message=text, age=age, state=ANSWERED, **more)
    Answer.objects.create(
        escalation=row, tenant=tenant, text=f"re {text}", awaiting="confirm", source="teacher"
    )


def test_the_model_reads_the_conversation_in_its_order_with_local_answers(
    tenant: Tenant,
) -> None:
    tenant.assistant_name, tenant.instructions = "Ada", "Be brief."
    tenant.save()
    local = [{"message": "hi", "response": "Hello!", "rule": 1, "version": 1}]
    row = message_of(tenant, age=1, message="And now?", local_turns=[local[0] | {"message": "yo"}])
    talk = row.conversation
    answered(tenant, talk, "second", 20)
    answered(tenant, talk, "first", 30, local_turns=local)
    answered(tenant, talk, "later", 0)
    request = history.teacher_request(stored(row))
    assert (request.message, request.persona.name) == ("And now?", "Ada")
    assert request.persona.instructions == "Be brief."
    assert [(turn.visitor, turn.text, turn.local) for turn in request.turns] == [
        (True, "hi", False), (False, "Hello!", True),
        (True, "first", False), (False, "re first", False),
        (True, "second", False), (False, "re second", False),
        (True, "yo", False), (False, "Hello!", True),
    ]  # fmt: skip
    awaited = [turn.awaiting for turn in request.turns if not turn.visitor]
    assert awaited == [Awaiting.NOTHING, Awaiting.CONFIRM, Awaiting.CONFIRM, Awaiting.NOTHING]
    assert request.page == ""


def test_the_model_reads_where_the_visitor_is(tenant: Tenant) -> None:
    row = message_of(tenant, page={"title": "Parcels"})
    assert "Parcels" in history.teacher_request(row).page
