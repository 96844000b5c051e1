"""Leases and fences, one layer at a time: what a worker that was overtaken may not change."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from delegation.conversations.models import (
    Answer,
    BudgetMonth,
    CallKind,
    Conversation,
    Escalation,
    EscalationState,
    TeacherCall,
)
from delegation.conversations.services import answering, budget, leases, lifecycle
from delegation.conversations.services.answering import answer
from delegation.domain.teaching.replies import ParsedReply
from delegation.domain.words import Awaiting
from tenants.models import SiteKey, Tenant
from tests.delegation.conversations.conftest import messages_for
from tests.delegation.conversations.making import Say
from tests.faults.teacher_server import FaultTeacher

pytestmark = pytest.mark.usefixtures("own_queue")

Result = TypeVar("Result")
HELD, OVER = timedelta(minutes=1), timedelta(minutes=-1)
PATIENCE_SECONDS = 20


def row_of(escalation: Escalation) -> tuple[str, int, int, datetime | None]:
    row = Escalation.objects.get(pk=escalation.pk)
    return row.state, row.fence, row.attempts, row.lease_until


def test_a_claim_raises_the_fence_and_the_count_of_attempts(claimed: Escalation) -> None:
    state, fence, attempts, lease_until = row_of(claimed)
    assert (state, fence, attempts) == (EscalationState.RUNNING, 1, 1)
    assert lease_until is not None
    assert timedelta(seconds=15) < lease_until - timezone.now() <= timedelta(seconds=20)


def test_what_a_worker_holds_is_not_claimed_by_another(claimed: Escalation) -> None:
    before = row_of(claimed)
    assert lifecycle.claim(claimed.tenant_id, claimed.pk) is None
    assert row_of(claimed) == before


def test_a_fourth_attempt_is_not_made(queued: Escalation) -> None:
    Escalation.objects.filter(pk=queued.pk).update(attempts=3)
    assert lifecycle.claim(queued.tenant_id, queued.pk) is None
    assert row_of(queued)[:3] == (EscalationState.QUEUED, 0, 3)


@pytest.mark.parametrize(
    "act",
    [
        lifecycle.give_back,
        lambda row: lifecycle.end(row, EscalationState.ANSWERED),
        lambda row: lifecycle.end(row, EscalationState.FAILED, code="x", message="y"),
    ],
    ids=["gives back", "answers", "fails"],
)
def test_a_worker_that_was_overtaken_changes_nothing(
    overtaken: Escalation, act: Callable[[Escalation], bool]
) -> None:
    before = row_of(overtaken)
    assert act(overtaken) is False
    assert row_of(overtaken) == before
    assert before[:2] == (EscalationState.RUNNING, 2)


def test_a_worker_that_fails_after_it_was_overtaken_wakes_nobody(
    overtaken: Escalation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(lifecycle, "claim", lambda *_: overtaken)
    monkeypatch.setattr(answering, "endpoint_of", fail)
    before = row_of(overtaken)
    with pytest.raises(OperationalError):
        answer(overtaken.tenant_id, overtaken.pk)
    assert row_of(overtaken) == before
    assert messages_for(overtaken) == 0


def test_only_the_newest_holder_of_what_is_running_keeps_its_lease(
    claimed: Escalation, overtaken: Escalation
) -> None:
    soon = timezone.now() + timedelta(seconds=3)
    Escalation.objects.filter(pk=claimed.pk).update(lease_until=soon)
    assert lifecycle.renew([(claimed.pk, 1)]) == set()
    assert row_of(claimed)[3] == soon
    assert lifecycle.renew([(claimed.pk, 1), (claimed.pk, 2)]) == {(claimed.pk, 2)}
    lease_until = row_of(claimed)[3]
    assert lease_until is not None
    assert lease_until > soon

    Escalation.objects.filter(pk=claimed.pk).update(state=EscalationState.STOPPED)
    assert lifecycle.renew([(claimed.pk, 2)]) == set()


def test_all_that_a_worker_holds_is_renewed(claimed: Escalation) -> None:
    other = Escalation.objects.get(pk=claimed.pk)
    other.pk, other.client_id = uuid4(), str(uuid4())
    other.save(force_insert=True)
    soon = timezone.now() + timedelta(seconds=3)
    Escalation.objects.update(lease_until=soon)
    held = [(claimed.pk, 1), (other.pk, 1)]
    assert lifecycle.renew(held) == set(held)
    assert Escalation.objects.filter(lease_until__gt=soon).count() == 2


def test_nothing_is_renewed_for_a_worker_that_holds_nothing(claimed: Escalation) -> None:
    before = row_of(claimed)
    assert lifecycle.renew([]) == set()
    assert row_of(claimed) == before


def test_a_stop_raises_the_fence_and_ends_the_lease(claimed: Escalation) -> None:
    assert lifecycle.stop(claimed) == EscalationState.STOPPED
    assert row_of(claimed) == (EscalationState.STOPPED, 2, 1, None)
    ended_at = Escalation.objects.get(pk=claimed.pk).ended_at
    assert lifecycle.stop(claimed) == EscalationState.STOPPED
    assert row_of(claimed)[1] == 2
    assert Escalation.objects.get(pk=claimed.pk).ended_at == ended_at


def test_what_a_worker_has_is_not_answered_from_the_pack(claimed: Escalation) -> None:
    before = row_of(claimed)
    assert lifecycle.end_unclaimed(claimed) is False
    assert row_of(claimed) == before
    assert not Answer.objects.filter(escalation=claimed).exists()


def test_of_two_sweeps_at_once_the_later_changes_nothing(
    queued: Escalation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second read the row before the first one raised its fence."""
    Escalation.objects.filter(pk=queued.pk).update(
        state=EscalationState.RUNNING, attempts=3, fence=3, lease_until=timezone.now() + OVER
    )
    seen = Escalation.objects.select_related("tenant").get(pk=queued.pk)
    Escalation.objects.filter(pk=queued.pk).update(fence=4)
    before = row_of(queued)
    monkeypatch.setattr(lifecycle, "_exhausted", lambda: [seen])
    lifecycle.sweep()
    assert row_of(queued) == before


