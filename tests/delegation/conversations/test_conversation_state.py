"""What a conversation awaits is what the server stored: a "yes" to a question reaches the model."""

import json
from typing import Any

import pytest
from django.test import Client

from delegation.conversations.models import Conversation, Escalation, EscalationState
from delegation.conversations.services import answering
from delegation.conversations.services.answering import answer
from delegation.conversations.services.history import teacher_request
from delegation.domain.teaching.replies import ParsedReply, TaughtLesson
from delegation.domain.words import Act, Awaiting
from delegation.rules.models import Rule
from delegation.rules.services.deciding import moderation
from delegation.rules.services.lessons.learning import record_lesson
from tenants.models import SiteKey, Tenant, User
from tests.conftest import SHOP
from tests.delegation.rules.making import seen

pytestmark = pytest.mark.django_db

ASKS_SOMETHING = ["confirm", "choice", "info", "unknown"]


@pytest.fixture
def rule(tenant: Tenant, moderator: User) -> Rule:
    taught = TaughtLesson("thx", "You're welcome!", Act.THANKS)
    return moderation.approve_rule(record_lesson(tenant, taught, seen(1)), by=moderator)


@pytest.fixture
def talk(tenant: Tenant) -> Conversation:
    return Conversation.objects.create(
        tenant=tenant, visitor="visitor-0001", client_id="conversation-0001"
    )


def post(client: Client, key: SiteKey, number: int = 1, **changes: Any) -> Escalation:
    body = {
        "key": key.key,
        "visitor": "visitor-0001",
        "conversation": "conversation-0001",
        "id": f"message-{number:04}",
        "message": "Where is my order?",
        "awaiting": "nothing",
        "local": [],
    } | changes
    response = client.post(
        "/api/v1/escalations",
        json.dumps(body),
        content_type="text/plain",
        headers={"origin": SHOP},
    )
    assert response.status_code == 202
    return Escalation.objects.get(pk=response.json()["escalation"])


def awaits(talk: Conversation, state: str) -> None:
    Conversation.objects.filter(pk=talk.pk).update(awaiting=state)


def local(rule: Rule) -> list[dict[str, Any]]:
    return [{"message": "thx", "response": "!", "rule": rule.pk, "version": rule.version}]


@pytest.mark.parametrize("state", ASKS_SOMETHING)
def test_a_claimed_local_answer_does_not_answer_a_question(
    client: Client, site_key: SiteKey, rule: Rule, talk: Conversation, state: str
) -> None:
    awaits(talk, state)
    made = post(client, site_key, message="thx", local=local(rule))
    assert (made.awaiting, made.state) == (state, EscalationState.QUEUED)
    assert made.local_turns, "the claim itself is believed"


def test_a_local_answer_ends_an_offer_of_more_help(
    client: Client, site_key: SiteKey, rule: Rule, talk: Conversation
) -> None:
    awaits(talk, "more")
    assert post(client, site_key, 1).awaiting == "more"
    assert post(client, site_key, 2, local=local(rule)).awaiting == "nothing"


@pytest.mark.parametrize("state", ASKS_SOMETHING)
def test_what_a_browser_says_is_awaited_counts_for_nothing(
    client: Client, site_key: SiteKey, rule: Rule, talk: Conversation, state: str
) -> None:
    awaits(talk, state)
    assert post(client, site_key, 1, message="thx").state == EscalationState.QUEUED
    awaits(talk, "nothing")
    assert post(client, site_key, 2, message="thx", awaiting=state).answer.source == "server"


LESSON = TaughtLesson("Where is my order?", "Which one?", Act.THANKS)


