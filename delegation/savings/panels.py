"""What the dashboard shows of the day: messages, who answered them, and what it cost."""

from datetime import datetime

from delegation.domain.ledger.days import day_of, zone_of
from delegation.savings.services.today import figures_of_today
from tenants.models import Tenant
from tenants.panels import Figure
from tenants.templatetags.figures import money, percent


def today(tenant: Tenant, now: datetime) -> list[Figure]:
    """The figures since midnight in the tenant's time zone."""
    day = figures_of_today(tenant, day_of(now, zone_of(tenant.time_zone)))
    share = percent(day.share)
    spent = money(day.spent)
    return [
        Figure("Messages", f"{day.messages:,}"),
        Figure(
            "Answered locally",
            f"{day.local:,}",
            note=f"{share} of all messages" if share else "",
            hue="local",
        ),
        Figure(
            "Teacher calls",
            f"{day.calls:,}",
            note=f"{spent} spent" if spent else "",
            hue="teacher",
        ),
    ]
