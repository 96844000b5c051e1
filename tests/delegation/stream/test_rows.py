"""The process beside a real database: what it reads there, and that it holds no connection."""

import secrets
from collections.abc import Iterator

import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from delegation.conversations.models import Answer, Conversation, Escalation, EscalationState
from delegation.embedded.servers import Servers
from tenants import services
from tenants.models import Tenant, User
from tests.delegation.stream.process import started
from tests.delegation.stream.serving import payload, wait_until

NAME = "the stream process"


@pytest.fixture
def shop(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Tenant]:
    """A tenant of this test's own, whose rows are committed: other processes read them."""
    with django_db_blocker.unblock():
        owner = User.objects.create_user(f"{secrets.token_hex(4)}@shop.example", "password")
        yield services.create_tenant("Shop", owner=owner)


def escalate(shop: Tenant, state: EscalationState) -> Escalation:
    conversation, _ = Conversation.objects.get_or_create(
        tenant=shop, visitor="visitor-0001", client_id="conversation-0001"
    )
    return Escalation.objects.create(
        tenant=shop,
        site_key=shop.site_keys.get(),
        conversation=conversation,
        client_id=secrets.token_hex(8),
        message="thx",
        state=state,
        error_code="teacher_unavailable" if state == EscalationState.FAILED else "",
    )


def answered(shop: Tenant, text: str) -> Escalation:
    escalation = escalate(shop, EscalationState.ANSWERED)
    Answer.objects.create(
        escalation=escalation, tenant=shop, text=text, awaiting="nothing", source="teacher"
    )
    return escalation


def connections_to_the_database(servers: Servers) -> int:
    query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s"
    with psycopg.connect(servers.database_superuser_url) as connection:
        row = connection.execute(query, [NAME]).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.usefixtures("same_environment")
def test_ends_are_read_from_the_row_and_no_connection_is_held(
    servers: Servers, shop: Tenant
) -> None:
    with started(PGAPPNAME=NAME) as (process, _):
        running = escalate(shop, EscalationState.RUNNING)
        with process.open(running.pk, tenant=shop.pk):
            (end,) = process.read(answered(shop, "Hello").pk, tenant=shop.pk)
            assert end.data == payload("Hello")
            (end,) = process.read(escalate(shop, EscalationState.FAILED).pk, tenant=shop.pk)
            assert (end.kind, end.data["code"]) == ("error", "teacher_unavailable")
            poll = process.poll(running.pk, tenant=shop.pk)
            assert (poll.status, poll.json) == (202, {"state": "running"})
            wait_until(lambda: process.metric("row_questions") >= 4)
            wait_until(lambda: connections_to_the_database(servers) == 0)


@pytest.mark.usefixtures("same_environment")
def test_the_row_of_another_tenant_is_hidden(shop: Tenant) -> None:
    escalation = answered(shop, "secret")
    with started() as (process, _):
        poll = process.poll(escalation.pk, tenant=shop.pk + 1)
        assert (poll.status, poll.json["code"]) == (404, "escalation_not_found")
