"""Two companies with a row in every table, and everybody who might look."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from tenants import services
from tenants.models import Role, Tenant, User
from tenants.row_security import acting_for
from tests.isolation.rows import Rows, fill, fingerprints

OURS, THEIRS = "Wrenleak", "Heronleak"  # words that stand in every row of the one and the other
ORIGIN = "https://wrenleak.example"


@dataclass(frozen=True)
class Company:
    tenant: Tenant
    word: str
    rows: Rows

    def id_of(self, label: str) -> object:
        """The id of its row, by the model's label in any case; 1 for what no tenant has."""
        by_label = {name.lower(): row.pk for name, row in self.rows.items()}
        return by_label.get(label.lower(), 1)


@dataclass(frozen=True)
class World:
    ours: Company
    theirs: Company
    clients: dict[str, Client]  # by actor
    before: tuple[str, ...]  # the fingerprints of both

    def forbidden_words(self, actor: str) -> list[str]:
        """Whose words may not be read."""
        if actor == "anonymous":
            return [OURS, THEIRS]
        return [OURS] if actor == "outsider" else [THEIRS]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Made once, in a transaction that is rolled back; every request has a savepoint in it."""
    with django_db_blocker.unblock(), transaction.atomic():
        people = {name: person(f"{name}@{OURS}.example") for name in ("owner", "moderator")}
        people["viewer"] = person(f"viewer@{OURS}.example")
        people["outsider"] = person(f"outsider@{THEIRS}.example")
        ours = company(OURS, people["owner"])
        services.add_member(ours.tenant, people["moderator"], Role.MODERATOR, by=None)
        services.add_member(ours.tenant, people["viewer"], Role.VIEWER, by=None)
        services.allow_origin(ours.tenant, ORIGIN, by=None)
        theirs = company(THEIRS, people["outsider"])
        clients = {"anonymous": Client(raise_request_exception=False)} | signed_in(people)
        before = fingerprints(ours.tenant, theirs.tenant)
        yield World(ours, theirs, clients, before)
        transaction.set_rollback(True)


def person(email: str) -> User:
    user = User(email=email.lower())
    user.set_unusable_password()
    user.save()
    return user


def company(word: str, owner: User) -> Company:
    tenant = services.create_tenant(word, owner=owner)
    address = EmailAddress.objects.create(user=owner, email=owner.email, verified=True)
    with acting_for(tenant.pk):
        rows = fill(tenant, word, [owner])
    return Company(tenant, word, {**rows, "tenants.User": owner, "account.EmailAddress": address})


def signed_in(people: dict[str, User]) -> dict[str, Client]:
    clients = {}
    for name, user in people.items():
        clients[name] = Client(raise_request_exception=False)
        clients[name].force_login(user)
    return clients
