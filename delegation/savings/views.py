"""What a tenant reads about its savings."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from delegation.savings.periods import PERIODS, chosen_period, start_of
from delegation.savings.services import Report, report
from tenants.models import Membership
from tenants.pages import member_page
from tenants.panels import Figure
from tenants.templatetags.figures import dollars, percent

RULES_SHOWN = 100  # the rest add little, and a page of thousands is read by nobody


@require_safe
@member_page
def savings(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The report of a period: figures, then every rule that answered."""
    tenant, now = membership.tenant, timezone.now()
    period = chosen_period(request.GET.get("days"))
    found = report(tenant, since=start_of(period, tenant, now), until=now)
    context = {
        "tenant": tenant,
        "periods": PERIODS,
        "period": period,
        "report": found,
        "rules": found.by_rule[:RULES_SHOWN],
        "rules_left_out": max(0, len(found.by_rule) - RULES_SHOWN),
        "figures": _figures(found),
    }
    return render(request, "savings/savings.html", context)


def _figures(found: Report) -> list[Figure]:
    share = percent(found.local_share)
    return [
        Figure("Messages", f"{found.messages:,}"),
        Figure(
            "Answered locally",
            f"{found.local_answers:,}",
            note=f"{share} of all messages" if share else "",
            hue="local",
        ),
        Figure("Teacher calls", f"{found.teacher_calls:,}", hue="teacher"),
        Figure(
            "Spent on the teacher",
            dollars(found.spent if found.teacher_calls else Decimal(0)),
            note="Calls whose price is known" if found.spent is not None else "",
            hue="teacher",
        ),
        Figure(
            "Saved",
            dollars(found.saved if found.local_answers else Decimal(0)),
            note="By each rule’s own recorded calls" if found.saved is not None else "",
            hue="local",
        ),
    ]