@pytest.mark.parametrize("lesson", [None, LESSON], ids=["without a lesson", "with one"])
@pytest.mark.parametrize("state", [*ASKS_SOMETHING, "more", "nothing"])
def test_an_answer_says_what_its_conversation_awaits(
    client: Client,
    site_key: SiteKey,
    talk: Conversation,
    monkeypatch: pytest.MonkeyPatch,
    state: str,
    lesson: TaughtLesson | None,
) -> None:
    other = Conversation.objects.create(tenant=talk.tenant, visitor="w", client_id="d")
    awaits(talk, "more" if state == "nothing" else "nothing")
    reply = ParsedReply("Which one?", Awaiting(state), lesson)
    monkeypatch.setattr(answering, "_learn", lambda *_: (None, ""))  # which needs a model
    monkeypatch.setattr(answering, "_ask_and_remember", lambda *_: reply)
    made = post(client, site_key)
    answer(made.tenant_id, made.pk)
    talk.refresh_from_db()
    other.refresh_from_db()
    assert (talk.awaiting, other.awaiting) == (state, "nothing")
    assert Escalation.objects.get(pk=made.pk).answer.awaiting == state
    assert post(client, site_key, 2).awaiting == state


def test_what_a_visitor_may_press_is_kept_with_the_answer(
    client: Client, site_key: SiteKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = ParsedReply("Which one?", Awaiting.CHOICE, options=("Tea", "Cups"))
    monkeypatch.setattr(answering, "_ask_and_remember", lambda *_: reply)
    made = post(client, site_key)
    answer(made.tenant_id, made.pk)
    assert Escalation.objects.get(pk=made.pk).answer.options == ["Tea", "Cups"]


def test_an_answer_from_the_pack_ends_an_offer_of_more_help(
    client: Client, site_key: SiteKey, rule: Rule, talk: Conversation
) -> None:
    awaits(talk, "more")
    assert post(client, site_key, message="thx").answer.awaiting == "nothing"
    talk.refresh_from_db()
    assert talk.awaiting == "nothing"


@pytest.mark.parametrize("lesson", [None, LESSON], ids=["without a lesson", "with one"])
def test_a_worker_that_was_overtaken_leaves_the_conversation_as_it_is(
    client: Client,
    site_key: SiteKey,
    talk: Conversation,
    monkeypatch: pytest.MonkeyPatch,
    lesson: TaughtLesson | None,
) -> None:
    made = post(client, site_key)

    def overtaken(*_: object) -> ParsedReply:
        Escalation.objects.filter(pk=made.pk).update(fence=9)
        return ParsedReply("Which one?", Awaiting.CHOICE, lesson)

    monkeypatch.setattr(answering, "_ask_and_remember", overtaken)
    answer(made.tenant_id, made.pk)
    talk.refresh_from_db()
    assert talk.awaiting == "nothing"


def test_the_model_reads_what_was_answered_before_and_nothing_else(
    client: Client,
    site_key: SiteKey,
    rule: Rule,
    talk: Conversation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Oldest first; not what was stopped, what came later, or what another visitor said."""
    reply = ParsedReply("At nine.", Awaiting.NOTHING)
    monkeypatch.setattr(answering, "_ask_and_remember", lambda *_: reply)
    first = post(client, site_key, 1, message="When do you open?")
    stopped = post(client, site_key, 2, message="Never mind")
    elsewhere = post(client, site_key, 3, message="Secret", visitor="visitor-0002")
    made = post(client, site_key, 4, message="And on Sundays?", local=local(rule))
    later = post(client, site_key, 5, message="Hello?")
    for row in (first, elsewhere, later):
        answer(row.tenant_id, row.pk)
    Escalation.objects.filter(pk=stopped.pk).update(state=EscalationState.STOPPED)

    request = teacher_request(made)

    assert request.message == "And on Sundays?"
    assert [(turn.visitor, turn.text) for turn in request.turns] == [
        (True, "When do you open?"),
        (False, "At nine."),
        (True, "thx"),
        (False, "You're welcome!"),
    ]
    assert [turn.local for turn in request.turns] == [False, False, False, True]
    assert [turn.awaiting for turn in request.turns if not turn.visitor] == ["nothing", "nothing"]
