"""Two beats at once, each with a connection of its own, on rows that are really committed."""

import secrets
from collections.abc import Iterator
from threading import Thread

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from delegation.savings.services.rollup import roll_up
from tenants import services
from tenants.models import Tenant, User
from tests.delegation.savings.busy_day import DAY, a_busy_day, tables
from tests.delegation.savings.ledger import Ledger


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Tenant]:
    """A tenant that other connections see; it stays, and nobody else sees it."""
    with django_db_blocker.unblock():
        owner = User.objects.create_user(f"owner-{secrets.token_hex(4)}@shop.example", None)
        yield services.create_tenant("Shop", owner=owner)
        connection.close()


def test_two_beats_at_once_give_the_same_tables(committed: Tenant) -> None:
    for write in a_busy_day(Ledger(committed)):
        write()
    roll_up(committed, DAY)
    alone = tables(committed)
    problems: list[BaseException] = []

    def beat() -> None:
        try:
            for _ in range(5):
                roll_up(committed, DAY)
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [Thread(target=beat) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert problems == []
    assert alone[0]
    assert tables(committed) == alone
