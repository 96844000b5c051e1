"""A year of one busy tenant: how large its tables are, how long its pages and its retention take.

`python -m tests.benchmarks.year [MESSAGES]` writes so many messages (10 million if not said) with
their answers, calls, conversations and beacons, into a PostgreSQL of its own. The server makes the
rows; what is measured goes through the product: pages through Django's client as the owner, and
retention through the services that `beat` wakes. It needs about 1.6 kB of disk a message.
"""

import argparse
import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import psycopg

from tests.benchmarks.desk import more
from tests.benchmarks.own_servers import own_servers, superuser

if TYPE_CHECKING:  # Django has no settings before the servers run
    from tenants.models import Tenant

MESSAGES = 10_000_000
OF_A_CONVERSATION = 4
DAYS = 430  # a year, and a month that is older than what is kept
RETENTION_DAYS = 90  # of texts
FILLED_AT_ONCE = 1_000_000
ROUNDS = 3
PAGES = (
    *("/dashboard/", "/conversations/", "/savings/", "/moderation/rules/rule/", "/install/"),
    *("/teacher/", "/audit/", "/data/"),
)
SIZES = """
    SELECT relname, n_live_tup, n_dead_tup, pg_table_size(relid), pg_indexes_size(relid)
    FROM pg_stat_user_tables WHERE n_live_tup > 1000 OR pg_total_relation_size(relid) > 1e6
    ORDER BY pg_total_relation_size(relid) DESC LIMIT 8
"""
# Longest any other transaction waited for a lock, asked every few milliseconds.
WAITING = """
    SELECT coalesce(max(extract(epoch FROM now() - query_start)), 0) FROM pg_stat_activity
    WHERE wait_event_type = 'Lock'
"""


def moment(number: str, messages: int) -> str:
    """SQL: messages are spread evenly over the year, the oldest first."""
    return f"now() - interval '{DAYS} days' * (1 - {number}::float8 / {messages})"


def filling(messages: int) -> Iterator[str]:
    """Statements that make the year from the one row that each table has."""
    yield "SET session_replication_role = replica"  # what refers to what is right by construction
    conversations = messages // OF_A_CONVERSATION
    yield more(
        "conversations_conversation",
        conversations,
        {
            "id": "1000 + i",
            "visitor": "'visitor-' || i",
            "client_id": "'c' || i",
            "created_at": moment("i", conversations),
        },
    )
    for start in range(0, messages, FILLED_AT_ONCE):
        number = f"({start} + i)"
        identity = f"md5({number}::text)::uuid"
        at, count = moment(number, messages), min(FILLED_AT_ONCE, messages - start)
        yield more(
            "conversations_escalation",
            count,
            {
                "id": identity,
                "conversation_id": f"1001 + ({number} - 1) / {OF_A_CONVERSATION}",
                "client_id": f"'m' || {number}",
                "message": f"'Where is my parcel number ' || {number} || '?'",
                "phrase": f"'word' || ({number} % 5000)",
                "created_at": at,
                "ended_at": at,
            },
        )
        yield more("conversations_answer", count, {"escalation_id": identity, "created_at": at})
        yield more(
            "conversations_teachercall",
            count,
            {"id": f"1000 + {number}", "escalation_id": identity, "created_at": at},
        )
    beacons = messages // 10
    at = moment("i", beacons)
    yield more(
        "savings_usagebatch",
        beacons,
        {
            "id": "1000 + i",
            "batch": "'b' || i",
            "visitor": f"'visitor-' || (i % {conversations})",
            "received_at": at,
        },
    )
    yield more(
        "savings_usagecount",
        beacons,
        {"id": "1000 + i", "batch_id": "1000 + i", "hour": f"date_trunc('hour', {at})"},
    )
    yield "VACUUM ANALYZE"


def found(email: str) -> "Tenant":
    """A company with one row in every table that grows."""
    from django.utils import timezone

    from delegation.conversations.models import (
        Answer,
        CallKind,
        Conversation,
        Escalation,
        TeacherCall,
    )
    from delegation.savings.services.usage_batches import LocalAnswers, record_usage
    from tenants.models import User
    from tenants.services import create_tenant

    owner = User.objects.create_user(email, "correct horse battery")
    tenant = create_tenant("Busy", owner=owner)
    talk = Conversation.objects.create(tenant=tenant, visitor="visitor-0", client_id="c0")
    message = Escalation.objects.create(
        tenant=tenant,
        site_key=tenant.site_keys.get(),
        conversation=talk,
        client_id="m0",
        body_hash="0" * 64,
        message="Where is my parcel?",
        phrase="where is my parcel",
        awaiting="nothing",
        address_prefix="n" * 64,
        state="answered",
        ended_at=timezone.now(),
    )
    text = "Your parcel left our house this morning and reaches you tomorrow. " * 3
    Answer.objects.create(
        escalation=message, tenant=tenant, text=text, awaiting="more", source="teacher"
    )
    TeacherCall.objects.create(
        tenant=tenant,
        escalation=message,
        kind=CallKind.ANSWER,
        model="gpt-5-mini",
        month=timezone.now().date().replace(day=1),
        reserved="0.01",
        settled=True,
        prompt_tokens=400,
        completion_tokens=60,
        cost="0.0002",
        overhead_cost="0.00001",
        outcome="complete",
    )
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    record_usage(
        tenant, batch="b0", visitor="visitor-0", network="n", counts=[LocalAnswers(1, 1, hour, 3)]
    )
    return tenant


