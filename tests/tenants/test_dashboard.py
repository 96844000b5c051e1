"""The dashboard: today, and what to do next."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from delegation.conversations.models import BudgetMonth, TeacherCall
from delegation.rules.models import Rule, RuleState
from tenants import panels, services
from tenants.models import Membership, Tenant, User

pytestmark = pytest.mark.django_db


def dashboard_of(client: Client, user: User) -> str:
    client.force_login(user)
    return client.get(reverse("dashboard")).content.decode()


def test_it_tells_a_new_tenant_what_to_do_first(
    client: Client, outsider: User, other_tenant: Tenant
) -> None:
    page = dashboard_of(client, outsider)

    assert "0 of 7 done." in page
    assert "Name your assistant and say what it is for" in page
    assert reverse("install_section", args=["assistant"]) in page


def test_it_ticks_off_what_is_done(client: Client, owner: User, tenant: Tenant) -> None:
    services.change_settings(tenant, {"instructions": "Sell books."}, by=owner)

    page = dashboard_of(client, owner)

    assert "2 of 7 done." in page  # the fixture's tenant has an origin


def test_it_counts_waiting_proposals_and_links_to_them(
    client: Client, moderator: User, tenant: Tenant, other_tenant: Tenant
) -> None:
    for owner_of, phrase in ((tenant, "thx"), (tenant, "bye"), (other_tenant, "hello")):
        Rule.objects.create(
            tenant=owner_of, phrase=phrase, act="thanks", response="!", state=RuleState.PROPOSED
        )

    figures = {figure.label: figure for figure in panels.figures_of(tenant, datetime.now(tz=UTC))}

    assert figures["Waiting proposals"].value == "2"
    assert figures["Waiting proposals"].href == reverse("moderation:rules_rule_changelist")
    assert figures["Waiting proposals"].href in dashboard_of(client, moderator)


def test_it_shows_messages_local_answers_and_teacher_calls(
    client: Client, owner: User, tenant: Tenant
) -> None:
    page = dashboard_of(client, owner)

    for label in ("Messages", "Answered locally", "Teacher calls"):
        assert label in page


def test_it_asks_a_stranger_to_sign_in(client: Client) -> None:
    answer = client.get(reverse("dashboard"))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_it_leads_somebody_without_a_workspace_to_make_one(client: Client, outsider: User) -> None:
    client.force_login(outsider)

    led = client.get(reverse("dashboard"), follow=True)
    assert led.redirect_chain[-1][0] == reverse("new_workspace")

    client.post(reverse("new_workspace"), {"company": "Elsewhere"})
    assert Membership.objects.get(user=outsider).tenant.name == "Elsewhere"
    assert client.get(reverse("dashboard")).status_code == 200


def test_a_second_workspace_is_not_made_by_the_same_form(
    client: Client, outsider: User, other_tenant: Tenant
) -> None:
    client.force_login(outsider)

    client.post(reverse("new_workspace"), {"company": "Another"})

    assert not Tenant.objects.filter(name="Another").exists()


def test_it_shows_nothing_of_another_tenant(
    client: Client, outsider: User, other_tenant: Tenant, tenant: Tenant
) -> None:
    Rule.objects.create(
        tenant=tenant, phrase="thx", act="thanks", response="!", state=RuleState.PROPOSED
    )

    page = dashboard_of(client, outsider)

    assert tenant.name not in page
    assert "Nothing to decide" in page


def test_it_shows_the_teachers_health_and_the_budget(
    client: Client, owner: User, tenant: Tenant, other_tenant: Tenant
) -> None:
    now = datetime.now(tz=UTC)
    month = now.date().replace(day=1)
    BudgetMonth.objects.create(tenant=tenant, month=month, spent="3.20", reserved="0.30")
    BudgetMonth.objects.create(tenant=other_tenant, month=month, spent="9", reserved="0")
    for outcome in ["complete"] * 3 + ["teacher_server_error"]:
        TeacherCall.objects.create(
            tenant=tenant, model="m", month=month, reserved=0, settled=True, outcome=outcome
        )

    figures = {figure.label: figure for figure in panels.figures_of(tenant, datetime.now(tz=UTC))}

    assert (figures["Teacher"].value, figures["Teacher"].note) == (
        "Unsteady",
        "3 of 4 calls in the last hour",
    )
    assert figures["Budget used"].value == "$3.50"
    assert figures["Budget used"].note == "of $20.00 this month"
    assert "$3.50" in dashboard_of(client, owner)
