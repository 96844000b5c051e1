"""`python -m tests.benchmarks.row_security`: what row security costs the hot queries.

A million escalations of 200 tenants. Each query is asked in turns, in one session: as the
application, told for whom, and as a role that bypasses row security and is told nothing. Runs
alone, on a database of its own.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import psycopg
from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL
from django.utils import timezone

from delegation.embedded.roles import APP
from tests.benchmarks.own_servers import own_servers, superuser

TENANTS = 200
MINE = 7  # the tenant that asks
TURN = 10  # calls before the other way has its turn, so that both meet the same noise
WARM_UP = 50  # calls each way before any is counted
FILL = """
SET session_replication_role = replica;
INSERT INTO conversations_conversation (id, tenant_id, visitor, client_id)
    OVERRIDING SYSTEM VALUE
    SELECT n, 1 + n % {tenants}, 'v' || n, 'c' || n FROM generate_series(1, {rows} / 10) n;
INSERT INTO conversations_escalation (id, tenant_id, site_key_id, conversation_id, client_id,
        body_hash, message, awaiting, address_prefix, state, created_at,
        local_turns)
    SELECT gen_random_uuid(), 1 + n % {tenants}, 1 + n % {tenants}, 1 + (n - 1) % ({rows} / 10),
        'm' || n, '', 'Where is my order?', 'nothing', 'n', 'answered',
        now() - n * interval '1 second', '[]'
    FROM generate_series(1, {rows}) n;
SELECT setval(pg_get_serial_sequence('conversations_conversation', 'id'), {rows});
ANALYZE;
"""
BYPASSES = "benchmark_bypass"
BYPASS = f"""
CREATE ROLE {BYPASSES} BYPASSRLS;
GRANT ALL ON ALL TABLES IN SCHEMA public TO {BYPASSES};
GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {BYPASSES};
GRANT {BYPASSES} TO {APP} WITH INHERIT FALSE
"""
Way = Callable[[], AbstractContextManager[None]]


class Query(NamedTuple):
    name: str
    before: Callable[[], Any]
    """What makes, unmeasured, what it asks of."""
    ask: Callable[[Any], object]


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
    without_policies = bypassing(superuser)
    for query in queries():
        times_of(query, without_policies, WARM_UP)
        times_of(query, within_policies, WARM_UP)
        without, within = [], []
        for _ in range(turns):
            without += times_of(query, without_policies, TURN)
            within += times_of(query, within_policies, TURN)
        print(line(query.name, without, within))


@contextmanager
def within_policies() -> Iterator[None]:
    from tenants.row_security import acting_for

    with acting_for(MINE):
        yield


def bypassing(superuser: psycopg.Connection) -> Way:
    """Past row security, and told nothing, in the same session: where the system runs a process of
    its own for each of two, the difference between those would be the larger one."""
    from django.db import connections

    told = connections["default"]
    told.ensure_connection()
    untold = PostgreSQL(told.settings_dict, "untold")
    untold.connection, untold.autocommit = told.connection, told.autocommit
    for statement in BYPASS.split(";"):
        superuser.execute(statement.encode())

    @contextmanager
    def without_policies() -> Iterator[None]:
        with told.connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {BYPASSES}")
            connections["default"] = untold
            try:
                yield
            finally:
                connections["default"] = told
                cursor.execute("RESET ROLE")

    return without_policies


def queries() -> Iterator[Query]:
    """What each message makes visitors and workers wait for, as the product asks it; then what
    people ask now and then."""
    from delegation.conversations import access
    from delegation.conversations.models import Escalation, EscalationState
    from delegation.conversations.services import lifecycle, message_history, messages
    from tenants.access import get_site
    from tenants.row_security import acting_for

    def made() -> messages.Message:
        return messages.Message("v", "c", str(uuid4()), "Where is my order?", "nothing", [], None)

    def take(message: messages.Message) -> Escalation | None:
        return messages.insert(site, message, local=[], address_prefix="n")

    def queued() -> UUID:
        known.update(state=EscalationState.QUEUED, attempts=0)
        return one

    def claim(pk: UUID) -> Escalation | None:
        return lifecycle.claim(site.tenant.pk, pk)

    def end(running: Escalation | None) -> bool:
        assert running is not None
        return lifecycle.end(running, EscalationState.ANSWERED)

    def newest(_: None) -> object:
        return list(access.escalations_of(site.tenant).order_by("-created_at")[:50])

    site = get_site(f"pk_{MINE}", None)
    today = timezone.now() - timedelta(hours=12)
    with acting_for(MINE):
        one = access.escalations_of(site.tenant).values_list("pk", flat=True)[0]
    known = access.escalations_of(site.tenant).filter(pk=one)
    yield Query("key of a page", nothing, lambda _: get_site(site.site_key.key, None))
    yield Query("message claimed", queued, claim)
    yield Query("message ended", lambda: claim(queued()), end)
    yield Query("message read", nothing, lambda _: access.get_escalation(MINE, one))
    yield Query("newest fifty", nothing, newest)
    yield Query("count of today", nothing, lambda _: message_history.messages(site.tenant, today))
    yield Query("message taken", made, take)  # the last, as it adds rows


def nothing() -> None:
    """Before a query that needs nothing."""


def times_of(query: Query, way: Way, calls: int) -> list[float]:
    """Milliseconds of each call but a first one, which brings this way's code to mind again."""
    times = []
    with way():
        for _ in range(calls + 1):
            asked_of = query.before()
            began = time.perf_counter()
            query.ask(asked_of)
            times.append(1000 * (time.perf_counter() - began))
    return times[1:]


def line(name: str, without: list[float], within: list[float]) -> str:
    p50s = statistics.median(without), statistics.median(within)
    p95s = statistics.quantiles(without, n=20)[18], statistics.quantiles(within, n=20)[18]
    change = p95s[1] / p95s[0] - 1
    return f"{name:24}{p50s[0]:13.2f}{p50s[1]:8.2f}{p95s[0]:13.2f}{p95s[1]:8.2f}{change:+9.1%}"


if __name__ == "__main__":
    main()
