"""Reports that are kept, how many there may be, and files of every number in them."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from delegation.conversations.models import CallKind
from delegation.rules.models import Rule
from delegation.savings.models import KeptReport
from delegation.savings.services.kept_reports import (
    TooManyKept,
    keep_monthly_report,
    keep_report,
    report_csv,
    report_data,
    report_json,
    report_of,
)
from delegation.savings.services.reports import Report, make_report
from delegation.savings.services.rollup import roll_up_news
from tenants.models import Tenant, User
from tests.delegation.savings.ledger import Ledger

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


@pytest.fixture
def march(ledger: Ledger, rule: Rule) -> Tenant:
    """Ten answers at 0.01 by “thx” and two by a phrase that spreadsheets would run."""
    ledger.lesson(rule, NOON, "0.012", overhead="0.002")
    formula = ledger.rule("=cmd()", act="farewell")
    ledger.met("v", NOON)
    ledger.usage(rule.pk, 10, NOON)
    ledger.usage(formula.pk, 2, NOON)
    ledger.call(NOON, "0.5", kind=CallKind.EXAM)
    roll_up_news(ledger.tenant, now=NOON)
    return ledger.tenant


def keep(tenant: Tenant, by: User | None = None) -> KeptReport:
    return keep_report(tenant, FIRST, LAST, by=by)


def cells_of(report: Report) -> dict[str, list[str]]:
    """figure -> (value, of)."""
    text = report_csv(report)
    assert text[0] == "\ufeff"
    head, *rows = csv.reader(io.StringIO(text[1:]))
    assert head == ["figure", "value", "of"]
    return {name: rest for name, *rest in rows}


def test_a_kept_report_is_the_report_with_its_days_and_its_person(
    march: Tenant, owner: User
) -> None:
    kept = keep(march, owner)
    kept.refresh_from_db()
    assert (kept.tenant, kept.first_day, kept.last_day) == (march, FIRST, LAST)
    assert (kept.kept_by, kept.month) == (owner, None)
    report = make_report(march, FIRST, LAST)
    assert report_of(kept).figures == report.figures
    assert report_of(kept).series == report.series


def test_amounts_are_kept_as_texts_with_every_digit(march: Tenant) -> None:
    data = report_data(make_report(march, FIRST, LAST))
    assert data["series"][0]["spent"] == "0.5120000000000000"
    assert data["first_day"] == "2026-03-01"
    assert json.loads(json.dumps(data)) == data


def old_reports(tenant: Tenant, count: int, *, hours: float, month: date | None = None) -> None:
    """So many reports that were kept so long ago."""
    at = timezone.now() - timedelta(hours=hours)
    made = KeptReport.objects.bulk_create(
        KeptReport(tenant=tenant, first_day=FIRST, last_day=LAST, data={}, month=month)
        for _ in range(count)
    )
    KeptReport.objects.filter(pk__in=[each.pk for each in made]).update(kept_at=at)


def test_a_workspace_keeps_thirty_reports_a_day(tenant: Tenant, other_tenant: Tenant) -> None:
    old_reports(other_tenant, 40, hours=1)
    old_reports(tenant, 9, hours=24.1)
    old_reports(tenant, 1, hours=1, month=FIRST)
    old_reports(tenant, 29, hours=23.9)
    keep(tenant)
    with pytest.raises(TooManyKept) as refused:
        keep(tenant)
    assert str(refused.value) == (
        "Your workspace can keep 30 reports a day. Try again tomorrow, or download this one as "
        "a file."
    )


def test_a_workspace_keeps_a_thousand_reports(tenant: Tenant) -> None:
    old_reports(tenant, 1, hours=48, month=FIRST)
    old_reports(tenant, 999, hours=48)
    keep(tenant)
    with pytest.raises(TooManyKept) as refused:
        keep(tenant)
    assert str(refused.value) == (
        "Your workspace has kept 1,000 reports, which is the most that it can. Download this "
        "one as a file."
    )


def test_whoever_is_late_by_a_moment_keeps_no_report_too_many(
    march: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two members press the button at once: both were counted before either was kept."""
    old_reports(march, 29, hours=1)

    def another_is_kept(tenant: Tenant, first: date, last: date) -> Report:
        old_reports(tenant, 1, hours=0)
        return make_report(tenant, first, last)

    monkeypatch.setattr("delegation.savings.services.kept_reports.make_report", another_is_kept)
    with pytest.raises(TooManyKept):
        keep(march)


