"""Moderators read what each built-in list does and answers, and switch it off and on."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from delegation.conversations.models import Answer, Conversation, Escalation, EscalationState
from delegation.domain.packs.matching import decide
from delegation.domain.phrases import canonical
from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules.models import Pack, Strike, Struck
from delegation.rules.services.deciding import moderation
from delegation.rules.services.deciding.rollback import roll_back
from delegation.rules.services.desk.built_in_lists import built_in_lists
from delegation.rules.services.lessons.learning import Evidence, record_lesson
from delegation.rules.services.publishing.loaded_packs import ready_pack
from tenants.models import Tenant, User

pytestmark = pytest.mark.django_db
PAGE = "moderation:built_in"
CLOSERS = (
    "Answers 2 messages of last month. <small>For example <q>thanks for your time</q>.</small>"
)


@pytest.fixture
def desk(client: Client, tenant: Tenant, moderator: User) -> Client:
    evidence = Evidence(uuid4(), "visitor", "network", "nothing")
    rule = record_lesson(tenant, TaughtLesson("thanks", "You're welcome!", Act.THANKS), evidence)
    moderation.approve_rule(rule, by=moderator)
    for text in ("Thanks for your time", "thanks for your time!", "thanks, my parcel came"):
        say(tenant, text)
    client.force_login(moderator)
    return client


def say(tenant: Tenant, text: str) -> None:
    """A message that the teacher answered."""
    conversation, _ = Conversation.objects.get_or_create(tenant=tenant, visitor="v", client_id="v")
    escalation = Escalation.objects.create(
        tenant=tenant,
        site_key=tenant.site_keys.get(),
        conversation=conversation,
        client_id=str(uuid4()),
        body_hash="",
        message=text,
        phrase=canonical(text),
        awaiting="nothing",
        address_prefix="n",
        state=EscalationState.ANSWERED,
    )
    Answer.objects.create(
        tenant=tenant, escalation=escalation, text="Sure!", awaiting="nothing", source="teacher"
    )


def read(desk: Client) -> str:
    return " ".join(desk.get(reverse(PAGE)).content.decode().split())


def answers(tenant: Tenant, message: str) -> bool:
    return decide(ready_pack(tenant), message, "nothing", now=0).rule is not None


def test_each_list_is_shown_with_what_it_answers(desk: Client, tenant: Tenant) -> None:
    page = read(desk)
    assert "<b>en closers</b> <small>words after an approved phrase</small>" in page
    assert CLOSERS in page
    assert "of 3 messages that went to the teacher in the last 30 days" in page
    assert "for your help, for the help" in page

    count, lists = built_in_lists(tenant)
    assert count == 3
    assert {each.name: each.effect.answered for each in lists} == {
        "en openers": 0,
        "en closers": 2,
        "en clauses": 0,
        "en endings": 0,
        "en spellings": 0,
        "en laughter": 0,
    }


def test_a_list_is_switched_off_and_on(desk: Client, tenant: Tenant) -> None:
    assert answers(tenant, "thanks for your time")
    said = desk.post(reverse(PAGE), {"strike": "en closers"}, follow=True).content.decode()
    assert "The list “en closers” is switched off." in said
    assert not answers(tenant, "thanks for your time")
    assert "It would answer 2 messages of last month." in read(desk)

    desk.post(reverse(PAGE), {"restore": "en closers"})
    assert answers(tenant, "thanks for your time")
    assert CLOSERS in read(desk)


def test_rolling_back_brings_a_list_back(desk: Client, tenant: Tenant, moderator: User) -> None:
    before = Pack.objects.filter(tenant=tenant).latest("version")
    desk.post(reverse(PAGE), {"strike": "en closers"})
    struck = Pack.objects.filter(tenant=tenant).latest("version")
    roll_back(tenant, before, by=moderator, reason="back")
    assert answers(tenant, "thanks for your time")

    roll_back(tenant, struck, by=moderator, reason="forth")
    assert list(Strike.objects.values_list("kind", "form")) == [(Struck.LIST, "en closers")]
    assert not answers(tenant, "thanks for your time")


@pytest.mark.parametrize("name", ["", "en", "en wishes", "xx closers"])
def test_a_list_that_is_not_there_is_not_struck(desk: Client, tenant: Tenant, name: str) -> None:
    page = desk.post(reverse(PAGE), {"strike": name}, follow=True).content.decode()
    assert "Choose one of the lists on this page." in page
    assert not Strike.objects.filter(tenant=tenant).exists()


def test_a_viewer_reads_and_an_outsider_sees_their_own(
    desk: Client, tenant: Tenant, viewer: User, outsider: User, other_tenant: Tenant
) -> None:
    desk.force_login(viewer)
    assert "en closers" in read(desk)
    assert 'name="strike"' not in read(desk)
    assert desk.post(reverse(PAGE), {"strike": "en closers"}).status_code == 403

    desk.force_login(outsider)
    assert "No list is in use yet." in read(desk)
    desk.post(reverse(PAGE), {"strike": "en closers"})
    assert not Strike.objects.filter(tenant=tenant).exists()
