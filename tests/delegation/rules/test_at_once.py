"""What happens at once happens one after the other: packs, and decisions of two moderators."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from django.db import connection
from pytest_django import DjangoDbBlocker

from delegation.rules.models import Pack, PackChange, Rule
from delegation.rules.services import moderation
from tenants.models import User
from tenants.services import create_tenant
from tests.delegation.rules.test_publishing import answers, teach


def test_packs_published_at_once_follow_each_other(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    words = ("you", "pal", "mate", "dear")
    with django_db_blocker.unblock(), ThreadPoolExecutor(len(words)) as others:
        # Really committed, for every connection to see.
        person = User.objects.create_user(f"owner-{uuid4().hex[:8]}@shop.example")
        tenant = create_tenant("Packs", owner=person)
        rules = [teach(tenant, f"thanks {word}") for word in words]
        list(others.map(lambda rule: in_own_connection(rule, person), rules))
        versions = Pack.objects.filter(tenant=tenant).values_list("version", flat=True)
        assert sorted(versions) == list(range(1, len(versions) + 1))
        assert all(answers(tenant, f"thanks {word}") for word in words)
        assert not PackChange.objects.filter(tenant=tenant, pack=None).exists()


def in_own_connection(rule: Rule, person: User) -> None:
    moderation.approve_rule(rule, by=person)
    connection.close()
