"""The currency that a company reads its money in: chosen by an owner, shown on its pages only."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from delegation.domain.ledger.money import US_DOLLARS, exchange_rate
from delegation.rules.models import Rule, RuleState
from tenants import services
from tenants.exchange import current_rate, shown_at
from tenants.models import AuditEntry, Tenant, User
from tenants.templatetags.figures import dollars, money

pytestmark = pytest.mark.django_db
SAVE = ("install_section", ["budget"])
YEN = {"currency": "JPY", "currency_rate": Decimal(155)}


def budget_form(**changes: str) -> dict[str, str]:
    sent = {"monthly_budget": "20", "budget_message": "Call us.", "currency": "USD", **changes}
    return {f"budget-{name}": value for name, value in sent.items()}


def save(client: Client, **changes: str) -> tuple[int, str]:
    """The answer's status, and what the page says."""
    answer = client.post(reverse(SAVE[0], args=SAVE[1]), budget_form(**changes))
    return answer.status_code, unescape(answer.content.decode())


def field(page: str, name: str) -> str:
    """The part of the page with the label, the errors and the input of a field."""
    at = page.index(f'for="id_budget-{name}"')
    return page[at : page.index("</div>\n", page.index(f'name="budget-{name}"'))]


def test_an_owner_chooses_it_and_the_audit_log_knows(
    as_owner: Client, tenant: Tenant, owner: User
) -> None:
    status, _ = save(as_owner, currency="JPY", currency_rate="155.5")

    tenant.refresh_from_db()
    assert status == 302
    assert (tenant.currency, tenant.currency_rate) == ("JPY", Decimal("155.5"))
    assert tenant.monthly_budget == Decimal(20)
    entry = AuditEntry.objects.get(tenant=tenant, action="tenant.settings_changed")
    assert entry.actor == owner
    assert entry.details["changes"]["currency"] == ["USD", "JPY"]
    assert entry.details["changes"]["currency_rate"][1] == "155.5"


def test_the_budget_is_asked_for_in_usd_and_shown_in_the_currency_too(
    as_owner: Client, tenant: Tenant, owner: User
) -> None:
    before = as_owner.get(reverse("install_section", args=["budget"])).content.decode()
    services.change_settings(tenant, YEN, by=owner)
    after = as_owner.get(reverse("install_section", args=["budget"])).content.decode()

    assert "Monthly budget, USD" in field(after, "monthly_budget")
    assert "Now ¥3,100 at your rate." in field(after, "monthly_budget")
    assert "at your rate" not in before
    assert re.search(r'name="budget-currency_rate" value="155"', after)
    assert re.search(r'name="budget-currency_rate" (?!value)', before)
    assert '<option value="JPY" selected>' in after


@pytest.mark.parametrize(
    ("sent", "name", "words"),
    [
        ({"currency": "JPY"}, "currency_rate", "Write how many JPY one USD is worth."),
        ({"currency": "JPY", "currency_rate": "0"}, "currency_rate", "greater than 0"),
        ({"currency": "JPY", "currency_rate": "-155"}, "currency_rate", "greater than 0"),
        ({"currency": "JPY", "currency_rate": "NaN"}, "currency_rate", "Enter a number"),
        ({"currency": "JPY", "currency_rate": "a lot"}, "currency_rate", "Enter a number"),
        ({"currency": "JPY", "currency_rate": "0.000000001"}, "currency_rate", "8 decimal places"),
        ({"currency": "JPY", "currency_rate": "999999999"}, "currency_rate", "digits"),
        ({"currency_rate": "155"}, "currency_rate", "Leave this empty for USD."),
        ({"currency": "ZZZ", "currency_rate": "2"}, "currency", "Select a valid choice"),
        ({"currency": ""}, "currency", "This field is required"),
    ],
)
def test_it_says_at_the_field_what_is_wrong(
    as_owner: Client, tenant: Tenant, sent: dict[str, str], name: str, words: str
) -> None:
    status, page = save(as_owner, **sent)

    tenant.refresh_from_db()
    assert status == 422
    assert words in field(page, name)
    assert (tenant.currency, tenant.currency_rate) == ("USD", Decimal(1))


def test_back_to_usd_needs_no_rate(as_owner: Client, tenant: Tenant, owner: User) -> None:
    services.change_settings(tenant, YEN, by=owner)

    save(as_owner, currency="USD", currency_rate="")

    tenant.refresh_from_db()
    assert (tenant.currency, tenant.currency_rate) == ("USD", Decimal(1))


@pytest.mark.parametrize("wrong", [("USD", 2), ("JPY", 0), ("JPY", -1)])
def test_the_database_keeps_no_rate_that_cannot_be(tenant: Tenant, wrong: tuple[str, int]) -> None:
    rows = Tenant.objects.filter(pk=tenant.pk)

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(currency=wrong[0], currency_rate=wrong[1])


@pytest.fixture
def proposal(tenant: Tenant) -> Rule:
    return Rule.objects.create(
        tenant=tenant, phrase="thx", act="thanks", response="!", state=RuleState.PROPOSED,
        worth=Decimal(2),
    )  # fmt: skip


def test_dashboard_and_desk_show_it_and_only_to_its_own_company(
    client: Client, owner: User, outsider: User, tenant: Tenant, other_tenant: Tenant,
    proposal: Rule,
) -> None:  # fmt: skip
    services.change_settings(tenant, YEN, by=owner)
    Rule.objects.filter(pk=proposal.pk).update(calls_count=3)
    desk = reverse("moderation:rules_rule_changelist")
    rule = reverse("moderation:rules_rule_change", args=[proposal.pk])

    client.force_login(owner)
    dashboard = client.get(reverse("dashboard")).content.decode()
    assert "of ¥3,100 this month" in dashboard
    assert "¥310" in client.get(desk).content.decode()
    assert "¥310" in client.get(rule).content.decode()

    client.force_login(outsider)
    theirs = client.get(reverse("dashboard")).content.decode()
    assert "of $20.00 this month" in theirs
    assert "¥" not in theirs


def test_a_request_leaves_nothing_to_the_next_one_of_its_thread(
    as_owner: Client, tenant: Tenant, owner: User
) -> None:
    services.change_settings(tenant, YEN, by=owner)
    for address in ("dashboard", "moderation:rules_rule_changelist", "savings"):
        as_owner.get(reverse(address))

        assert current_rate() == US_DOLLARS


def test_money_is_shown_at_the_rate_inside_and_receipts_never_are() -> None:
    with shown_at(exchange_rate("EUR", Decimal("0.9"))):
        assert (money(Decimal(10)), dollars(Decimal(10))) == ("€9.00", "$10.00")
        assert money(None) is None
    assert money(Decimal(10)) == "$10.00"