def show_sizes(keeper: psycopg.Connection, when: str) -> None:
    keeper.execute("ANALYZE")
    print(f"\n{when:36}{'rows':>12}{'dead':>12}{'table MB':>10}{'indexes MB':>12}")
    for name, live, dead, table, indexes in keeper.execute(SIZES).fetchall():
        print(f"{name:36}{live:>12,}{dead:>12,}{table / 1e6:>10,.0f}{indexes / 1e6:>12,.0f}")
    total = keeper.execute("SELECT pg_database_size(current_database())").fetchone()
    print(f"{'database':36}{total[0] / 1e6 if total else 0:>34,.0f} MB")


def show_pages(email: str) -> None:
    from django.test import Client

    from tenants.models import User

    client = Client()
    client.force_login(User.objects.get(email=email))
    print()
    for path in PAGES:
        took = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            answer = client.get(path)
            took.append(time.perf_counter() - began)
            assert answer.status_code == 200, (path, answer.status_code)
        print(f"{path:36}{sorted(took)[ROUNDS // 2] * 1000:>8.0f} ms")


class Waits:
    """Watches how long anyone waits for a lock while something runs."""

    def __init__(self, servers: object) -> None:
        self.longest = 0.0
        self._connection = superuser(servers)  # type: ignore[arg-type]
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "Waits":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()
        self._connection.close()

    def _watch(self) -> None:
        while not self._stopped.wait(0.01):
            row = self._connection.execute(WAITING).fetchone()
            self.longest = max(self.longest, float(row[0]) if row else 0.0)


def timed(name: str, servers: object, work: Callable[[], object]) -> None:
    with Waits(servers) as waits:
        began = time.perf_counter()
        result = work()
        seconds = time.perf_counter() - began
    print(
        f"{name:36}{seconds:>8.1f} s  {result} rows, longest wait for a lock {waits.longest:.2f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("messages", type=int, nargs="?", default=MESSAGES)
    messages = parser.parse_args().messages
    os.environ["LOG_LEVEL"] = "ERROR"
    with own_servers() as servers, superuser(servers) as keeper:
        import django

        django.setup()
        from tenants.row_security import as_platform

        email = "owner@year.example"
        with as_platform("the benchmark arranges everything"):
            tenant = found(email)
        began = time.perf_counter()
        for statement in filling(messages):
            keeper.execute(statement.encode())
        print(f"{messages:,} messages of {DAYS} days made in {time.perf_counter() - began:.0f} s")
        measure(servers, keeper, tenant, email)


def measure(servers: object, keeper: psycopg.Connection, tenant: "Tenant", email: str) -> None:
    from django.utils import timezone

    from delegation.savings.models import RollUp
    from delegation.savings.services.retention import forget_old_messages, forget_old_usage
    from delegation.savings.services.rollup import roll_up_news
    from tenants.row_security import acting_for
    from tenants.services.data import erase_old_texts

    now = timezone.now()
    show_sizes(keeper, "after the year")
    with acting_for(tenant.pk):
        # Sums are made every minute; a day of them is what a beat that was away has to make up for.
        RollUp.objects.create(tenant=tenant, through=now - timedelta(days=1), time_zone="UTC")
        timed("sums of a day", servers, lambda: roll_up_news(tenant, now=now))
        timed("sums of the last minutes", servers, lambda: roll_up_news(tenant, now=now))
    show_pages(email)
    print()
    with acting_for(tenant.pk):
        tenant.retention_days = RETENTION_DAYS
        tenant.save(update_fields=["retention_days"])
        timed("texts of nine months blanked", servers, lambda: erase_old_texts(tenant, now))
        later = now + timedelta(hours=1)
        timed("texts of an hour blanked", servers, lambda: erase_old_texts(tenant, later))
        timed("beacons of a month deleted", servers, lambda: forget_old_usage(tenant, now))
        timed("messages of a month deleted", servers, lambda: forget_old_messages(tenant, now))
        timed("the same, on the next day", servers, lambda: forget_old_messages(tenant, now))
    show_sizes(keeper, "after retention")
    keeper.execute("VACUUM")
    show_sizes(keeper, "after autovacuum's work")
    show_pages(email)


if __name__ == "__main__":
    main()
