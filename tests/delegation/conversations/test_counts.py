"""What operators' metrics count of a message's life: once each, and nothing for what was lost."""

from uuid import uuid4

import pytest
from prometheus_client import REGISTRY

from delegation.conversations.models import Escalation
from delegation.conversations.services import accepting, lifecycle
from delegation.conversations.services.answering import answer
from delegation.conversations.services.messages import Message
from delegation.domain.teaching.replies import ParsedReply
from delegation.domain.words import Awaiting
from delegation.teacher.errors import TeacherBroken
from tenants.access import Site
from tenants.models import SiteKey, Tenant
from tests.delegation.conversations.making import reply_with

pytestmark = pytest.mark.usefixtures("own_queue")

Counted = dict[str, float]
SAMPLES = {
    "accepted": ("delegation_messages_accepted_total", {}),
    "by the teacher": ("delegation_messages_answered_total", {"source": "teacher"}),
    "by the server": ("delegation_messages_answered_total", {"source": "server"}),
    "failed": ("delegation_messages_failed_total", {"code": "teacher_length"}),
    "poison": ("delegation_messages_failed_total", {"code": lifecycle.POISON_CODE}),
    "stopped": ("delegation_messages_stopped_total", {}),
    "again": ("delegation_claims_again_total", {}),
    "waited": ("delegation_answer_seconds_count", {}),
}


def counted() -> Counted:
    return {
        what: REGISTRY.get_sample_value(name, labels) or 0.0
        for what, (name, labels) in SAMPLES.items()
    }


def since(before: Counted) -> Counted:
    return {what: value - before[what] for what, value in counted().items() if value > before[what]}


def test_an_accepted_message_is_counted_once(
    tenant: Tenant, site_key: SiteKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(tenant, site_key, None)
    message = Message("v", "c", "m1", "Hi?", "nothing", [], None)
    before = counted()
    for _ in range(2):
        accepting.accept(site, message, address_prefix="n", now=0)
    assert since(before) == {"accepted": 1}
    decision = type("Decision", (), {"response": "Hello!", "rule": 7})()
    monkeypatch.setattr(accepting, "decide", lambda *_, **__: decision)
    before = counted()
    another = Message("v", "c", uuid4().hex, "Hi", "nothing", [], None)
    accepting.accept(site, another, address_prefix="n", now=0)
    assert since(before) == {"accepted": 1, "by the server": 1}


def test_every_end_is_counted(queued: Escalation, monkeypatch: pytest.MonkeyPatch) -> None:
    def again(**fields: object) -> Counted:
        Escalation.objects.filter(pk=queued.pk).update(state="queued", **fields)
        before = counted()
        answer(queued.tenant_id, queued.pk)
        return since(before)

    reply_with(monkeypatch, TeacherBroken("teacher_length"))
    assert again(attempts=0) == {"failed": 1}
    assert again(attempts=1) == {"failed": 1, "again": 1}
    reply_with(monkeypatch, ParsedReply("Hi", Awaiting.NOTHING))
    assert again(attempts=0) == {"by the teacher": 1, "waited": 1}

    before = counted()
    Escalation.objects.filter(pk=queued.pk).update(state="queued")
    for _ in range(2):
        lifecycle.stop(Escalation.objects.get(pk=queued.pk))
    assert since(before) == {"stopped": 1}

    before = counted()
    Escalation.objects.filter(pk=queued.pk).update(state="queued", attempts=3)
    for _ in range(2):
        lifecycle.sweep()
    assert since(before) == {"poison": 1}
