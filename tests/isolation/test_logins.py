"""Work for all tenants has a login for itself, which the serving one cannot become."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import ProgrammingError, connection, connections, transaction
from django.db.backends.utils import CursorWrapper
from django.test import Client
from pytest_django import DjangoDbBlocker

from delegation.embedded.roles import ALL_TENANTS, APP, close
from delegation.embedded.servers import Servers
from tenants import services
from tenants.models import SiteKey, Tenant, User
from tenants.row_security import acting_for, as_platform
from tenants.row_security.findings import findings
from tenants.row_security.scope import PLATFORM
from tenants.services.leaving import delete_tenant
from tests.one_login import both_logins


@pytest.fixture
def companies(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Tenant]]:
    """Two committed tenants with a key each, seen through the logins of production."""
    with django_db_blocker.unblock():
        owner = User.objects.create_user("logins@shop.example", "a long pass phrase")
        with both_logins():
            made = [services.create_tenant(name, owner=owner) for name in ("One", "Two")]
            yield made
        for tenant in made:
            delete_tenant(tenant, by=None)
        owner.delete()


def signed_in_as() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        return str(cursor.fetchone()[0])


def keys_seen() -> set[int]:
    return set(SiteKey.objects.values_list("tenant_id", flat=True))


def test_each_scope_has_its_login(companies: list[Tenant]) -> None:
    one, two = companies
    assert (signed_in_as(), keys_seen()) == (APP, set())
    with acting_for(one.pk):
        assert (signed_in_as(), keys_seen()) == (APP, {one.pk})
        with as_platform("a test"):
            assert signed_in_as() == ALL_TENANTS
            assert keys_seen() >= {one.pk, two.pk}
            with acting_for(two.pk):
                assert (signed_in_as(), keys_seen()) == (APP, {two.pk})
            assert keys_seen() >= {one.pk, two.pk}
        assert (signed_in_as(), keys_seen()) == (APP, {one.pk})
    assert (signed_in_as(), keys_seen()) == (APP, set())


def test_a_tenants_part_of_a_transaction_for_all_sees_its_rows_only(
    companies: list[Tenant],
) -> None:
    one, two = companies
    with as_platform("a test"), transaction.atomic():
        with acting_for(one.pk):
            assert signed_in_as() == ALL_TENANTS  # the transaction goes on
            assert keys_seen() == {one.pk}
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                SiteKey.objects.create(tenant=two)
        assert keys_seen() >= {one.pk, two.pk}


@pytest.mark.attack(
    "smuggle statements into a page's SQL, to become the role that sees every tenant",
    "the role has another login, of which the serving one is no member",
)
def test_smuggled_statements_cannot_become_the_other_login(companies: list[Tenant]) -> None:
    one, _ = companies
    with acting_for(one.pk):
        for role in (PLATFORM, ALL_TENANTS):
            smuggled = f"SELECT 1; SET ROLE {role}; TABLE tenants_sitekey"
            with pytest.raises(ProgrammingError, match="permission denied"), refused() as cursor:
                cursor.execute(smuggled)
        assert keys_seen() == {one.pk}


@contextmanager
def refused() -> Iterator[CursorWrapper]:
    with transaction.atomic(), connection.cursor() as cursor:
        yield cursor


def test_the_other_connection_goes_back_at_once_whatever_happens(companies: list[Tenant]) -> None:
    serving = connections["default"]
    with as_platform("a test"):
        assert keys_seen()
    assert connections["default"] is serving
    with pytest.raises(ProgrammingError), as_platform("a test"):
        connection.cursor().execute("SELECT nonsense")
    assert connections["default"] is serving
    assert connections["platform"].connection is None


def test_a_connection_that_serves_refuses_work_for_all(companies: list[Tenant]) -> None:
    """As it would be in a thread that copied another one's scope but not its connection."""
    serving = connections["default"]
    with as_platform("a test"), pytest.raises(RuntimeError, match="serves one tenant"):
        serving.cursor().execute("SELECT 1")


def test_an_operators_request_ends_with_the_serving_login(companies: list[Tenant]) -> None:
    operator = User.objects.create_superuser("op-logins@platform.example", "a long phrase")
    client = Client()
    client.force_login(operator)
    try:
        page = client.get("/admin/tenants/sitekey/").content.decode()
        assert "One" in page
        assert "Two" in page
        assert signed_in_as() == APP
    finally:
        operator.delete()


def test_it_is_found_when_the_serving_login_can_still_become_the_other(
    companies: list[Tenant], servers: Servers
) -> None:
    with psycopg.connect(servers.database_superuser_url, autocommit=True) as superuser:
        superuser.execute(f"GRANT {PLATFORM} TO {APP} WITH INHERIT FALSE, SET TRUE".encode())
    try:
        problems = [found.problem for found in findings(connection)]
    finally:
        close(servers.database_superuser_url)
    assert problems == [
        f"the role can become {PLATFORM}: run `python -m delegation.embedded.roles close`"
    ]
    assert findings(connection) == []