def test_a_report_too_many_is_refused_before_it_is_made(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_reports(tenant, 30, hours=1)
    monkeypatch.delattr("delegation.savings.services.kept_reports.make_report")
    with pytest.raises(TooManyKept):
        keep(tenant)


def test_the_report_of_a_month_is_kept_once(march: Tenant, other_tenant: Tenant) -> None:
    keep_monthly_report(other_tenant, FIRST, LAST)
    before = date(2026, 2, 1), date(2026, 2, 28)
    keep_monthly_report(march, *before)
    first, is_first = keep_monthly_report(march, FIRST, LAST)
    second, is_second = keep_monthly_report(march, FIRST, LAST)
    assert (first.pk, is_first, is_second) == (second.pk, True, False)
    assert (first.month, first.first_day, first.last_day) == (FIRST, FIRST, LAST)
    assert (first.tenant, first.kept_by) == (march, None)
    assert report_of(first).figures.local.value == 12


def test_the_other_beats_report_of_the_month_is_taken(
    march: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two beats make it at once, and owners get one email."""
    others: list[KeptReport] = []

    def another_beat_is_first(tenant: Tenant, first: date, last: date) -> Report:
        report = make_report(tenant, first, last)
        others.append(
            KeptReport.objects.create(
                tenant=tenant, month=first, first_day=first, last_day=last,
                data=report_data(report),
            )
        )  # fmt: skip
        return report

    monkeypatch.setattr(
        "delegation.savings.services.kept_reports.make_report", another_beat_is_first
    )
    found, is_first = keep_monthly_report(march, FIRST, LAST)
    assert ([found.pk], is_first) == ([each.pk for each in others], False)


def test_a_file_for_spreadsheets_has_a_line_for_each_number(march: Tenant) -> None:
    report = make_report(march, FIRST, LAST)
    cells = cells_of(report)
    assert Decimal(cells["figures.net.value"][0]) == report.figures.net.value
    assert cells["figures.rules.0.answers"] == ["10", "thx"]
    assert cells["figures.rules.1.answers"] == ["2", "'=cmd()"]
    assert cells["figures.rules.1.cost_each"] == ["", "'=cmd()"]
    assert cells["figures.local.value"][1] == ""
    assert cells["series.0.day"] == ["2026-03-10", ""]
    assert cells["company"] == ["Shop", ""]
    numbers = {rule.rule: at for at, rule in enumerate(report.figures.rules)}
    formula = next(number for number, at in numbers.items() if at == 1)
    assert cells[f"phrases.{formula}.phrase"] == ["'=cmd()", ""]


def test_a_loss_stays_a_number_in_a_spreadsheet(march: Tenant) -> None:
    report = make_report(march, FIRST, LAST)
    value, _ = cells_of(report)["figures.net.value"]
    assert Decimal(value) == report.figures.net.value
    assert value.startswith("-0.4")


@pytest.mark.parametrize("name", ["-Infinity", "-NaN", "-1 shop"])
def test_a_name_that_looks_like_a_number_is_no_formula(march: Tenant, name: str) -> None:
    march.name = name
    assert cells_of(make_report(march, FIRST, LAST))["company"][0] == f"'{name}"


def test_files_show_amounts_in_the_companys_currency_too(march: Tenant) -> None:
    march.name, march.currency, march.currency_rate = "Shöp", "JPY", Decimal(155)
    report = make_report(march, FIRST, LAST)
    text = report_json(report)
    found = json.loads(text)
    assert Decimal(found["series"][0]["spent_in_currency"]) == Decimal("0.512") * 155
    assert "net_in_currency" in found["figures"]
    assert "Shöp" in text
    assert text.startswith('{\n "company"')
    cells = cells_of(report)
    assert Decimal(cells["figures.learning_in_currency"][0]) == Decimal("77.5")
