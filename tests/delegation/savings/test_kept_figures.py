"""A workspace keeps a limited number of reports, and downloads every number of one as a file."""

import csv
import io
import json
from datetime import date, timedelta
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
from delegation.savings.services.report_links import end_link, share_report
from delegation.savings.services.reports import Report, make_report
from delegation.savings.services.rollup import roll_up_news
from tenants.models import AuditEntry, Tenant, User
from tests.delegation.savings.busy_day import NOON
from tests.delegation.savings.ledger import Ledger

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


@pytest.fixture
def march(ledger: Ledger, rule: Rule) -> Tenant:
    """Write ten answers of “thx” at 0.01 each, and two of a phrase that spreadsheets would run."""
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
    """Return figure -> [value, of] of the file for spreadsheets."""
    text = report_csv(report)
    assert text[0] == "\ufeff"
    head, *rows = csv.reader(io.StringIO(text[1:]))
    assert head == ["figure", "value", "of"]
    return {name: rest for name, *rest in rows}


def test_a_kept_report_has_its_figures_days_and_the_person_who_kept_it(
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
    """Keep this many reports this long ago."""
    at = timezone.now() - timedelta(hours=hours)
    made = KeptReport.objects.bulk_create(
        KeptReport(tenant=tenant, first_day=FIRST, last_day=LAST, data={}, month=month)
        for _ in range(count)
    )
    KeptReport.objects.filter(pk__in=[each.pk for each in made]).update(kept_at=at)


def refusal(tenant: Tenant) -> str:
    with pytest.raises(TooManyKept) as refused:
        keep(tenant)
    return str(refused.value)


def test_a_workspace_keeps_thirty_reports_a_day(tenant: Tenant, other_tenant: Tenant) -> None:
    old_reports(other_tenant, 40, hours=1)
    old_reports(tenant, 9, hours=24.1)
    old_reports(tenant, 1, hours=1, month=FIRST)
    old_reports(tenant, 29, hours=23.9)
    keep(tenant)
    assert refusal(tenant) == (
        "Your workspace can keep 30 reports a day. Try again tomorrow, or download this one as "
        "a file."
    )


def test_a_workspace_keeps_a_thousand_reports(tenant: Tenant) -> None:
    old_reports(tenant, 1, hours=48, month=FIRST)
    old_reports(tenant, 999, hours=48)
    keep(tenant)
    assert refusal(tenant) == (
        "Your workspace has kept 1,000 reports, which is the most that it can. Download this "
        "one as a file."
    )


def test_two_members_at_once_do_not_keep_more_reports_than_the_limit(
    march: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of them is counted before the report of the other is kept."""
    old_reports(march, 29, hours=1)

    def another_is_kept(tenant: Tenant, first: date, last: date) -> Report:
        old_reports(tenant, 1, hours=0)
        return make_report(tenant, first, last)

    monkeypatch.setattr("delegation.savings.services.kept_reports.make_report", another_is_kept)
    assert "30 reports a day" in refusal(march)


def test_a_report_too_many_is_refused_before_it_is_made(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_reports(tenant, 30, hours=1)
    monkeypatch.delattr("delegation.savings.services.kept_reports.make_report")
    assert "30 reports a day" in refusal(tenant)


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


def test_a_beat_takes_the_monthly_report_that_another_beat_has_just_kept(
    march: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both beats make the report at once, and owners get one email."""
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
    formula = report.figures.rules[1].rule
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


def test_the_log_names_the_link_that_was_ended(tenant: Tenant, owner: User) -> None:
    kept = keep(tenant)
    link = share_report(kept, days=7, by=owner)
    number = str(link.pk)
    end_link(link, by=owner)
    entry = AuditEntry.objects.get(tenant=tenant, action="report.unshared")
    assert (entry.target, entry.actor) == (str(kept), owner)
    assert entry.details["link"] == number
