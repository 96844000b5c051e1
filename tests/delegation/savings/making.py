"""Receipts of recent days, and the savings page over them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from delegation.rules.models import Rule
from delegation.savings.services.rollup import roll_up_news
from tenants.models import User
from tests.delegation.savings.ledger import Ledger


def days_ago(days: int) -> datetime:
    """A moment of that day that is surely over."""
    return datetime.now(tz=UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=days)


def answered(ledger: Ledger, rule: Rule, count: int, *, days: int = 0) -> None:
    """So many local answers, to visitors whom the server has met."""
    at = days_ago(days)
    for number in range(0, count, 50):
        visitor = f"v{rule.pk}-{days}-{number}"
        ledger.met(visitor, at)
        now = datetime.now(tz=UTC)
        ledger.usage(rule.pk, min(50, count - number), at, visitor=visitor, received_at=now)


def savings_of(client: Client, user: User, **query: str) -> str:
    """The page, with everything rolled up."""
    for membership in user.memberships.all():
        roll_up_news(membership.tenant)
    client.force_login(user)
    return client.get(reverse("savings"), query).content.decode()


class SentTasks(list[tuple[Any, ...]]):
    """The tasks that were put into a queue; none is taken while `away`."""

    away = False

    def __call__(self, *task: Any) -> bool:
        self.append(task)
        return not self.away
