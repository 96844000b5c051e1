"""What the dashboard shows of conversations: whether the first message has arrived."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from delegation.conversations import access
from delegation.conversations.services.budget import left_this_month
from delegation.conversations.services.teachers import endpoint_of
from delegation.languages import in_words, write_number
from delegation.teacher import TeacherMisconfigured
from tenants.models import Membership, Tenant
from tenants.panels import Attention, Figure, SetupStep
from tenants.templatetags.figures import money

LITTLE_LEFT = Decimal("0.2")  # of the month's budget; the owners get an email then, too
HEALTHY_SHARE = 0.95  # of calls that came to their end; providers have bad minutes


def teacher_figures(tenant: Tenant, now: datetime) -> list[Figure]:
    """Return how the teacher did in the last hour, and what is left of the month's budget."""
    calls = access.teacher_calls_of(tenant).filter(
        settled=True, created_at__gt=now - timedelta(hours=1)
    )
    asked, answered = calls.count(), calls.filter(outcome="complete").count()
    spent = tenant.monthly_budget - left_this_month(tenant)
    return [
        Figure(
            gettext("Teacher"),
            _health(asked, answered),
            note=gettext("%(answered)s of %(asked)s calls in the last hour")
            % {"answered": answered, "asked": asked}
            if asked
            else gettext("No calls lately"),
            href=reverse("teacher"),
            hue="teacher",
        ),
        Figure(
            gettext("Budget used"),
            money(spent),
            note=gettext("of %(budget)s this month") % {"budget": money(tenant.monthly_budget)},
            href=reverse("install_section", args=["budget"]),
        ),
    ]


def _health(asked: int, answered: int) -> str | None:
    if not asked:
        return None
    if answered >= HEALTHY_SHARE * asked:
        return gettext("Healthy")
    return gettext("Failing") if answered < asked / 2 else gettext("Unsteady")


def attention(tenant: Tenant, now: datetime) -> list[Attention]:
    """Return what is wrong with the budget and the teacher."""
    found, left = [], left_this_month(tenant)
    budget_page = reverse("install_section", args=["budget"])
    if left <= 0:
        text = gettext(
            "This month’s budget is spent. Browsers answer what they know; other messages get "
            "the text that you chose."
        )
        found.append(Attention(text, budget_page, gettext("Raise the budget")))
    elif left < LITTLE_LEFT * tenant.monthly_budget:
        text = gettext("Only %(left)s is left of this month’s budget of %(budget)s.") % {
            "left": money(left),
            "budget": money(tenant.monthly_budget),
        }
        found.append(Attention(text, budget_page, gettext("Change the budget")))
    calls = access.teacher_calls_of(tenant).filter(
        settled=True, created_at__gt=now - timedelta(hours=1)
    )
    asked, answered = calls.count(), calls.filter(outcome="complete").count()
    if asked and answered < HEALTHY_SHARE * asked:
        text = ngettext(
            "The teacher answered %(answered)s of %(asked)s call in the last hour.",
            "The teacher answered %(answered)s of %(asked)s calls in the last hour.",
            asked,
        ) % {"answered": answered, "asked": write_number(asked)}
        found.append(Attention(text, reverse("teacher"), gettext("Look at the teacher")))
    return found


def teacher_step(membership: Membership) -> list[SetupStep]:
    """Connect a model that answers visitors: the platform's or the tenant's own."""
    try:
        endpoint = endpoint_of(membership.tenant)
        text = gettext("%(model)s answers your visitors. You may bring a model of your own.") % {
            "model": endpoint.model
        }
    except TeacherMisconfigured as error:
        why = gettext("Bring a model of your own.")
        endpoint, text = None, f"{in_words(error.message)} {why}"
    return [
        SetupStep(
            title=gettext("Choose the teacher"),
            text=text,
            href=reverse("teacher"),
            link=gettext("Choose the model"),
            done=endpoint is not None,
        )
    ]


def first_message(membership: Membership) -> list[SetupStep]:
    """Paste the snippet; done once a page has sent a message."""
    return [
        SetupStep(
            title=gettext("Paste the line into your page and ask something"),
            text=gettext(
                "This step is done as soon as the first question from your page arrives here."
            ),
            href=f"{reverse('install')}#snippet",
            link=gettext("Get the line"),
            done=access.escalations_of(membership.tenant).exists(),
        )
    ]
