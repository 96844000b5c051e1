"""Every door to a tenant's conversations."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from delegation.conversations.models import Answer, BudgetMonth, Escalation, TeacherCall
from tenants.models import Tenant


def escalations_of(tenant: Tenant) -> QuerySet[Escalation]:
    return Escalation.objects.filter(tenant=tenant)


def answers_of(tenant: Tenant) -> QuerySet[Answer]:
    return Answer.objects.filter(tenant=tenant)


def teacher_calls_of(tenant: Tenant) -> QuerySet[TeacherCall]:
    return TeacherCall.objects.filter(tenant=tenant)


def spent_this_month(tenant: Tenant, now: datetime) -> Decimal:
    """USD, of the month's budget, with what is promised to calls that are still being made."""
    month = BudgetMonth.objects.filter(tenant=tenant, month=now.date().replace(day=1)).first()
    return month.spent + month.reserved if month else Decimal(0)


def get_escalation(tenant_id: int, escalation_id: UUID) -> Escalation:
    """The tenant's escalation. Raises `Http404` for a missing one and for somebody else's."""
    escalation = (
        Escalation.objects.select_related("answer", "conversation")
        .filter(tenant_id=tenant_id, pk=escalation_id)
        .first()
    )
    if escalation is None:
        raise Http404
    return escalation
