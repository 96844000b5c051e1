"""`python -m tests.benchmarks.row_security`: what row security costs the hot queries.

A million escalations of 200 tenants. Each query is asked in turns: under the policies, told for
whom, and with the policies switched off and nothing told. Runs alone, on a database of its own.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import psycopg

from tests.benchmarks.own_servers import own_servers, superuser

TENANTS = 200
TURN = 50  # calls before the other way has its turn, so that both meet the same noise
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
Query = Callable[[], object]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="escalations")
    parser.add_argument("--turns", type=int, default=20, help=f"of {TURN} calls, each way")
    options = parser.parse_args()
    with own_servers() as servers, superuser(servers) as connection:
        measure(connection, options.rows, options.turns)


def measure(superuser: psycopg.Connection, rows: int, turns: int) -> None:
    """Fill, ask both ways, print."""
    import django

    django.setup()
    from tenants.models import SiteKey, Tenant
    from tenants.row_security import acting_for, as_platform

    numbers = range(1, TENANTS + 1)
    with as_platform("the tenants of a benchmark"):
        Tenant.objects.bulk_create(Tenant(pk=pk, name=f"Tenant {pk}") for pk in numbers)
        SiteKey.objects.bulk_create(SiteKey(pk=pk, tenant_id=pk, key=f"pk_{pk}") for pk in numbers)
    began = time.perf_counter()
    for statement in FILL.format(tenants=TENANTS, rows=rows).split(";"):
        superuser.execute(statement.encode())
    print(f"{rows:,} escalations of {TENANTS} tenants made in {time.perf_counter() - began:.0f} s")
    print(f"{'milliseconds':24}{'p50 without':>13}{'with':>8}{'p95 without':>13}{'with':>8}{'':>9}")
    for name, query in queries().items():
        without, within = [], []
        for _ in range(turns):
            protect(superuser, on=False)
            without += times_of(query, nullcontext)
            protect(superuser, on=True)
            within += times_of(query, lambda: acting_for(7))
        print(line(name, without, within))


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


def times_of(query: Query, scope: Callable[[], Any]) -> list[float]:
    """Milliseconds of each call of a turn."""
    times = []
    for _ in range(TURN):
        began = time.perf_counter()
        with scope():
            query()
        times.append(1000 * (time.perf_counter() - began))
    return times


def protect(superuser: psycopg.Connection, *, on: bool) -> None:
    from tenants.row_security.findings import tenant_models

    verb = "ENABLE" if on else "DISABLE"
    for model in tenant_models():
        table = model._meta.db_table
        superuser.execute(f'ALTER TABLE "{table}" {verb} ROW LEVEL SECURITY'.encode())


def line(name: str, without: list[float], within: list[float]) -> str:
    p50s = statistics.median(without), statistics.median(within)
    p95s = statistics.quantiles(without, n=20)[18], statistics.quantiles(within, n=20)[18]
    change = p95s[1] / p95s[0] - 1
    return f"{name:24}{p50s[0]:13.2f}{p50s[1]:8.2f}{p95s[0]:13.2f}{p95s[1]:8.2f}{change:+9.1%}"


if __name__ == "__main__":
    main()
