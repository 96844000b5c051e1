"""One tenant takes its own share of the workers and of the queue, and no more."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from celery import current_app
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, DjangoDbBlocker
from pytest_django.fixtures import Settings

from delegation.conversations.models import Conversation, Escalation, EscalationState
from delegation.conversations.services import lifecycle
from delegation.conversations.services.accepting import accept
from delegation.conversations.services.messages import Message
from delegation.conversations.services.queue import note_left_waiting
from delegation.conversations.services.worker_health import SignOfLife, give_sign, why_not_alive
from delegation.domain.wire.webhooks import secret_of
from delegation.errors import Busy
from delegation.notifications.models import Delivery, Webhook
from delegation.notifications.services import deliveries
from delegation.queues import ANSWERS, SLOW
from delegation.valkey import cache_store
from tenants.access import Site
from tenants.models import SiteKey, Tenant
from tests.attacks import Figure

Ask = Callable[..., Escalation]


@pytest.fixture
def ask() -> Ask:
    """Store a message of a tenant's visitor, a minute old."""

    def make(tenant: Tenant, state: EscalationState = EscalationState.QUEUED) -> Escalation:
        visitor = uuid4().hex
        made = Escalation.objects.create(
            tenant=tenant,
            site_key=SiteKey.objects.filter(tenant=tenant)[0],
            conversation=Conversation.objects.create(tenant=tenant, visitor=visitor, client_id="c"),
            client_id=visitor,
            body_hash="",
            message="Hello",
            awaiting="nothing",
            address_prefix="n",
            state=state,
            lease_until=timezone.now() + timedelta(seconds=20)
            if state == EscalationState.RUNNING
            else None,
        )
        minute_ago = timezone.now() - timedelta(minutes=1)
        Escalation.objects.filter(pk=made.pk).update(created_at=minute_ago)
        return made

    return make


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """For which messages a worker was woken."""
    ids: list[UUID] = []
    monkeypatch.setattr(
        lifecycle, "wake_worker", lambda escalation, again=False: ids.append(escalation.pk)
    )
    return ids


@pytest.mark.attack(
    "90 messages to a tenant's own slow model keep all workers busy",
    "a tenant's share of the answers at once",
)
def test_a_tenant_at_its_share_waits_and_another_is_answered(
    tenant: Tenant, other_tenant: Tenant, ask: Ask, settings: Settings
) -> None:
    settings.ANSWERS_OF_A_TENANT = 2
    for _ in range(2):
        ask(tenant, EscalationState.RUNNING)
    mine, others = ask(tenant), ask(other_tenant)
    assert lifecycle.claim(tenant.pk, mine.pk) is None
    assert lifecycle.claim(other_tenant.pk, others.pk) is not None
    mine.refresh_from_db()
    assert (mine.state, mine.attempts) == (EscalationState.QUEUED, 0)


def test_an_answer_that_ends_wakes_the_message_that_waited_longest(
    tenant: Tenant, ask: Ask, settings: Settings, woken: list[UUID]
) -> None:
    settings.ANSWERS_OF_A_TENANT = 2
    first, second = ask(tenant), ask(tenant)
    running = [ask(tenant, EscalationState.RUNNING) for _ in range(2)]
    assert lifecycle.claim(tenant.pk, second.pk) is None
    Escalation.objects.filter(pk=running[0].pk).update(state=EscalationState.ANSWERED)
    lifecycle.wake_next(tenant.pk)
    assert woken == [first.pk]


def test_an_answer_that_ends_wakes_nothing_where_nothing_was_left_waiting(
    tenant: Tenant, ask: Ask, settings: Settings, woken: list[UUID]
) -> None:
    settings.ANSWERS_OF_A_TENANT = 2
    ask(tenant)
    ask(tenant, EscalationState.RUNNING)
    lifecycle.wake_next(tenant.pk)
    assert woken == []


def test_nothing_is_woken_twice_below_the_share(
    tenant: Tenant, ask: Ask, settings: Settings, woken: list[UUID]
) -> None:
    settings.ANSWERS_OF_A_TENANT = 3
    ask(tenant)
    ask(tenant, EscalationState.RUNNING)
    lifecycle.wake_next(tenant.pk)
    assert woken == []


def test_a_sweep_wakes_no_more_than_a_tenants_share(
    tenant: Tenant, other_tenant: Tenant, ask: Ask, settings: Settings, woken: list[UUID]
) -> None:
    settings.ANSWERS_OF_A_TENANT = 2
    mine = {ask(tenant).pk for _ in range(5)}
    others = ask(other_tenant).pk
    lifecycle.sweep()
    assert len(mine & set(woken)) == 2
    assert others in woken


