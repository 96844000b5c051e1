"""A worker that cannot go on leaves the escalation to the next attempt at once."""

import pytest
from django.db import OperationalError
from django.db.models import F

from delegation.conversations.models import Answer, Escalation, EscalationState
from delegation.conversations.services import answering
from delegation.conversations.services.answering import answer
from delegation.conversations.services.ceilings import AllowanceExhausted, BudgetExhausted
from delegation.conversations.services.lifecycle import POISON_CODE, sweep
from delegation.conversations.services.shares import NetworkExhausted
from delegation.domain.teaching.replies import ParsedReply
from delegation.domain.words import Awaiting
from tenants.models import Tenant
from tests.delegation.conversations.conftest import messages_for

pytestmark = pytest.mark.usefixtures("own_queue")


def fail(*_: object) -> None:
    raise OperationalError("the server closed the connection")


def test_a_worker_that_wakes_up_too_late_commits_nothing(
    queued: Escalation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reply_while_somebody_takes_over(*_: object) -> ParsedReply:
        Escalation.objects.filter(pk=queued.pk).update(fence=F("fence") + 1)
        return ParsedReply("Too late", Awaiting.NOTHING)

    monkeypatch.setattr(answering, "_ask_and_remember", reply_while_somebody_takes_over)
    answer(queued.tenant_id, queued.pk)
    queued.refresh_from_db()
    assert queued.state == EscalationState.RUNNING
    assert not Answer.objects.filter(escalation=queued).exists()


def test_an_interrupted_attempt_is_begun_anew_without_waiting_for_its_lease(
    queued: Escalation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "endpoint_of", fail)
    with pytest.raises(OperationalError):
        answer(queued.tenant_id, queued.pk)
    queued.refresh_from_db()
    assert (queued.state, queued.attempts, queued.lease_until) == (EscalationState.QUEUED, 1, None)
    assert messages_for(queued) == 1


def test_three_interrupted_attempts_are_the_last(
    queued: Escalation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "endpoint_of", fail)
    for _ in range(3):
        with pytest.raises(OperationalError):
            answer(queued.tenant_id, queued.pk)
    answer(queued.tenant_id, queued.pk)  # nothing is left to do for a worker
    sweep()
    queued.refresh_from_db()
    assert (queued.state, queued.error_code) == (EscalationState.FAILED, POISON_CODE)


@pytest.mark.parametrize(
    ("exhausted", "code", "text"),
    [
        (BudgetExhausted(), "budget_exhausted", "We are back in May."),
        (AllowanceExhausted("calls_exhausted"), "calls_exhausted", "We are back in May."),
        (NetworkExhausted(), "budget_exhausted", NetworkExhausted.visitors_text),
    ],
)
def test_a_message_that_no_money_is_left_for_ends_with_the_words_for_it(
    queued: Escalation,
    monkeypatch: pytest.MonkeyPatch,
    exhausted: BudgetExhausted,
    code: str,
    text: str,
) -> None:
    def ask(*_: object) -> ParsedReply:
        raise exhausted

    Tenant.objects.update(budget_message="We are back in May.")
    monkeypatch.setattr(answering, "_ask_and_remember", ask)
    answer(queued.tenant_id, queued.pk)
    row = Escalation.objects.get(pk=queued.pk)
    assert (row.state, row.error_code, row.error_message) == (EscalationState.FAILED, code, text)
    assert (row.attempts, messages_for(queued)) == (1, 0)
