"""What several owners add at once is counted one after the other."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import connection
from pytest_django import DjangoDbBlocker

from delegation.domain.wire.webhooks import WebhookEvent
from delegation.notifications import access
from delegation.notifications.services.webhooks import MOST_WEBHOOKS, add_webhook
from tenants.models import Tenant, User
from tenants.services import create_tenant

AT_ONCE = 8


def test_no_more_addresses_are_told_than_allowed(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), ThreadPoolExecutor(AT_ONCE) as others:
        # Really committed, for every connection to see.
        person = User.objects.create_user(f"owner-{uuid4().hex[:8]}@shop.example")
        tenant = create_tenant("Hooks", owner=person)
        start = Barrier(AT_ONCE)
        added = list(others.map(lambda number: add(tenant, person, number, start), range(AT_ONCE)))
        assert sum(added) == MOST_WEBHOOKS
        assert access.webhooks_of(tenant).count() == MOST_WEBHOOKS


def add(tenant: Tenant, person: User, number: int, start: Barrier) -> bool:
    """Whether it was added."""
    start.wait()
    try:
        add_webhook(
            tenant, f"https://hooks.example.com/{number}", [WebhookEvent.RULE_SUSPENDED], by=person
        )
    except ValidationError:
        return False
    finally:
        connection.close()
    return True
