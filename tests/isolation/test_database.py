"""What the database itself promises: to raw SQL, and to connections that are passed around."""

import ast
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from pytest_django import DjangoDbBlocker

from tenants.models import SiteKey, Tenant
from tenants.row_security import acting_for, request_begins
from tenants.row_security.findings import tenant_models

BASE = Path(__file__).resolve().parent.parent.parent
# Every file that sees all tenants' rows somewhere. Each new one is a decision.
PLATFORM_PLACES = {
    "delegation/conversations/management/commands/examine-teacher.py",
    "delegation/conversations/services/leases.py",
    "delegation/conversations/services/own_teachers.py",
    "delegation/conversations/services/queue_figures.py",
    "delegation/conversations/tasks.py",
    "delegation/management/commands/play.py",
    "delegation/management/commands/seed_demo.py",
    "delegation/notifications/services/webhooks.py",
    "delegation/notifications/tasks.py",
    "delegation/rules/services/publishing/schedule.py",
    "delegation/rules/services/watching/digests.py",
    "delegation/rules/services/watching/fixed_answers.py",
    "delegation/savings/management/commands/rollup.py",
    "delegation/savings/services/try_outs.py",
    "tenants/access.py",
    "tenants/services/data.py",
    "tenants/services/invitations.py",
    "tenants/services/every_tenant.py",
    "tenants/services/keys.py",
    "tenants/sign_in.py",
}
OPERATOR_PLACES = {"delegation/admin.py"}


def calls_of(name: str) -> set[str]:
    """Where the product's code calls a function of this name."""
    found = set()
    for path in (*BASE.glob("delegation/**/*.py"), *BASE.glob("tenants/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and name in {
                getattr(node.func, "id", None),
                getattr(node.func, "attr", None),
            }:
                found.add(str(path.relative_to(BASE)))
    return found


def test_only_named_places_see_every_tenants_rows() -> None:
    assert calls_of("as_platform") == PLATFORM_PLACES
    assert calls_of("request_is_for_operators") == OPERATOR_PLACES


def test_raw_sql_without_a_tenant_sees_and_writes_nothing(
    tenants: list[Tenant], application: psycopg.Connection
) -> None:
    for model in tenant_models():
        table = psycopg.sql.Identifier(model._meta.db_table)
        count = psycopg.sql.SQL("SELECT count(*) FROM {}").format(table)
        assert application.execute(count).fetchone() == (0,), model._meta.db_table
        erase = psycopg.sql.SQL("DELETE FROM {}").format(table)
        assert application.execute(erase).rowcount == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        application.execute(
            "INSERT INTO tenants_sitekey (tenant_id, key, created_at) VALUES (%s, 'pk_x', now())",
            [tenants[0].pk],
        )


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE rules_rule DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE rules_rule NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY of_its_tenant ON rules_rule",
        "CREATE POLICY all_of_them ON rules_rule USING (true)",
        "ALTER ROLE delegation_app BYPASSRLS",
        "SET ROLE delegation_owner",
        "SET ROLE delegation_platform",
        "SET ROLE delegation_all_tenants",
        "SET SESSION AUTHORIZATION delegation_all_tenants",
        "SELECT 1; SET LOCAL ROLE delegation_platform; SELECT * FROM tenants_tenant",
        "GRANT delegation_platform TO delegation_app",
        "TRUNCATE rules_rule CASCADE",
    ],
)
def test_the_application_cannot_undo_it(application: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        application.execute(statement.encode())


def test_nobody_reads_past_it_by_turning_it_off(
    tenants: list[Tenant], application: psycopg.Connection
) -> None:
    application.execute("SET row_security = off")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        application.execute("SELECT * FROM tenants_tenant")


def test_a_thousand_tenants_on_two_connections_leak_nothing(
    tenants: list[Tenant], two_connections: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """With random exceptions, connections cut in the middle, and statements cancelled."""
    seeds = random.Random(7)
    jobs = [(seeds.choice(tenants).pk, seeds.random()) for _ in range(1_000)]
    with django_db_blocker.unblock(), ThreadPoolExecutor(8) as threads:
        seen = list(threads.map(lambda job: work(*job), jobs))
    foreign = [
        (tenant, owner)
        for (tenant, _), owners in zip(jobs, seen, strict=True)
        for owner in owners
        if owner != tenant
    ]
    assert foreign == []
    assert sum(bool(owners) for owners in seen) > 600  # most jobs did see their own


def work(tenant_id: int, chance: float) -> list[int]:
    """One borrowing of a connection: whose keys each of its queries found."""
    owners: list[int] = []
    try:
        with request_begins():
            owners += keys_seen()  # before anybody is acted for: nobody's
            with acting_for(tenant_id):
                owners += keys_seen()
                with transaction.atomic():
                    owners += keys_seen()
                    go_wrong(chance)
                    with transaction.atomic():
                        owners += keys_seen()
            owners += keys_seen()
    except Exception:
        return owners
    finally:
        connection.close()
    return owners


def keys_seen() -> list[int]:
    return list(SiteKey.objects.values_list("tenant_id", flat=True))


def go_wrong(chance: float) -> None:
    """In a third of all cases, one way or another."""
    if chance < 0.12:
        raise LookupError
    if chance < 0.24:
        raw = connection.connection
        timer = threading.Timer(0.01, raw.cancel_safe)
        timer.start()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(5)")
    if chance < 0.33:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


@pytest.fixture(scope="module")
def tenants(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Tenant]]:
    """Really committed, for every connection to see; removed with what they have."""
    with django_db_blocker.unblock():
        made = [Tenant.objects.create(name=f"Tenant {number}") for number in range(100)]
        SiteKey.objects.bulk_create(SiteKey(tenant=tenant) for tenant in made)
        yield made
        SiteKey.objects.filter(tenant__in=made).delete()
        Tenant.objects.filter(pk__in=[tenant.pk for tenant in made]).delete()


@pytest.fixture
def application(django_db_setup: None) -> Iterator[psycopg.Connection]:
    """A connection of the application's role, past everything of Django's."""
    with psycopg.connect(str(settings.ENV.database_url)) as raw:
        yield raw
        raw.rollback()


@pytest.fixture
def two_connections(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The pool has two, and eight threads."""
    default = connections["default"]
    options = default.settings_dict["OPTIONS"]
    smaller = options["pool"] | {"max_size": 2, "timeout": 60}
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        default.close()
        default.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's alone
        patch.setitem(options, "pool", smaller)
        yield
        default.close()
        default.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's alone
