"""A busy company and a quiet one, each with what the product's own services write for a message."""

import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.faults.teacher_faults import Script
from tests.faults.teacher_server import FaultTeacher

if TYPE_CHECKING:  # Django has no settings before the servers run
    from delegation.conversations.models import Escalation
    from tenants.models import Tenant

ORIGIN = "https://shop.example"
REPLY = "Your parcel left our house this morning and reaches you tomorrow. " * 3
LIMITS = {
    "OPENAI_API_KEY": "none",
    "TEACHER_MODEL": "gpt-5-mini",
    "LIMIT_PER_NETWORK": "1000000/minute",
    "LIMIT_PER_KEY": "1000000/minute",
    "NETWORK_SHARE": "1",
    "HOUR_SHARE": "1",
    "TRIAL_CALLS": "1000000",
    "TRIAL_ALLOWANCE": "1000",
    "OPERATORS_SECOND_FACTOR": "false",
}


def patient_teacher() -> FaultTeacher:
    """A model on loopback that answers at once, so that only the product takes time."""
    return FaultTeacher(Script(content=REPLY))


@dataclass(frozen=True)
class Company:
    """The busy company, and the rows that the year is copied from."""

    tenant: "Tenant"
    email: str
    escalation: "Escalation"
    rule: int
    quiet_email: str


def found_companies() -> Company:
    """Sign both up, and have each answer a message, count a local answer and learn a rule."""
    quiet = _sign_up("Quiet", "owner@quiet.example")
    write(quiet, visitor="only-visitor")
    busy = _sign_up("Busy", "owner@busy.example")
    escalation = write(busy, visitor="first-visitor")
    rule = _learn(busy, escalation)
    return Company(busy, "owner@busy.example", escalation, rule, "owner@quiet.example")


def _sign_up(name: str, email: str) -> "Tenant":
    from tenants import services
    from tenants.models import User
    from tenants.row_security import acting_for

    owner = User.objects.create_user(email, "correct horse battery")
    tenant = services.create_tenant(name, owner=owner)
    with acting_for(tenant.pk):
        services.allow_origin(tenant, ORIGIN, by=owner)
        tenant.monthly_budget, tenant.input_price, tenant.output_price = 10**6, 1, 1
        tenant.save()
    return tenant


def write(tenant: "Tenant", *, visitor: str = "") -> "Escalation":
    """One message as a visitor sends it, answered as a worker does."""
    from django.test import Client

    from delegation.conversations.models import Escalation
    from delegation.conversations.services.answering import answer
    from tenants.row_security import acting_for

    name = visitor or uuid.uuid4().hex
    with acting_for(tenant.pk):
        key = tenant.site_keys.get().key
    body = {
        "key": key,
        "visitor": name,
        "conversation": str(uuid.uuid4()),
        "id": str(uuid.uuid4()),
        "message": "Where is my parcel? I have waited for it since Monday.",
    }
    posted = Client().post(
        "/api/v1/escalations",
        json.dumps(body),
        content_type="text/plain",
        headers={"origin": ORIGIN},
    )
    assert posted.status_code == 202, posted.content
    with acting_for(tenant.pk):
        escalation = uuid.UUID(posted.json()["escalation"])
        answer(tenant.pk, escalation)
        written = Escalation.objects.select_related("answer").get(pk=escalation)
    assert written.state == "answered", written.error_message
    return written


def _learn(tenant: "Tenant", escalation: "Escalation") -> int:
    """A lesson, a rule that a person approves, its pack, and a beacon that used it."""
    from django.utils import timezone

    from delegation.domain.ledger.days import hour_of
    from delegation.domain.teaching.replies import TaughtLesson
    from delegation.domain.words import Act
    from delegation.rules.services.deciding.moderation import approve_rule
    from delegation.rules.services.lessons.learning import Evidence, record_lesson
    from delegation.savings.services.usage_batches import LocalAnswers, record_usage
    from tenants.models import User
    from tenants.row_security import acting_for

    with acting_for(tenant.pk):
        visitor, network = escalation.conversation.visitor, escalation.address_prefix
        evidence = Evidence(escalation.pk, visitor, network, "nothing", calls=1)
        lesson = TaughtLesson("thanks a lot", "You are welcome!", Act.THANKS)
        rule = record_lesson(tenant, lesson, evidence)
        owner = User.objects.get(email="owner@busy.example")
        approve_rule(rule, by=owner)
        used = LocalAnswers(rule.pk, 1, hour_of(timezone.now()), 3)
        beacon = record_usage(
            tenant, batch=str(uuid.uuid4()), visitor=visitor, network=network, counts=[used]
        )
        assert beacon
    return rule.pk
