"""The receipts behind a figure, newest first: the last step down from a number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django_stubs_ext import StrOrPromise

from delegation.conversations import access as conversations
from delegation.conversations.models import CallKind
from delegation.domain.ledger.days import hours_of, zone_of
from delegation.rules import access as rules
from delegation.savings import access
from delegation.savings.periods import chosen
from delegation.savings.services.hourly_sums import known_overhead
from tenants.models import Membership, Tenant
from tenants.pages import member_page
from tenants.templatetags.figures import dollars

A_PAGE = 100

Row = Sequence[object]


@dataclass(frozen=True)
class ReceiptKind:
    """One kind of receipts: its title, what it proves, its columns and how to read it."""

    title: StrOrPromise
    text: StrOrPromise
    columns: tuple[StrOrPromise, ...]
    find: Callable[[Tenant, datetime, datetime, int | None], QuerySet[Any]]
    row: Callable[[Any], Row]


def _usage(tenant: Tenant, since: datetime, until: datetime, rule: int | None) -> QuerySet[Any]:
    rows = access.usage_of(tenant).filter(hour__gte=since, hour__lt=until)
    found = rows if rule is None else rows.filter(rule=rule)
    return found.select_related("batch").order_by("-hour", "-pk")


def _audits(tenant: Tenant, since: datetime, until: datetime, rule: int | None) -> QuerySet[Any]:
    rows = access.audits_of(tenant).filter(hour__gte=since, hour__lt=until)
    found = rows if rule is None else rows.filter(rule=rule)
    return found.order_by("-hour", "-pk")


def _calls(tenant: Tenant, since: datetime, until: datetime, _rule: int | None) -> QuerySet[Any]:
    calls = conversations.teacher_calls_of(tenant)
    return calls.filter(created_at__gte=since, created_at__lt=until).order_by("-created_at", "-pk")


def _lessons(tenant: Tenant, _since: datetime, until: datetime, rule: int | None) -> QuerySet[Any]:
    """Of all time: what a phrase cost is known from before its rule was live."""
    lessons = rules.lessons_of(tenant)
    if rule is not None:
        lessons = lessons.filter(rule_id=rule)
    calls = conversations.teacher_calls_of(tenant).filter(created_at__lt=until)
    return calls.filter(escalation__in=lessons.values("escalation_id")).order_by(
        "-created_at", "-pk"
    )


CALL_COLUMNS = (
    _("When, UTC"), _("Kind"), _("Model"), _("Tokens read"), _("Of these cached"), _("Written"),
    _("Of these reasoning"), _("Cost, USD"), _("Added by the product, USD"), _("Mark"),
    _("Lesson"), "JSON",
    _("Prices"), _("First words, ms"), "ms", _("Outcome"),
)  # fmt: skip


def _both(read: int | None, written: int | None) -> str | None:
    """Tokens of one part of the overhead; None where they are unknown."""
    if read is None or written is None:
        return None
    return f"{read} + {written}" if read or written else ""


def _call_row(call: Any) -> Row:
    prices = " ".join(part for part in (call.price_source, call.price_book) if part)
    return (
        _when(call.created_at), call.get_kind_display(), call.model, call.prompt_tokens,
        call.cached_tokens, call.completion_tokens, call.reasoning_tokens, dollars(call.cost),
        dollars(known_overhead(call)), _both(call.mark_input_tokens, call.mark_output_tokens),
        _both(call.teaching_input_tokens, call.teaching_output_tokens),
        _both(call.envelope_input_tokens, call.envelope_output_tokens), prices,
        call.first_piece_ms, call.total_ms, call.outcome,
    )  # fmt: skip


def _when(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%Y-%m-%d %H:%M}"


KINDS = {
    "local": ReceiptKind(
        _("Local answers"),
        _("As browsers reported them. A batch that arrives again is counted once."),
        (
            _("Hour, UTC"),
            _("Rule"),
            _("Version"),
            _("Answers"),
            _("Batch"),
            _("Visitor"),
            _("Received"),
        ),
        _usage,
        lambda row: (
            _when(row.hour),
            row.rule,
            row.version,
            row.count,
            row.batch.batch,
            row.batch.visitor,
            _when(row.batch.received_at),
        ),
    ),
    "calls": ReceiptKind(
        _("Teacher calls"),
        _(
            "Every request to the teacher, whatever its outcome. The tokens of the product’s "
            "own parts are shown as read + written."
        ),
        CALL_COLUMNS,
        _calls,
        _call_row,
    ),
    "lessons": ReceiptKind(
        _("What plain answers to these phrases cost"),
        _(
            "The calls that taught the rules. Their mean cost, without what the product added, "
            "is what a local answer avoids."
        ),
        CALL_COLUMNS,
        _lessons,
        _call_row,
    ),
    "audits": ReceiptKind(
        _("Checked local answers"),
        _("Local answers that the teacher checked afterwards."),
        (
            _("Given in the hour, UTC"),
            _("Rule"),
            _("Version"),
            _("Right"),
            _("Why not"),
            _("Checked"),
        ),
        _audits,
        lambda row: (
            _when(row.hour),
            row.rule,
            row.version,
            {True: "yes", False: "no", None: "not checked yet"}[row.would_do],
            row.reason,
            _when(row.judged_at),
        ),
    ),
}


@require_safe
@member_page
def receipts(request: HttpRequest, membership: Membership, kind: str) -> HttpResponse:
    """A page of receipts of one kind, for the days of a report."""
    if kind not in KINDS:
        raise Http404
    tenant, what = membership.tenant, KINDS[kind]
    days, zone = chosen(request.GET, tenant, timezone.now()), zone_of(tenant.time_zone)
    rule = _rule(request.GET.get("rule"))
    since, until = hours_of(days.first_day, zone)[0], hours_of(days.last_day, zone)[1]
    rows, of_kind = what.find(tenant, since, until, rule), request.GET.get("kind", "")
    if kind == "calls" and of_kind in CallKind.values:
        rows = rows.filter(kind=of_kind)
    found: Page[Any] = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "tenant": tenant,
        "kind": what,
        "days": days,
        "rule": rules.rules_of(tenant).filter(pk=rule).first() if rule else None,
        "rows": [what.row(each) for each in found],
        "page": found,
        "range": urlencode(
            {
                "from": days.first_day,
                "to": days.last_day,
                **({"rule": rule} if rule else {}),
                **({"kind": of_kind} if of_kind in CallKind.values else {}),
            }
        ),
    }
    return render(request, "savings/receipts.html", context)


def _rule(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