@pytest.mark.attack(
    "let others wait behind hundreds of messages to a tenant's own fast model",
    "a place in line: tenants take turns in the queue of workers",
)
def test_a_tenant_with_many_messages_takes_turns_with_others(
    tenant: Tenant,
    other_tenant: Tenant,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    figure: Figure,
) -> None:
    line: list[Escalation] = []
    monkeypatch.setattr(lifecycle, "wake_worker", lambda row, again=False: line.append(row))
    with django_capture_on_commit_callbacks(execute=True):
        mine = [accept_hello(tenant) for _ in range(20)]
        theirs = accept_hello(other_tenant)
    before = line.index(theirs)
    figure(f"20 messages, {before} before another tenant's")
    assert before == lifecycle.IN_LINE
    answered = []
    while line:
        row = line.pop(0)
        taken = lifecycle.take(row.tenant_id, row.pk)
        if taken is not None:
            lifecycle.end(taken, EscalationState.ANSWERED)
            answered.append(taken.pk)
    assert set(answered) == {theirs.pk, *(each.pk for each in mine)}
    assert answered.index(theirs.pk) == lifecycle.IN_LINE


def test_messages_whose_place_in_line_the_cache_forgot_need_one_sweep(
    tenant: Tenant, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    line: list[Escalation] = []
    monkeypatch.setattr(lifecycle, "wake_worker", lambda row, again=False: line.append(row))
    waiting = {ask(tenant).pk for _ in range(3 * lifecycle.IN_LINE)}
    cache_store().flushdb()
    lifecycle.sweep()
    assert len(line) == lifecycle.IN_LINE
    answered = set()
    while line:
        row = line.pop(0)
        taken = lifecycle.take(row.tenant_id, row.pk)
        if taken is not None:
            lifecycle.end(taken, EscalationState.ANSWERED)
            answered.add(taken.pk)
    assert answered == waiting


def test_a_turn_whose_message_is_taken_goes_to_the_longest_waiting(
    tenant: Tenant, ask: Ask, woken: list[UUID]
) -> None:
    taken, longest, _later = ask(tenant, EscalationState.RUNNING), ask(tenant), ask(tenant)
    note_left_waiting(tenant.pk)
    turn = lifecycle.take(tenant.pk, taken.pk)
    assert turn is not None
    assert turn.pk == longest.pk
    assert woken == []


def test_a_dead_workers_answers_take_no_share(tenant: Tenant, ask: Ask, settings: Settings) -> None:
    settings.ANSWERS_OF_A_TENANT = 1
    dead = ask(tenant, EscalationState.RUNNING)
    Escalation.objects.filter(pk=dead.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert lifecycle.claim(tenant.pk, dead.pk) is not None


@pytest.mark.attack(
    "fill the queue of answers",
    "a tenant's share of the queue",
)
def test_a_full_queue_of_one_tenant_turns_away_its_own_visitors_only(
    tenant: Tenant,
    other_tenant: Tenant,
    ask: Ask,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lifecycle, "wake_worker", lambda escalation: None)
    settings.LONGEST_QUEUE_OF_A_TENANT = 2
    for _ in range(2):
        ask(tenant)
    with pytest.raises(Busy):
        accept_hello(tenant)
    assert accept_hello(other_tenant).state == EscalationState.QUEUED


def accept_hello(tenant: Tenant) -> Escalation:
    site = Site(tenant, SiteKey.objects.filter(tenant=tenant)[0], None)
    message = Message("v", "c", uuid4().hex, "Where is my parcel?", "nothing", [], None)
    return accept(site, message, address_prefix="n", now=0)


@pytest.mark.attack(
    "webhook tests, exams and replays delay everybody's answers",
    "a separate queue with its own processes for slow work",
)
def test_only_answers_and_their_repair_share_a_queue() -> None:
    current_app.loader.import_default_modules()
    tasks = [name for name in current_app.tasks if not name.startswith("celery.")]
    queues = {name: current_app.amqp.router.route({}, name)["queue"].name for name in tasks}
    answering = {name for name, queue in queues.items() if queue == ANSWERS}
    assert answering == {"conversations.answer", "conversations.sweep"}
    assert set(queues.values()) == {ANSWERS, SLOW}


def test_a_slow_worker_is_not_judged_by_the_queue_of_answers(
    own_queue: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"slow@{uuid4().hex}"
    give_sign(name, SignOfLife(idle_seconds=60, room=8, queues=(f"empty-{uuid4()}",)))
    assert why_not_alive(name, within_seconds=5) is None


@pytest.mark.attack(
    "receivers that answer slowly hold every database connection",
    "no connection is held while a webhook is posted",
)
def test_no_connection_is_held_while_a_webhook_is_posted(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[bool] = []

    def post(*_: object) -> int:
        held.append(connection.connection is not None)
        return 200

    monkeypatch.setattr(deliveries, "post", post)
    monkeypatch.setattr(deliveries, "unseal", lambda *_, **__: secret_of(bytes(32)))
    with django_db_blocker.unblock():  # really committed: a transaction keeps its connection
        tenant = Tenant.objects.create(name="Patient")
        webhook = Webhook.objects.create(
            tenant=tenant, url="https://hooks.example/", events=[], sealed_key="sealed"
        )
        delivery = Delivery.objects.create(
            tenant=tenant, webhook=webhook, event="x", body="{}", next_at=timezone.now()
        )
        assert deliveries.deliver(tenant.pk, delivery.pk)
    assert held == [False]
