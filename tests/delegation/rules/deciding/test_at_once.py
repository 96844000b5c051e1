"""What happens at once happens one after the other: packs, and decisions of two moderators."""

from concurrent.futures import ThreadPoolExecutor
from copy import copy
from threading import Barrier
from uuid import uuid4

from django.db import connection
from pytest_django import DjangoDbBlocker

from delegation.rules.models import Pack, PackChange, Rule, Ruling
from delegation.rules.services.deciding import moderation
from delegation.rules.services.publishing.publishing import together
from tenants.models import Tenant, User
from tenants.row_security import acting_for
from tenants.services import create_tenant
from tests.delegation.rules.publishing.making import answers, teach


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


def test_two_moderators_decide_everything_once_and_are_both_told_the_truth(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), ThreadPoolExecutor(2) as others:
        tenant, people = shop_with_two_moderators()
        rules = [proposed(tenant, number) for number in range(200)]
        start = Barrier(2)
        told = list(
            others.map(
                lambda way: press(tenant, rules, start, *way), zip(people, WAYS, strict=True)
            )
        )
        by_person = {
            person: Rule.objects.filter(tenant=tenant, decided_by=person) for person in people
        }
        assert sum(rows.count() for rows in by_person.values()) == 200
        assert Ruling.objects.filter(tenant=tenant).count() == 200
        for (done, late), person, other in zip(told, people, reversed(people), strict=True):
            assert done == by_person[person].count()
            assert len(late) == 200 - done
            assert all(words.startswith(f"{other.email} decided about ") for words in late)


def shop_with_two_moderators() -> tuple[Tenant, list[User]]:
    mark = uuid4().hex[:8]
    people = [User.objects.create_user(f"{name}-{mark}@shop.example") for name in ("ann", "bob")]
    return create_tenant("Two moderators", owner=people[0]), people


def proposed(tenant: Tenant, number: int) -> Rule:
    return Rule.objects.create(
        tenant=tenant, phrase=f"thanks {number}", act="thanks", response="!", state="proposed"
    )


WAYS = ("approve", "reject")


def press(
    tenant: Tenant, rules: list[Rule], start: Barrier, person: User, way: str
) -> tuple[int, list[str]]:
    """The bulk button, in batches as its pages are; how many were decided, and what was told."""
    done, late = 0, []
    start.wait()
    try:
        for first in range(0, len(rules), 20):
            with acting_for(tenant.pk), together(tenant):
                for rule in rules[first : first + 20]:
                    try:
                        decide(rule, person, way)
                        done += 1
                    except moderation.AlreadyDecided as refused:
                        late.append(str(refused))
    finally:
        connection.close()
    return done, late


def decide(rule: Rule, person: User, way: str) -> None:
    seen = copy(rule)
    if way == "approve":
        moderation.approve_rule(seen, by=person)
    else:
        moderation.reject_rule(seen, by=person, reason="No.")
