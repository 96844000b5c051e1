"""Receipts, audits and uploads that several tests need, and the savings page over them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Model
from django.test import Client
from django.urls import reverse

from delegation.conversations.models import Conversation, Escalation
from delegation.domain.ledger.intervals import Estimate
from delegation.rules.models import Rule
from delegation.savings.models import AnswerAudit, ChatUpload, DaySum, RollUp
from delegation.savings.services.rollup import roll_up_news
from delegation.savings.services.uploads import take_upload
from tenants.models import Tenant, User
from tests.delegation.savings.ledger import Ledger

Row = TypeVar("Row", bound=Model)

CHATS = b"id,role,text\n1,user,hello\n1,agent,Hello!\n2,user,hello\n2,agent,Hi!\n"
STOPPED = "the work was stopped before its end; upload the file again"
NO_WORKER = "no worker could be reached; upload the file again in a minute"


def reloaded(row: Row) -> Row:
    """Return the row with the values that the database has now."""
    row.refresh_from_db()
    return row


def change(row: Row, **columns: Any) -> Row:
    """Write these columns past all services; return the row with them."""
    type(row)._default_manager.filter(pk=row.pk).update(**columns)
    return reloaded(row)


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


def sum_all(tenant: Tenant, now: datetime) -> None:
    """Sum all receipts, also those that are older than the last roll-up."""
    RollUp.objects.filter(tenant=tenant).delete()
    roll_up_news(tenant, now=now)


def day_sum(tenant: Tenant, name: str, value: str, *, part: int = 1, day: int = 1) -> None:
    """Store a sum of this day of March 2026."""
    DaySum.objects.create(
        tenant=tenant, day=date(2026, 3, day), name=name, part=part, value=Decimal(value)
    )


def estimate(*parts: str | None) -> Estimate:
    """Return the estimate of (value, low, high); each may be unknown."""
    return Estimate(*(None if part is None else Decimal(part) for part in parts))


def message_after(
    ledger: Ledger, *turns: dict[str, Any], at: datetime, talk: Conversation | None = None
) -> Escalation:
    """Write a message whose browser reports these local answers before it."""
    made = ledger.escalation(talk or ledger.met("v", at), at)
    return change(made, local_turns=list(turns))


def audit_of(escalation: Escalation, hour: datetime, **columns: Any) -> AnswerAudit:
    """Queue the audit of a local answer that was given in this hour."""
    columns = {"turn": 0, "rule": 1, "version": 1} | columns
    return AnswerAudit.objects.create(
        tenant=escalation.tenant, escalation=escalation, hour=hour, **columns
    )


def upload(
    tenant: Tenant, by: User | None = None, data: bytes = CHATS, **columns: Any
) -> ChatUpload:
    """Upload a file, then write these columns of its row."""
    return change(take_upload(tenant, data, name="chats.csv", by=by), **columns)


class SentTasks(list[tuple[Any, ...]]):
    """Records the tasks that the product sends; while `away`, the queue refuses them."""

    away = False

    def __call__(self, *task: Any) -> bool:
        self.append(task)
        return not self.away
