"""What time brings: the monthly email, once; the operators' report; old receipts, forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from delegation.savings.models import HourSum, KeptReport, UsageBatch
from delegation.savings.services.monthly_mail import mail_month, month_before
from delegation.savings.services.retention import KEPT, forget_old_usage
from delegation.savings.services.rollup import roll_up_news
from tenants.models import Tenant, User
from tests.delegation.savings.ledger import Ledger

pytestmark = pytest.mark.django_db

MARCH = datetime(2026, 3, 14, 10, tzinfo=UTC)
APRIL = datetime(2026, 4, 3, 9, tzinfo=UTC)


@pytest.fixture
def march(ledger: Ledger, settings: Settings) -> Tenant:
    """A tenant with local answers in March."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    rule = ledger.rule("thx")
    for cost in ("0.010", "0.012", "0.014"):
        ledger.lesson(rule, MARCH, cost)
    ledger.met("v", MARCH)
    ledger.usage(rule.pk, 50, MARCH)
    roll_up_news(ledger.tenant, now=APRIL)
    return ledger.tenant


def test_owners_get_the_figures_of_the_month_once(
    client: Client,
    owner: User,
    march: Tenant,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        sent = [mail_month(march, APRIL + timedelta(hours=hour)) for hour in range(3)]

    assert sent == [True, False, False]
    (mail,) = mailoutbox
    assert mail.to == [owner.email]
    text = str(mail.body)
    assert "Answered locally: 50" in text
    assert "Saved: $0.60" in text
    kept = KeptReport.objects.get(tenant=march)
    assert f"/savings/kept/{kept.pk}/" in text
    client.force_login(owner)
    page = client.get(reverse("kept_report", args=[kept.pk])).content.decode()
    assert "1 March 2026 to 31 March 2026" in page
    assert "$0.60" in page


def test_the_mail_waits_for_late_beacons_and_for_the_tenants_own_month(march: Tenant) -> None:
    assert not mail_month(march, datetime(2026, 4, 2, 23, tzinfo=UTC))
    march.time_zone = "Pacific/Kiritimati"  # where it is the third already
    assert mail_month(march, datetime(2026, 4, 2, 23, tzinfo=UTC))


def test_a_month_without_messages_is_no_mail(
    tenant: Tenant, mailoutbox: list[EmailMessage]
) -> None:
    assert not mail_month(tenant, APRIL)
    assert mailoutbox == []


def test_the_month_before_january_is_december() -> None:
    first, last = month_before(datetime(2026, 1, 9, tzinfo=UTC).date())

    assert (f"{first}", f"{last}") == ("2025-12-01", "2025-12-31")


def test_operators_see_every_tenant_and_nobody_else_does(
    client: Client, owner: User, ledger: Ledger
) -> None:
    rule, now = ledger.rule("thx"), datetime.now(tz=UTC)
    ledger.met("v", now)
    ledger.usage(rule.pk, 37, now)
    ledger.met("v", now - timedelta(days=30))
    ledger.usage(rule.pk, 2, now - timedelta(days=30), received_at=now)  # of the day before
    roll_up_news(ledger.tenant)
    address = reverse("admin:savings_rollup_changelist")

    client.force_login(owner)
    assert client.get(address).status_code == 302
    client.force_login(User.objects.create_superuser("op@x.example", "correct horse battery"))
    page = client.get(address).content.decode()

    assert "Shop" in page
    assert "37" in page
    assert "not known yet" in page


def test_old_receipts_are_forgotten_and_their_sums_stay(ledger: Ledger, tenant: Tenant) -> None:
    rule = ledger.rule("thx")
    ledger.met("v", MARCH)
    ledger.usage(rule.pk, 5, MARCH)
    ledger.usage(rule.pk, 5, datetime(9999, 12, 31, tzinfo=UTC), received_at=MARCH)
    roll_up_news(tenant, now=MARCH + timedelta(hours=1))
    much_later = MARCH + KEPT + timedelta(days=2)

    assert forget_old_usage(tenant, much_later) == 2
    assert forget_old_usage(tenant, much_later) == 0
    roll_up_news(tenant, now=much_later)

    assert not UsageBatch.objects.filter(tenant=tenant).exists()
    assert HourSum.objects.get(tenant=tenant, name="answers").value == 5
