"""Savings in a company's own currency: on the page, in files and mails, and kept as they were."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from delegation.conversations.models import CallKind
from delegation.domain.ledger.money import exchange_rate
from delegation.savings.models import KeptReport
from delegation.savings.services.currency_files import AMOUNTS, COMPARED, CONVERTED, with_converted
from delegation.savings.services.kept_reports import keep_report, report_data
from delegation.savings.services.monthly_mail import mail_month
from delegation.savings.services.reports import make_report
from delegation.savings.services.rollup import roll_up_news
from tenants import services
from tenants.models import Tenant, User
from tenants.services.keys import create_api_key
from tests.delegation.savings.ledger import Ledger

pytestmark = pytest.mark.django_db

MARCH = datetime(2026, 3, 14, 10, tzinfo=UTC)
APRIL = datetime(2026, 4, 3, 9, tzinfo=UTC)
DAYS = {"from": "2026-03-01", "to": "2026-03-31"}
YEN_NOTE = "Shown at 155 JPY for 1 USD, the rate you gave; receipts are in USD."
OTHER_NUMBERS = {
    "local", "share", "waited", "wrong_per_thousand", "wrong_rate", "rate", "holdout_share",
}  # fmt: skip


@dataclass
class Books:
    """A company whose March is rolled up, and its owner's browser."""

    client: Client
    tenant: Tenant
    owner: User

    def reads_in(self, code: str, rate: str) -> None:
        changes = {"currency": code, "currency_rate": Decimal(rate)}
        services.change_settings(self.tenant, changes, by=self.owner)

    def page(self) -> str:
        return self.client.get(reverse("savings"), DAYS).content.decode()

    def file(self, form: str) -> str:
        address = reverse("report_file", args=[form])
        return self.client.get(address, DAYS).content.decode("utf-8-sig")


@pytest.fixture
def books(as_owner: Client, owner: User, ledger: Ledger) -> Books:
    """Fifty local answers at 0.012 USD, less 0.10 USD of audits; one call without a price."""
    rule = ledger.rule("thx")
    for cost in ("0.010", "0.012", "0.014"):
        ledger.lesson(rule, MARCH, cost)
    unknown = ledger.rule("bye", act="farewell")
    ledger.lesson(unknown, MARCH, None)
    ledger.met("v", MARCH)
    ledger.usage(rule.pk, 50, MARCH)
    ledger.usage(unknown.pk, 5, MARCH)
    ledger.call(MARCH, "0.10", kind=CallKind.AUDIT)
    held = ledger.met("held", MARCH, held_out=True)
    ledger.call(MARCH, "0.02", escalation=ledger.escalation(held, MARCH))
    roll_up_news(ledger.tenant, now=APRIL)
    return Books(as_owner, ledger.tenant, owner)


def test_the_page_shows_yen_without_decimals_and_says_the_rate_once(books: Books) -> None:
    books.reads_in("JPY", "155")

    page = books.page()

    assert "¥78" in page  # 0.50 USD, of which half a yen is nobody's
    assert "¥93" in page  # 0.60
    assert "−¥16" in page  # 0.10 of audits
    assert "¥1.9" not in page
    assert "¥3,100" in page  # the budget
    assert "$" not in page
    assert page.count(YEN_NOTE) == 1
    assert '<th scope="col" class="right">JPY</th>' in page
    assert "not known yet" in page  # the other rule's saving stays so


def test_without_a_choice_it_is_usd_and_says_nothing_of_rates(books: Books) -> None:
    page = books.page()

    assert "$0.50" in page
    assert "the rate you gave" not in page
    assert '<th scope="col" class="right">USD</th>' in page


def test_receipts_stay_in_usd(books: Books) -> None:
    books.reads_in("JPY", "155")

    page = books.client.get(reverse("receipts", args=["calls"]), DAYS).content.decode()

    assert "Cost, USD" in page
    assert "$0.10" in page
    assert "¥" not in page


def test_a_kept_report_keeps_its_currency_and_rate_for_ever(books: Books) -> None:
    books.reads_in("JPY", "155")
    kept = keep_report(books.tenant, date(2026, 3, 1), date(2026, 3, 31), by=books.owner)
    address = reverse("kept_report", args=[kept.pk])
    before = books.client.get(address).content.decode()
    files = [books.client.get(f"{address}report.{form}").content for form in ("csv", "json")]

    books.reads_in("EUR", "0.92")

    after = books.client.get(address).content.decode()
    assert figures_in(after) == figures_in(before)
    assert "¥78" in after
    assert YEN_NOTE in after
    assert "€" not in after
    assert "€0.46" in books.page()
    for form, content in zip(("csv", "json"), files, strict=True):
        assert books.client.get(f"{address}report.{form}").content == content


