"""Links that show a kept report to people without an account."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from delegation.rules.models import Rule
from delegation.savings.models import KeptReport, ReportLink
from delegation.savings.services import report_links
from delegation.savings.services.kept_reports import keep_report
from delegation.savings.services.report_links import (
    ENDED,
    NOT_VALID,
    LinkRefused,
    address_of,
    read_address,
    share_report,
)
from delegation.savings.services.rollup import roll_up_news
from tenants.models import AuditEntry, Tenant, User
from tenants.services.standing import suspend_tenant
from tests.delegation.savings.ledger import Ledger
from tests.delegation.savings.making import answered, days_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(ledger: Ledger, rule: Rule, owner: User) -> KeptReport:
    """A report of a month with 1,234 local answers that saved a known amount."""
    ledger.lesson(rule, days_ago(9), "0.010")
    answered(ledger, rule, 1234)
    roll_up_news(ledger.tenant)
    today = timezone.now().date()
    return keep_report(ledger.tenant, today - timedelta(days=29), today, by=owner)


@pytest.fixture
def link(kept: KeptReport, owner: User) -> ReportLink:
    return share_report(kept, days=7, by=owner)


def path_of(link: ReportLink) -> str:
    return urlsplit(address_of(link)).path


def test_a_stranger_reads_the_figures_and_no_record(
    client: Client, link: ReportLink, owner: User
) -> None:
    answer = client.get(path_of(link))
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "1,234" in page
    assert "Shop" in page
    assert "Did it pay?" in page
    for inside in ("/savings/receipts/", "/moderation/", "/teacher/prices/", owner.email, "thx"):
        assert inside not in page
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"


def test_an_owner_makes_a_link_and_ends_it(
    client: Client, kept: KeptReport, owner: User, tenant: Tenant
) -> None:
    client.force_login(owner)
    page = reverse("kept_report", args=[kept.pk])
    client.post(reverse("share_report", args=[kept.pk]), {"days": "30"})
    link = ReportLink.objects.get(tenant=tenant)
    # The address holds the second in which it was written, so it is read instead of compared.
    [token] = set(re.findall(r"/savings/shared/([^/\"]+)/", client.get(page).content.decode()))
    assert read_address(token) == link
    assert timedelta(days=29) < link.expires_at - timezone.now() <= timedelta(days=30)

    ended = client.post(reverse("unshare_report", args=[link.pk]), follow=True)

    assert "The link has ended." in ended.content.decode()
    refused = Client().get(path_of(link))
    assert refused.status_code == 404
    assert ENDED in refused.content.decode()
    actions = AuditEntry.objects.filter(tenant=tenant).values_list("action", flat=True)
    assert {"report.shared", "report.unshared"} <= set(actions)


def test_a_link_ends_by_itself(client: Client, link: ReportLink) -> None:
    ReportLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    answer = client.get(path_of(link))

    assert answer.status_code == 404
    assert ENDED in answer.content.decode()


def test_a_suspended_workspace_shows_nothing(
    client: Client, link: ReportLink, tenant: Tenant, owner: User
) -> None:
    suspend_tenant(tenant, reason="Spam", by=owner)

    assert client.get(path_of(link)).status_code == 404


@pytest.mark.parametrize("change", ["{}x", "x{}", "nonsense"])
def test_a_made_up_link_shows_nothing(client: Client, link: ReportLink, change: str) -> None:
    token = path_of(link).split("/")[-2]

    answer = client.get(reverse("shared_report", args=[change.format(token)]))

    assert answer.status_code == 404
    assert NOT_VALID in answer.content.decode()


def test_a_workspace_has_only_so_many_links(
    kept: KeptReport, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_links, "MOST_LINKS", 2)
    for _ in range(2):
        share_report(kept, days=7, by=owner)

    with pytest.raises(LinkRefused, match="2 links to reports work already"):
        share_report(kept, days=7, by=owner)
    ReportLink.objects.update(expires_at=timezone.now())
    share_report(kept, days=7, by=owner)

    assert ReportLink.objects.count() == 1, "the rows of ended links are gone"


@pytest.mark.parametrize("who", ["moderator", "viewer"])
def test_only_owners_share(
    client: Client, kept: KeptReport, who: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))

    page = client.get(reverse("kept_report", args=[kept.pk])).content.decode()
    answer = client.post(reverse("share_report", args=[kept.pk]), {"days": "7"})

    assert "Share this report" not in page
    assert answer.status_code == 403
    assert not ReportLink.objects.exists()


def test_an_odd_lifetime_makes_no_link(client: Client, kept: KeptReport, owner: User) -> None:
    client.force_login(owner)

    page = client.post(reverse("share_report", args=[kept.pk]), {"days": "9999"}, follow=True)

    assert "Choose how long the link works: 7, 30 or 90 days." in page.content.decode()
    assert not ReportLink.objects.exists()


def test_the_savings_page_lists_kept_reports(client: Client, kept: KeptReport, owner: User) -> None:
    client.force_login(owner)

    page = client.get(reverse("savings")).content.decode()

    assert reverse("kept_report", args=[kept.pk]) in page
