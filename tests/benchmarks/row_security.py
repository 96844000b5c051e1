"""`python -m tests.benchmarks.row_security`: what row security costs the hot queries.

A million escalations of 200 tenants. Each query is asked in turns: by the application, told for
whom, and by a role that bypasses row security and is told nothing. Runs alone, on a database of its
own.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL

from delegation.embedded.roles import APP
from tests.benchmarks.own_servers import own_servers, superuser

TENANTS = 200
TURN = 10  # calls before the other way has its turn, so that both meet the same noise
WARM_UP = 50  # calls each way before any is counted
FILL = """
SET session_replication_role = replica;
INSERT INTO conversations_conversation (id, tenant_id, visitor, client_id)
    OVERRIDING SYSTEM VALUE
    SELECT n, 1 + n % {tenants}, 'v' || n, 'c' || n FROM generate_series(1, {rows} / 10) n;
INSERT INTO conversations_escalation (id, tenant_id, site_key_id, conversation_id, client_id,
        body_hash, message, claimed_awaiting, awaiting, address_prefix, state, created_at,
        local_turns)
    SELECT gen_random_uuid(), 1 + n % {tenants}, 1 + n % {tenants}, 1 + (n - 1) % ({rows} / 10),
        'm' || n, '', 'Where is my order?', 'nothing', 'nothing', 'n', 'answered',
        now() - n * interval '1 second', '[]'
    FROM generate_series(1, {rows}) n;
ANALYZE;
"""
BYPASSES = "benchmark_bypass"
Query = Callable[[], object]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="escalations")
    parser.add_argument("--turns", type=int, default=200, help=f"of {TURN} calls, each way")
    options = parser.parse_args()
    with own_servers(durable=True) as servers, superuser(servers) as connection:
        measure(connection, options.rows, options.turns)


def measure(superuser: psycopg.Connection, rows: int, turns: int) -> None:
    """Fill, ask both ways, print."""
    import django

    django.setup()
    from tenants.models import SiteKey, Tenant
    from tenants.row_security import as_platform

    numbers = range(1, TENANTS + 1)
    with as_platform("the tenants of a benchmark"):
        Tenant.objects.bulk_create(Tenant(pk=pk, name=f"Tenant {pk}") for pk in numbers)
        SiteKey.objects.bulk_create(SiteKey(pk=pk, tenant_id=pk, key=f"pk_{pk}") for pk in numbers)
    began = time.perf_counter()
    for statement in FILL.format(tenants=TENANTS, rows=rows).split(";"):
        superuser.execute(statement.encode())
    print(f"{rows:,} escalations of {TENANTS} tenants made in {time.perf_counter() - began:.0f} s")
    print(f"{'milliseconds':24}{'p50 without':>13}{'with':>8}{'p95 without':>13}{'with':>8}{'':>9}")
    with bypassing(superuser) as bypass:
        for name, query in queries().items():
            without, within = [], []
            times_of(query, bypass, WARM_UP), times_of(query, within_policies, WARM_UP)
            for _ in range(turns):
                without += times_of(query, bypass, TURN)
                within += times_of(query, within_policies, TURN)
            print(line(name, without, within))


def within_policies(query: Query) -> object:
    from tenants.row_security import acting_for

    with acting_for(7):
        return query()


@contextmanager
def bypassing(superuser: psycopg.Connection) -> Iterator[Callable[[Query], object]]:
    """What asks a query past row security, on a connection of its own that is told nothing."""
    from django.db import connections

    role = f"CREATE ROLE {BYPASSES} LOGIN BYPASSRLS PASSWORD '{BYPASSES}' IN ROLE {APP}"
    superuser.execute(role.encode())
    told = connections["default"]
    settings = told.settings_dict | {
        "ENGINE": "django.db.backends.postgresql",
        "USER": BYPASSES,
        "PASSWORD": BYPASSES,
    }
    untold = PostgreSQL(settings, "untold")  # pools go by this name

    def ask(query: Query) -> object:
        connections["default"] = untold
        try:
            return query()
        finally:
            connections["default"] = told

    try:
        yield ask
    finally:
        untold.close()
        untold.close_pool()


def queries() -> dict[str, Query]:
    """What visitors, workers and people wait for."""
    from delegation.conversations import access
    from delegation.conversations.models import Escalation
    from tenants.models import SiteKey, Tenant
    from tenants.row_security import acting_for

    tenant = Tenant(pk=7)
    some = access.escalations_of(tenant)

    def one() -> Any:
        return Escalation.objects.filter(tenant=tenant, site_key=7, client_id="m206").first()

    def by_id() -> Any:
        return access.get_escalation(7, known)

    with acting_for(7):
        known = one().pk
    return {
        "key of a tenant": lambda: SiteKey.objects.filter(tenant=tenant, key="pk_7").first(),
        "message by its id": one,
        "escalation by its id": by_id,
        "change of a state": lambda: some.filter(pk=known).update(attempts=1),
        "newest fifty": lambda: list(some.order_by("-created_at")[:50]),
        "messages of a tenant": some.count,
    }


def times_of(query: Query, ask: Callable[[Query], object], calls: int) -> list[float]:
    """Milliseconds of each call."""
    times = []
    for _ in range(calls):
        began = time.perf_counter()
        ask(query)
        times.append(1000 * (time.perf_counter() - began))
    return times


def line(name: str, without: list[float], within: list[float]) -> str:
    p50s = statistics.median(without), statistics.median(within)
    p95s = statistics.quantiles(without, n=20)[18], statistics.quantiles(within, n=20)[18]
    change = p95s[1] / p95s[0] - 1
    return f"{name:24}{p50s[0]:13.2f}{p50s[1]:8.2f}{p95s[0]:13.2f}{p95s[1]:8.2f}{change:+9.1%}"


if __name__ == "__main__":
    main()
