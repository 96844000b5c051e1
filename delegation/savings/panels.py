"""What the dashboard shows of the day: messages, who answered them, and what it cost."""

from datetime import datetime

from delegation.savings.periods import midnight
from delegation.savings.services import report
from tenants.models import Tenant
from tenants.panels import Figure
from tenants.templatetags.figures import dollars, percent


def today(tenant: Tenant, now: datetime) -> list[Figure]:
    """The figures since midnight in the tenant's time zone."""
    day = report(tenant, since=midnight(tenant, now), until=now)
    share = percent(day.local_share)
    spent = dollars(day.spent)
    return [
        Figure("Messages", f"{day.messages:,}"),
        Figure(
            "Answered locally",
            f"{day.local_answers:,}",
            note=f"{share} of all messages" if share else "",
            hue="local",
        ),
        Figure(
            "Teacher calls",
            f"{day.teacher_calls:,}",
            note=f"{spent} spent" if spent else "",
            hue="teacher",
        ),
    ]
