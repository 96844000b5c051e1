"""The weekly email: once, on Monday morning where the tenant is, and only while it is wanted."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from delegation.rules.models import RuleState
from delegation.savings.services.rollup import roll_up_news
from delegation.savings.services.weekly_mail import mail_week, set_weekly_mail
from tenants.models import AuditEntry, Tenant, User
from tests.delegation.savings.ledger import Ledger

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 16, 9, tzinfo=UTC)
WEDNESDAY = MONDAY - timedelta(days=5)  # of the week before


@pytest.fixture
def week(ledger: Ledger, settings: Settings) -> Tenant:
    """50 local answers in the week before, 20 in the one before that, and a proposal."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    rule = ledger.rule("thx")
    ledger.lesson(rule, WEDNESDAY - timedelta(days=16), "0.010")
    for count, at in ((50, WEDNESDAY), (20, WEDNESDAY - timedelta(days=7))):
        ledger.met(f"v{count}", at)
        ledger.usage(rule.pk, count, at, visitor=f"v{count}", received_at=at)
    ledger.rule("cheers", state=RuleState.PROPOSED)
    roll_up_news(ledger.tenant, now=MONDAY)
    return ledger.tenant


def test_owners_read_the_week_once(
    week: Tenant,
    owner: User,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        needs = lambda _tenant, _now: [("The teacher fails.", "/teacher/")]  # noqa: E731
        sent = [mail_week(week, MONDAY + timedelta(hours=hours), needs) for hours in (0, 1, 30)]

    assert sent == [True, False, False]
    (mail,) = mailoutbox
    assert mail.to == [owner.email]
    assert mail.subject == "Shop: The assistant’s week from 9 March"
    text = str(mail.body)
    assert "from 9 March to 15 March 2026?" in text
    assert "Messages: 50 (the week before: 20)" in text
    assert "Answered locally: 100.0 % (the week before: 100.0 %)" in text
    assert "Saved: $0.50 (the week before: $0.20)" in text
    assert "- 1 proposal waits for a decision: " in text
    assert "- The teacher fails. http://127.0.0.1:8000/teacher/" in text
    assert "/savings/?from=2026-03-09&to=2026-03-15" in text


def test_it_comes_on_monday_morning_where_the_tenant_is(week: Tenant) -> None:
    early = MONDAY.replace(hour=7)
    assert not mail_week(week, early)
    week.time_zone = "Pacific/Kiritimati"  # where it is nine in the evening
    assert mail_week(week, early)


def test_a_week_without_messages_is_no_email(tenant: Tenant) -> None:
    assert not mail_week(tenant, MONDAY)


def test_an_owner_turns_it_off_and_on(client: Client, week: Tenant, owner: User) -> None:
    client.force_login(owner)
    address = reverse("switch_weekly_mail")
    assert "Turn the weekly email off" in client.get(reverse("savings")).content.decode()

    client.post(address, {"wanted": "off"})
    assert not mail_week(week, MONDAY)
    assert "The weekly email to owners is off." in client.get(reverse("savings")).content.decode()
    client.post(address, {"wanted": "on"})
    assert mail_week(week, MONDAY)

    changes = AuditEntry.objects.filter(tenant=week, action="weekly_digest.changed")
    assert list(changes.order_by("pk").values_list("target", flat=True)) == ["off", "on"]


def test_only_owners_may(client: Client, week: Tenant, moderator: User) -> None:
    client.force_login(moderator)
    assert client.post(reverse("switch_weekly_mail"), {"wanted": "off"}).status_code == 403
    assert "weekly email" not in client.get(reverse("savings")).content.decode()
    set_weekly_mail(week, wanted=True, by=moderator)
    assert not AuditEntry.objects.filter(action="weekly_digest.changed").exists()
