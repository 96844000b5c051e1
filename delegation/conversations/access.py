"""Every door to a tenant's conversations."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from delegation.conversations.models import Answer, Conversation, Escalation, Handoff, TeacherCall
from tenants.models import Tenant


def conversations_of(tenant: Tenant) -> QuerySet[Conversation]:
    return Conversation.objects.filter(tenant=tenant)


def get_conversation(tenant: Tenant, conversation_id: int) -> Conversation:
    """Return the tenant's conversation. Raises `Http404` if this tenant has none with this id."""
    found = conversations_of(tenant).select_related("tenant").filter(pk=conversation_id).first()
    if found is None:
        raise Http404
    return found


def escalations_of(tenant: Tenant) -> QuerySet[Escalation]:
    return Escalation.objects.filter(tenant=tenant)


def answers_of(tenant: Tenant) -> QuerySet[Answer]:
    return Answer.objects.filter(tenant=tenant)


def handoffs_of(tenant: Tenant) -> QuerySet[Handoff]:
    return Handoff.objects.filter(tenant=tenant)


def teacher_calls_of(tenant: Tenant) -> QuerySet[TeacherCall]:
    return TeacherCall.objects.filter(tenant=tenant)


def get_escalation(tenant_id: int, escalation_id: UUID) -> Escalation:
    """Return the tenant's escalation. Raises `Http404` if this tenant has none with this id."""
    escalation = (
        Escalation.objects.select_related("answer", "conversation")
        .filter(tenant_id=tenant_id, pk=escalation_id)
        .first()
    )
    if escalation is None:
        raise Http404
    return escalation
