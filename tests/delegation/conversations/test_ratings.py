"""Thumbs: kept for the assistant's answers, a complaint for local ones."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from delegation.conversations.models import Answer
from delegation.rules.models import Complaint, Rule
from delegation.rules.services.deciding import moderation
from tenants.models import SiteKey, Tenant, User
from tests.delegation.conversations.visitors import answered, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule(tenant: Tenant, owner: User) -> Rule:
    """A live rule that answers "thx"."""
    made = Rule.objects.create(
        tenant=tenant, phrase="thx", act="thanks", response="Any time!", state="proposed"
    )
    moderation.approve_rule(made, by=owner)
    made.refresh_from_db()
    return made


def claim(rule: Rule) -> dict[str, Any]:
    return {"rule": rule.pk, "version": rule.version, "message": "thx"}


def test_the_last_thumb_is_kept(client: Client, site_key: SiteKey) -> None:
    row = answered(site_key)

    for helpful in (True, False):
        answer = post(client, "feedback", site_key, id=row.client_id, helpful=helpful)
        assert answer.status_code == 204
        assert Answer.objects.get(escalation=row).helpful is helpful


def test_only_the_visitor_who_got_the_answer_rates_it(
    client: Client, site_key: SiteKey, other_tenant: Tenant
) -> None:
    row, foreign = answered(site_key), answered(other_tenant.site_keys.get())

    for body in ({"id": row.client_id, "visitor": "visitor-0002"}, {"id": foreign.client_id}):
        assert post(client, "feedback", site_key, helpful=True, **body).status_code == 204

    assert not Answer.objects.filter(helpful__isnull=False).exists()


def test_a_thumb_down_on_a_local_answer_is_a_complaint_once_for_a_network(
    client: Client, site_key: SiteKey, rule: Rule
) -> None:
    for _ in range(2):
        answer = post(client, "feedback", site_key, local=claim(rule), helpful=False)
        assert answer.status_code == 204

    [complaint] = Complaint.objects.filter(rule=rule)
    assert (complaint.version, complaint.kind) == (rule.version, "asked_anew")


@pytest.mark.parametrize(
    ("change", "helpful"),
    [({}, True), ({"message": "where is it?"}, False), ({"rule": 10**9}, False)],
)
def test_no_complaint_where_it_was_helpful_or_the_rule_could_not_have_answered(
    client: Client, site_key: SiteKey, rule: Rule, change: dict[str, Any], helpful: bool
) -> None:
    local = claim(rule) | change
    assert post(client, "feedback", site_key, local=local, helpful=helpful).status_code == 204
    assert not Complaint.objects.exists()


def test_another_tenants_rule_gets_no_complaint(
    client: Client, other_tenant: Tenant, rule: Rule
) -> None:
    key = other_tenant.site_keys.get()
    other_tenant.origins.create(origin="https://shop.example")

    answer = post(client, "feedback", key, local=claim(rule), helpful=False)

    assert answer.status_code == 204
    assert not Complaint.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {"helpful": True},
        {"id": "message-0001"},
        {"id": "message-0001", "helpful": "very"},
        {"id": "message-0001", "helpful": True, "local": {"rule": 1, "version": 1, "message": ""}},
        {"helpful": False, "local": {"rule": 1, "version": 1, "message": "x" * 501}},
        {"helpful": False, "local": {"rule": 0, "version": 1, "message": "x"}},
    ],
)
def test_it_names_one_answer(client: Client, site_key: SiteKey, body: dict[str, Any]) -> None:
    answer = post(client, "feedback", site_key, **body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_body")


def test_the_conversations_page_counts_them(
    client: Client, as_owner: Client, site_key: SiteKey, other_tenant: Tenant
) -> None:
    rows = [answered(site_key) for _ in range(3)]
    Answer.objects.filter(escalation__in=rows[:2]).update(helpful=True)
    Answer.objects.filter(escalation=rows[2]).update(helpful=False)
    foreign = answered(other_tenant.site_keys.get())
    Answer.objects.filter(escalation=foreign).update(helpful=True)

    page = as_owner.get(reverse("conversations")).content.decode()
    thread = as_owner.get(reverse("conversation", args=[rows[0].conversation_id])).content.decode()

    assert "visitors rated 3 answers of the assistant and found 2 helpful." in page
    assert thread.count("The visitor found this helpful.") == 2
    assert thread.count("The visitor found this not helpful.") == 1