def figures_in(page: str) -> str:
    """What a page says between its heading and its end, without the fresh tokens of its forms."""
    shown = page[page.index('<dl class="headlines">') : page.index("Take it with you")]
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", shown)


def test_a_report_that_was_kept_before_there_was_a_choice_stays_in_usd(books: Books) -> None:
    data = report_data(make_report(books.tenant, date(2026, 3, 1), date(2026, 3, 31)))
    del data["currency"], data["rate"]
    kept = KeptReport.objects.create(
        tenant=books.tenant, first_day=date(2026, 3, 1), last_day=date(2026, 3, 31), data=data
    )
    books.reads_in("JPY", "155")

    page = books.client.get(reverse("kept_report", args=[kept.pk])).content.decode()

    assert "$0.50" in page
    assert "¥" not in page


def test_files_hold_usd_as_before_and_the_currency_beside_it(books: Books) -> None:
    usd = json.loads(books.file("json"))
    books.reads_in("JPY", "155")
    yen = json.loads(books.file("json"))
    rows = {row["figure"]: row for row in csv.DictReader(io.StringIO(books.file("csv")))}

    assert yen["figures"]["net"] == usd["figures"]["net"]
    assert Decimal(yen["figures"]["net"]["value"]) == Decimal("0.5")
    assert Decimal(yen["figures"]["net_in_currency"]["value"]) == Decimal("77.5")
    assert (yen["currency"], Decimal(yen["rate"])) == ("JPY", Decimal(155))
    assert (usd["currency"], Decimal(usd["rate"])) == ("USD", Decimal(1))
    assert Decimal(rows["figures.net.value"]["value"]) == Decimal("0.5")
    assert Decimal(rows["figures.net_in_currency.value"]["value"]) == Decimal("77.5")
    assert rows["currency"]["value"] == "JPY"
    unknown = [row for name, row in rows.items() if name.endswith("saved_in_currency.value")]
    assert [row["of"] for row in unknown if row["value"] == ""] == ["bye"]


def numbers_of(data: Any, measure: str = "") -> Iterator[tuple[str, str]]:
    """The name, and the measure around it, of each text that is a number or has an interval."""
    if isinstance(data, list):
        for each in data:
            yield from numbers_of(each)
    elif isinstance(data, dict):
        for name, value in data.items():
            is_estimate = isinstance(value, dict) and "low" in value
            if is_estimate or (isinstance(value, str) and value.replace(".", "").isdigit()):
                yield name, data.get("measure", "")
            if not is_estimate:
                yield from numbers_of(value)


def test_every_amount_of_a_report_is_converted_and_nothing_else(books: Books) -> None:
    data = report_data(make_report(books.tenant, date(2026, 3, 1), date(2026, 3, 31)))
    names = set(numbers_of(data))

    assert {name for name, measure in names if not measure} - AMOUNTS == OTHER_NUMBERS
    assert {name for name, measure in names if measure} <= COMPARED
    converted = with_converted(data, exchange_rate("JPY", Decimal(155)))
    for each in converted["comparison"]["measures"]:
        assert (f"held{CONVERTED}" in each) == (each["measure"] == "cost")


def test_the_monthly_mail_is_in_the_currency_and_says_the_rate(
    books: Books,
    settings: Settings,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    books.reads_in("JPY", "155")

    with django_capture_on_commit_callbacks(execute=True):
        assert mail_month(books.tenant, APRIL + timedelta(hours=1))

    text = str(mailoutbox[0].body)
    assert "Saved: ¥78" in text
    assert text.count(YEN_NOTE) == 1
    kept = KeptReport.objects.get(tenant=books.tenant)
    assert (kept.data["currency"], Decimal(kept.data["rate"])) == ("JPY", Decimal(155))


def test_programs_and_operators_read_usd(books: Books, client: Client) -> None:
    books.reads_in("JPY", "155")
    ledger = Ledger(books.tenant)
    now = datetime.now(tz=UTC)
    ledger.call(now, "0.75")
    roll_up_news(books.tenant)

    client.force_login(User.objects.create_superuser("op@x.example", "correct horse battery"))
    page = client.get(reverse("admin:savings_rollup_changelist")).content.decode()
    key = create_api_key(books.tenant, "Books", by=books.owner)
    program = {"Authorization": f"Bearer {key.text}"}
    told = client.get("/api/v1/manage/report", headers=program).json()

    assert "$0.75" in page
    assert "¥" not in page
    assert Decimal(told["spent"]) == Decimal("0.75")
