"""The weekly and the monthly email say exactly what owners base decisions on."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.mail import EmailMessage
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from delegation.rules.models import Rule, RuleState
from delegation.savings.models import KeptReport, WeeklyDigest
from delegation.savings.services.monthly_mail import mail_month, month_text
from delegation.savings.services.reports import make_report
from delegation.savings.services.weekly_mail import mail_week, set_weekly_mail, week_text
from tenants.models import AuditEntry, Tenant, User
from tests.delegation.savings.ledger import Ledger
from tests.delegation.savings.making import sum_all

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 16, 9, tzinfo=UTC)
WEDNESDAY = MONDAY - timedelta(days=5)  # of the week before
APRIL = datetime(2026, 4, 3, 0, tzinfo=UTC)
WEEK = date(2026, 3, 9), date(2026, 3, 15)
MARCH = date(2026, 3, 1), date(2026, 3, 31)


@pytest.fixture(autouse=True)
def public_address(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.PUBLIC_URL = "https://delegate.example"


def local(ledger: Ledger, rule: Rule, count: int, at: datetime = WEDNESDAY) -> None:
    ledger.met("v", at)
    ledger.usage(rule.pk, count, at)
    sum_all(ledger.tenant, MONDAY)


def week_of(tenant: Tenant, *needs: tuple[str, str]) -> str:
    return week_text(tenant, make_report(tenant, *WEEK), needs)


def month_of(tenant: Tenant) -> str:
    return month_text(make_report(tenant, *MARCH), "https://delegate.example/kept/")


def test_a_week_whose_money_is_not_known_says_so(ledger: Ledger, rule: Rule) -> None:
    local(ledger, rule, 50)
    assert week_of(ledger.tenant) == (
        "Did it pay for Shop from 9 March to 15 March 2026?\n\n"
        "Not known yet. No call shows yet what a plain answer to the phrases costs.\n\n"
        "Messages: 50\n"
        "Answered locally: 100.0 %\n"
        "Saved: not known yet\n\n"
        "Nothing waits for you.\n\n"
        "The report: https://delegate.example/savings/?from=2026-03-09&to=2026-03-15\n\n"
        "Owners get this email once a week, when visitors wrote in the week before. "
        "Turn it off at the end\nof https://delegate.example/savings/\n"
    )


def test_the_week_before_is_compared_even_where_its_money_is_not_known(
    ledger: Ledger, rule: Rule
) -> None:
    local(ledger, rule, 20, WEDNESDAY - timedelta(days=7))
    local(ledger, rule, 50)
    text = week_of(ledger.tenant)
    assert "Messages: 50 (the week before: 20)\n" in text
    assert "Answered locally: 100.0 % (the week before: 100.0 %)\n" in text
    assert "Saved: not known yet (the week before: not known yet)\n" in text


def test_a_share_of_no_messages_is_not_known(tenant: Tenant) -> None:
    text = week_of(tenant)
    assert "Messages: 0\nAnswered locally: not known yet\nSaved: $0.00\n" in text


def test_several_proposals_and_needs_are_listed_with_their_pages(
    ledger: Ledger, rule: Rule
) -> None:
    local(ledger, rule, 1)
    for number in range(1_001):
        Rule.objects.create(
            tenant=ledger.tenant, phrase=f"p {number}", act="thanks", response="!",
            state=RuleState.PROPOSED, version=0,
        )  # fmt: skip
    needs = (("The teacher fails.", "/teacher/"), ("A key ends.", "/keys/"))
    desk = reverse("moderation:rules_rule_changelist")
    assert (
        "Waiting for you:\n"
        f"- 1,001 proposals wait for a decision: https://delegate.example{desk}\n"
        "- The teacher fails. https://delegate.example/teacher/\n"
        "- A key ends. https://delegate.example/keys/\n\n"
    ) in week_of(ledger.tenant, *needs)


def test_the_emails_name_the_exchange_rate_of_their_amounts(ledger: Ledger, rule: Rule) -> None:
    local(ledger, rule, 1)
    note = "Shown at 155 JPY for 1 USD, the rate you gave; receipts are in USD.\n"
    for text in (week_of(ledger.tenant), month_of(ledger.tenant)):
        assert "Shown at" not in text
    ledger.tenant.currency, ledger.tenant.currency_rate = "JPY", Decimal(155)
    assert week_of(ledger.tenant).endswith(f"https://delegate.example/savings/\n{note}")
    assert month_of(ledger.tenant).endswith(f"It always shows these figures.\n{note}")


@pytest.mark.parametrize(
    ("now", "sent"),
    [
        (MONDAY.replace(hour=7, minute=59), False),
        (MONDAY.replace(hour=8), True),
        (MONDAY.replace(hour=1) + timedelta(days=1), True),
        (MONDAY.replace(hour=1) + timedelta(days=6), True),
    ],
)
def test_the_week_is_mailed_from_eight_on_monday(
    ledger: Ledger, rule: Rule, now: datetime, sent: bool
) -> None:
    local(ledger, rule, 1)
    assert mail_week(ledger.tenant, now) is sent


def test_each_week_is_mailed_once_and_never_after_a_later_week(ledger: Ledger, rule: Rule) -> None:
    local(ledger, rule, 1)
    local(ledger, rule, 1, WEDNESDAY - timedelta(days=7))
    week = timedelta(days=7)
    sent = [mail_week(ledger.tenant, MONDAY + each) for each in (-week, -week, week * 0, -week)]
    assert sent == [True, False, True, False]
    assert WeeklyDigest.objects.get(tenant=ledger.tenant).week == WEEK[0]


def test_an_unwanted_email_is_not_recorded_as_sent(ledger: Ledger, rule: Rule, owner: User) -> None:
    local(ledger, rule, 1)
    set_weekly_mail(ledger.tenant, wanted=False, by=owner)
    assert not mail_week(ledger.tenant, MONDAY)
    set_weekly_mail(ledger.tenant, wanted=True, by=owner)
    assert mail_week(ledger.tenant, MONDAY)


def test_the_log_names_the_person_who_turned_the_email_off(tenant: Tenant, owner: User) -> None:
    set_weekly_mail(tenant, wanted=True, by=owner)  # it is on already
    set_weekly_mail(tenant, wanted=False, by=owner)
    entry = AuditEntry.objects.get(tenant=tenant, action="weekly_digest.changed")
    assert (entry.target, entry.actor) == ("off", owner)


def test_the_needs_in_the_email_are_those_of_its_moment(
    ledger: Ledger,
    rule: Rule,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    local(ledger, rule, 1)

    def needs(tenant: Tenant, now: datetime) -> list[tuple[str, str]]:
        return [(f"{tenant.name} at {now:%H:%M}.", "/")]

    with django_capture_on_commit_callbacks(execute=True):
        mail_week(ledger.tenant, MONDAY, needs)
    (mail,) = mailoutbox
    assert "Waiting for you:\n- Shop at 09:00. https://delegate.example/\n" in str(mail.body)


def test_the_months_email_lists_its_figures(ledger: Ledger, rule: Rule) -> None:
    for cost in ("0.010", "0.012", "0.014"):
        ledger.lesson(rule, WEDNESDAY, cost)
    local(ledger, rule, 50)
    text = month_of(ledger.tenant)
    assert text.startswith(
        "Did it pay for Shop from 1 March to 31 March 2026?\n\nYes. It saved $0.60, "
    )
    assert "\n\nSaved: $0.60\n($0." in text
    assert "\nPlain calls avoided, less everything that the product added" in text
    assert "\n\nAnswered locally: 50\n(94.3 % of all messages)\nCounted by browsers" in text
    assert text.endswith(
        "\n\nThe report, with the records behind each figure: https://delegate.example/kept/\n"
        "It always shows these figures.\n"
    )


def test_an_unknown_figure_has_no_interval(ledger: Ledger, rule: Rule) -> None:
    local(ledger, rule, 50)
    assert "\n\nSaved: not known yet\nPlain calls avoided" in month_of(ledger.tenant)


def test_a_loss_comes_with_advice(ledger: Ledger, rule: Rule) -> None:
    for cost in ("0.010", "0.012"):
        ledger.lesson(rule, WEDNESDAY, cost, overhead="0.005")
    local(ledger, rule, 1)
    text = month_of(ledger.tenant)
    assert (
        "What to change: Let the teacher teach from the second time a phrase comes, "
        "or once an hour.\n\n"
    ) in text
    why = "Most of that is asking the teacher for lessons, as always in the first weeks. What"
    assert why in text


def test_the_months_email_names_the_month_and_leads_to_its_report(
    ledger: Ledger,
    rule: Rule,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    local(ledger, rule, 50)
    with django_capture_on_commit_callbacks(execute=True):
        assert mail_month(ledger.tenant, APRIL)
    (mail,) = mailoutbox
    kept = KeptReport.objects.get(tenant=ledger.tenant)
    assert (kept.month, kept.first_day, kept.last_day) == (MARCH[0], *MARCH)
    assert mail.subject == "Shop: What the assistant saved in March 2026"
    assert f"each figure: https://delegate.example/savings/kept/{kept.pk}/\n" in str(mail.body)


def test_a_month_without_messages_is_kept_and_not_mailed(tenant: Tenant) -> None:
    assert not mail_month(tenant, APRIL)
    assert KeptReport.objects.get(tenant=tenant).month == MARCH[0]
    assert not mail_month(tenant, APRIL - timedelta(seconds=1))
