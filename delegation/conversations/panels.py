"""What the dashboard shows of conversations: whether the first message has arrived."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.urls import reverse

from delegation.conversations import access
from delegation.conversations.services.budget import left_this_month
from delegation.conversations.services.teachers import endpoint_of
from delegation.domain.language.plurals import counted
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
            "Teacher",
            _health(asked, answered),
            note=f"{answered} of {asked} calls in the last hour" if asked else "No calls lately",
            href=reverse("teacher"),
            hue="teacher",
        ),
        Figure(
            "Budget used",
            money(spent),
            note=f"of {money(tenant.monthly_budget)} this month",
            href=reverse("install_section", args=["budget"]),
        ),
    ]


def _health(asked: int, answered: int) -> str | None:
    if not asked:
        return None
    if answered >= HEALTHY_SHARE * asked:
        return "Healthy"
    return "Failing" if answered < asked / 2 else "Unsteady"


def attention(tenant: Tenant, now: datetime) -> list[Attention]:
    """Return what is wrong with the budget and the teacher."""
    found, left = [], left_this_month(tenant)
    budget_page = reverse("install_section", args=["budget"])
    if left <= 0:
        text = "This month’s budget is spent. Browsers answer what they know; other messages get "
        text += "the text that you chose."
        found.append(Attention(text, budget_page, "Raise the budget"))
    elif left < LITTLE_LEFT * tenant.monthly_budget:
        text = f"Only {money(left)} is left of this month’s budget of "
        text += f"{money(tenant.monthly_budget)}."
        found.append(Attention(text, budget_page, "Change the budget"))
    calls = access.teacher_calls_of(tenant).filter(
        settled=True, created_at__gt=now - timedelta(hours=1)
    )
    asked, answered = calls.count(), calls.filter(outcome="complete").count()
    if asked and answered < HEALTHY_SHARE * asked:
        text = f"The teacher answered {answered} of {counted(asked, 'call')} in the last hour."
        found.append(Attention(text, reverse("teacher"), "Look at the teacher"))
    return found


def teacher_step(membership: Membership) -> list[SetupStep]:
    """Connect a model that answers visitors: the platform's or the tenant's own."""
    try:
        endpoint = endpoint_of(membership.tenant)
        text = f"{endpoint.model} answers your visitors. You may bring a model of your own."
    except TeacherMisconfigured as error:
        endpoint, text = None, f"{error.message} Bring a model of your own."
    return [
        SetupStep(
            title="Choose the teacher",
            text=text,
            href=reverse("teacher"),
            link="Choose the model",
            done=endpoint is not None,
        )
    ]


def first_message(membership: Membership) -> list[SetupStep]:
    """Paste the snippet; done once a page has sent a message."""
    return [
        SetupStep(
            title="Paste the line into your page and ask something",
            text="This step is done as soon as the first question from your page arrives here.",
            href=f"{reverse('install')}#snippet",
            link="Get the line",
            done=access.escalations_of(membership.tenant).exists(),
        )
    ]