def test_a_call_that_begins_keeps_others_from_taking_over(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """The row is locked until the reservation is committed, so no takeover comes between."""
    with django_db_blocker.unblock(), ThreadPoolExecutor(1) as other:
        escalation = committed()
        with transaction.atomic():
            lifecycle.hold(escalation)
            assert other.submit(free_rows, escalation.pk).result() == []
        assert other.submit(free_rows, escalation.pk).result() == [escalation.pk]


def committed() -> Escalation:
    """A running escalation that every connection sees."""
    tenant = Tenant.objects.create(name="Held")
    conversation = Conversation.objects.create(tenant=tenant, visitor="v", client_id="c")
    return Escalation.objects.create(
        tenant=tenant,
        site_key=SiteKey.objects.create(tenant=tenant, key=f"pk_{uuid4().hex}"),
        conversation=conversation,
        client_id=str(uuid4()),
        body_hash="",
        message="Hello",
        awaiting="nothing",
        address_prefix="n",
        state=EscalationState.RUNNING,
        fence=1,
        lease_until=timezone.now() + HELD,
    )


def free_rows(escalation_id: UUID) -> list[UUID]:
    """What another connection could claim now."""
    try:
        with transaction.atomic():
            rows = Escalation.objects.select_for_update(skip_locked=True, no_key=True)
            return list(rows.filter(pk=escalation_id).values_list("pk", flat=True))
    finally:
        connection.close()


@pytest.mark.parametrize("change", [{"fence": 2}, {"state": EscalationState.STOPPED}])
def test_a_call_is_not_begun_for_what_is_not_held_any_more(
    claimed: Escalation, change: dict[str, Any]
) -> None:
    lifecycle.hold(claimed)
    Escalation.objects.filter(pk=claimed.pk).update(**change)
    with pytest.raises(lifecycle.Overtaken):
        lifecycle.hold(claimed)


def test_a_claim_charges_the_calls_of_earlier_claims_only(claimed: Escalation) -> None:
    claimed.fence = 2
    now_at_it = budget.reserve(
        claimed.tenant, Decimal(1), model="m", kind=CallKind.ANSWER, escalation=claimed
    )
    assert budget.settle_abandoned(claimed) == 0
    now_at_it.refresh_from_db()
    assert not now_at_it.settled


def test_a_takeover_settles_what_the_dead_worker_left(
    claimed: Escalation, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = budget.reserve(
        claimed.tenant, Decimal(1), model="m", kind=CallKind.ANSWER, escalation=claimed
    )
    Escalation.objects.filter(pk=claimed.pk).update(lease_until=timezone.now() + OVER)
    monkeypatch.setattr(
        answering, "_ask_and_remember", lambda *_: ParsedReply("Hi", Awaiting.NOTHING)
    )
    answer(claimed.tenant_id, claimed.pk)
    left.refresh_from_db()
    assert (left.settled, left.kind) == (True, CallKind.ABANDONED)
    row = BudgetMonth.objects.get(tenant=claimed.tenant)
    assert [row.spent, row.reserved] == [1, 0]


def test_a_lost_lease_stops_the_call_under_way(
    say: Say, scripted: FaultTeacher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(keeper: leases.Keeper, row: Escalation) -> Any:
        return nullcontext(leases.Lease(row.pk, row.fence, lost=True))

    monkeypatch.setattr(leases.Keeper, "holding", lose)
    with pytest.raises(Escalation.answer.RelatedObjectDoesNotExist):
        _ = say("Where is my order?").answer
    assert len(scripted.calls) == 0
    assert not TeacherCall.objects.filter(outcome="complete").exists()


def test_an_answer_that_ends_wakes_the_next_of_its_tenant(
    queued: Escalation, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.ANSWERS_OF_A_TENANT = 1
    later = Escalation.objects.get(pk=queued.pk)
    later.pk, later.client_id = uuid4(), str(uuid4())
    later.save(force_insert=True)

    def reply_while_the_next_waits(*_: object) -> ParsedReply:
        assert lifecycle.claim(later.tenant_id, later.pk) is None
        return ParsedReply("Hi", Awaiting.NOTHING)

    monkeypatch.setattr(answering, "_ask_and_remember", reply_while_the_next_waits)
    answer(queued.tenant_id, queued.pk)
    assert messages_for(later) == 1


class Renewals:
    """What stands in for the database: each call of `renew` takes the next of these."""

    def __init__(self, *outcomes: Exception | None) -> None:
        self.outcomes = list(outcomes)
        self.calls = 0
        self.enough = threading.Event()

    def __call__(self, held: Iterator[tuple[UUID, int]]) -> set[tuple[UUID, int]]:
        self.calls += 1
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if not self.outcomes and self.calls > 1:
            self.enough.set()
        if outcome is not None:
            raise outcome
        return set(held)


@pytest.fixture
def keeper(monkeypatch: pytest.MonkeyPatch) -> leases.Keeper:
    """One with a thread that waits for nothing."""
    monkeypatch.setattr(leases, "RENEW_SECONDS", 0.001)
    return leases.Keeper()


@pytest.mark.parametrize("problem", [OperationalError, DatabaseError, InterfaceError])
def test_a_database_error_does_not_end_the_thread_that_renews(
    keeper: leases.Keeper, monkeypatch: pytest.MonkeyPatch, problem: type[Exception]
) -> None:
    renewals = Renewals(problem("gone"), None)
    monkeypatch.setattr(lifecycle, "renew", renewals)
    with keeper.holding(Escalation(pk=uuid4(), fence=1)) as lease:
        assert renewals.enough.wait(PATIENCE_SECONDS), "no renewal after the error"
        assert not lease.lost


def test_a_lease_that_was_lost_once_stays_lost(
    keeper: leases.Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A renewal that finds it again was late: the holder has begun to stop."""
    lost: set[tuple[UUID, int]] = set()
    found = iter([lost])
    again = threading.Event()

    def renew(held: Iterator[tuple[UUID, int]]) -> set[tuple[UUID, int]]:
        still = next(found, None)
        if still is None:
            again.set()
            return set(held)
        return still

    monkeypatch.setattr(lifecycle, "renew", renew)
    with keeper.holding(Escalation(pk=uuid4(), fence=1)) as lease:
        assert again.wait(PATIENCE_SECONDS)
        assert lease.lost


def test_a_thread_that_ended_is_started_again(
    keeper: leases.Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Thread(target=lambda: None)
    ended.start()
    ended.join()
    keeper.thread = ended
    renewals = Renewals(None)
    monkeypatch.setattr(lifecycle, "renew", renewals)
    with keeper.holding(Escalation(pk=uuid4(), fence=1)):
        assert renewals.enough.wait(PATIENCE_SECONDS)


def test_what_is_held_no_more_is_renewed_no_more(
    keeper: leases.Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Escalation(pk=uuid4(), fence=1), Escalation(pk=uuid4(), fence=1)
    asked: list[set[UUID]] = []
    alone = threading.Event()

    def renew(held: Iterator[tuple[UUID, int]]) -> set[tuple[UUID, int]]:
        still = set(held)
        asked.append({pk for pk, _ in still})
        if asked[-1] == {second.pk}:
            alone.set()
        return still

    monkeypatch.setattr(lifecycle, "renew", renew)
    with keeper.holding(second):
        with keeper.holding(first):
            pass
        alone.clear()
        assert alone.wait(PATIENCE_SECONDS)
