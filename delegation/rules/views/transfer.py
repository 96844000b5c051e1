"""Import and export of rules."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from delegation.domain.lint.problems import IN_WORDS
from delegation.domain.wire.rule_files import (
    TransferRefused,
    read_rules,
    write_csv,
    write_json,
    write_semicolons,
)
from delegation.languages import counted, in_words
from delegation.rules.forms.transfer import ImportForm, carried
from delegation.rules.services.lessons.transfer import (
    ImportReport,
    Outcome,
    exported_rules,
    import_rules,
)
from tenants.access import may_moderate
from tenants.models import Membership
from tenants.pages import NOT_ACCEPTED, member_page

SHOWN_ROWS = 200  # of a report; the counts say the rest
WRITERS = {
    "csv": (write_csv, "text/csv", "rules.csv"),
    "semicolons": (write_semicolons, "text/csv", "rules.csv"),
    "json": (write_json, "application/json", "rules.json"),
}


@require_safe
@member_page
def export_rules(request: HttpRequest, membership: Membership, kind: str) -> HttpResponse:
    """Return the rules that the tenant approved, as a file."""
    if kind not in WRITERS:
        raise Http404
    write, content_type, name = WRITERS[kind]
    response = HttpResponse(
        write(exported_rules(membership.tenant)), content_type=f"{content_type}; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def transfer(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Preview an import, then run it. Every imported rule becomes a proposal."""
    form, report = ImportForm(), None
    if request.method == "POST":
        if not may_moderate(membership):
            raise PermissionDenied(
                gettext("Only an owner or moderator of %(tenant)s can import rules.")
                % {"tenant": membership.tenant}
            )
        form = ImportForm(request.POST, request.FILES)
        report = _import(form, membership)
        if report is not None and report.is_done:
            messages.success(
                request, gettext("Imported: %(report)s.") % {"report": _in_words(report)}
            )
            return redirect("transfer")
    context = {
        "tenant": membership.tenant,
        "form": form,
        "report": report,
        "counts": _in_words(report) if report else "",
        "content": carried(form.content()) if report else "",
        "date_example": report.date_example if report else "",
        "rows": [
            (row, [IN_WORDS[problem] for problem in row.problems])
            for row in (report.rows[:SHOWN_ROWS] if report else ())
        ],
        "may_import": may_moderate(membership),
    }
    status = NOT_ACCEPTED if form.errors else 200
    return render(request, "rules/transfer.html", context, status=status)


def _import(form: ImportForm, membership: Membership) -> ImportReport | None:
    """Preview the file, or import it once nothing is left to ask."""
    if not form.is_valid():
        return None
    try:
        file = read_rules(form.content(), form.day_first())
    except TransferRefused as refused:
        form.add_error("file", in_words(refused))
        return None
    really = form.really()
    if really and file.date_example and file.day_first is None:
        form.add_error(
            "dates",
            gettext("Say which comes first in %(date_example)s.")
            % {"date_example": file.date_example},
        )
        really = False
    report = import_rules(membership.tenant, file.rows, by=membership.user, dry_run=not really)
    report.is_done, report.date_example = really, file.date_example
    return report


def _in_words(report: ImportReport) -> str:
    return ", ".join(_counted(Outcome(each), count) for each, count in report.counts().items())


def _counted(outcome: Outcome, count: int) -> str:
    match outcome:
        case Outcome.PROPOSED:
            return counted(count, "proposed", "proposed")
        case Outcome.UPDATED:
            return counted(count, "updated", "updated")
        case Outcome.UNCHANGED:
            return counted(count, "unchanged", "unchanged")
        case Outcome.DECIDED:
            return counted(count, "already decided", "already decided")
        case Outcome.REFUSED:
            return counted(count, "refused", "refused")
