"""Reports as data: files of every number, and reports that are kept as they were."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from pydantic import TypeAdapter

from delegation.domain.wire.spreadsheets import BOM, shield_cell
from delegation.languages import write_number
from delegation.savings.models import KeptReport
from delegation.savings.services.currency_files import with_converted
from delegation.savings.services.reports import Report, make_report
from tenants.access import lock_tenant
from tenants.models import Tenant, User

REPORT: TypeAdapter[Report] = TypeAdapter(Report)
# Of one tenant, by its members: a report is kept for ever, and any member may keep one.
MOST_PER_DAY = 30
MOST_KEPT = 1_000
DAY = timedelta(days=1)


class TooManyKept(Exception):
    """The tenant has kept as many reports as it may; the message says what to do."""


def report_data(report: Report) -> dict[str, Any]:
    """Everything in a report, JSON-able; amounts as text, so that no digit is lost."""
    data: dict[str, Any] = REPORT.dump_python(report, mode="json")
    return data


def file_data(report: Report) -> dict[str, Any]:
    """What the files hold: the report, and its amounts also in the company's currency."""
    data: dict[str, Any] = with_converted(report_data(report), report.exchange)
    return data


def report_json(report: Report) -> str:
    return json.dumps(file_data(report), ensure_ascii=False, indent=1)


def report_csv(report: Report) -> str:
    """Every number with its path in the report: three columns that any program reads."""
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out)
    writer.writerow(["figure", "value", "of"])
    for path, value in _leaves(file_data(report), ""):
        writer.writerow([path, "" if value is None else _cell(value), _owner(report, path)])
    return out.getvalue()


def keep_report(tenant: Tenant, first_day: date, last_day: date, *, by: User | None) -> KeptReport:
    """Keep the report as it is at this moment, for a permalink. Raises `TooManyKept`."""
    _check_limits(tenant)  # before the report is made, which costs more
    data = report_data(make_report(tenant, first_day, last_day))
    with transaction.atomic():
        lock_tenant(tenant.pk)  # two count in turn
        _check_limits(tenant)
        return KeptReport.objects.create(
            tenant=tenant, first_day=first_day, last_day=last_day, data=data, kept_by=by
        )


def _check_limits(tenant: Tenant) -> None:
    """Raises `TooManyKept`. The reports of the monthly email are not counted."""
    kept = KeptReport.objects.filter(tenant=tenant, month=None)
    if kept.filter(kept_at__gte=timezone.now() - DAY).count() >= MOST_PER_DAY:
        raise TooManyKept(
            gettext(
                "Your workspace can keep %(most_per_day)s reports a day. Try again "
                "tomorrow, or download this one as a file."
            )
            % {"most_per_day": MOST_PER_DAY}
        )
    if kept.count() >= MOST_KEPT:
        raise TooManyKept(
            gettext(
                "Your workspace has kept %(most_kept)s reports, which is the most that it "
                "can. Download this one as a file."
            )
            % {"most_kept": write_number(MOST_KEPT)}
        )


@transaction.atomic
def keep_monthly_report(tenant: Tenant, first_day: date, last_day: date) -> tuple[KeptReport, bool]:
    """The report of a month, kept once: (the report, whether this call was the first)."""
    known = KeptReport.objects.filter(tenant=tenant, month=first_day).first()
    if known is not None:
        return known, False
    data = report_data(make_report(tenant, first_day, last_day))
    return KeptReport.objects.get_or_create(
        tenant=tenant,
        month=first_day,
        defaults={"first_day": first_day, "last_day": last_day, "data": data},
    )


def report_of(kept: KeptReport) -> Report:
    """The report as it was when it was kept."""
    return REPORT.validate_python(kept.data)


def _leaves(data: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(data, dict):
        for name, value in data.items():
            yield from _leaves(value, f"{path}.{name}" if path else name)
    elif isinstance(data, list):
        for at, value in enumerate(data):
            yield from _leaves(value, f"{path}.{at}")
    else:
        yield path, data


def _owner(report: Report, path: str) -> str:
    """The phrase that a rule's figure is about."""
    parts = path.split(".")
    if parts[:2] != ["figures", "rules"]:
        return ""
    return shield_cell(report.phrases[report.figures.rules[int(parts[2])].rule].phrase)


def _cell(value: Any) -> Any:
    """Visitors wrote some of the texts; amounts are texts too, and may be negative."""
    return shield_cell(value) if isinstance(value, str) and not _is_number(value) else value


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except ArithmeticError:
        return False
