"""The year itself: the database copies the rows that the services wrote, with other values."""

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import psycopg

from delegation.embedded.servers import Servers
from tests.benchmarks.desk import SMALL_TALK, phrase
from tests.benchmarks.own_servers import superuser
from tests.benchmarks.year.company import Company

OF_A_CONVERSATION, OF_A_VISITOR, OF_A_BEACON = 4, 8, 10  # messages
DAYS = 430  # a year, and a month that is older than what is kept
LIVE, PROPOSED = 300, 2_000  # rules
MESSAGES_A_LESSON = 200
MOVED = 10_000_000  # ids of copies begin behind it, so that none is that of a row before
AT_ONCE = 1_000_000
AT_THE_SAME_TIME = 3  # statements that fill different tables
BIG = (
    *("conversations_conversation", "conversations_escalation", "conversations_answer"),
    *("conversations_teachercall", "savings_usagebatch", "savings_usagecount", "rules_lesson"),
)
# As a server of this size would be set up for loading; the usual settings come back after it.
LOADING = {"maintenance_work_mem": "1GB", "max_wal_size": "4GB", "autovacuum": "off"}
COPY_SUMS = """
INSERT INTO savings_{kind}sum (tenant_id, {time}, name, part, {more} value)
SELECT tenant_id, {time} + n * {step}, name, part, {more} value
FROM savings_{kind}sum, generate_series(-{days}, {days}) AS n
WHERE n <> 0 AND tenant_id = {tenant} AND {time} + n * {step} > now() - interval '{days} days'
    AND {time} + n * {step} < now()
"""


@dataclass(frozen=True)
class Copies:
    """Copies of a row, numbered after `start`; SQL of a column names the number `n`."""

    table: str
    template: str  # which row is copied
    start: int
    count: int
    columns: Mapping[str, str]
    where: str = "true"

    def statement(self, names: list[str]) -> str:
        """`names`: the columns of the table."""
        values = [self.columns.get(name, f"known.{name}") for name in names]
        return (
            f"INSERT INTO {self.table} ({', '.join(names)}) SELECT {', '.join(values)} "  # noqa: S608 - ours
            f"FROM (SELECT * FROM {self.table} WHERE {self.template}) AS known, "
            f"generate_series({self.start + 1}::bigint, {self.start + self.count}) AS n "
            f"WHERE {self.where}"
        )


def uuid_of(kind: str, number: str = "n") -> str:
    """SQL: looks random, as the ids that browsers and the server make."""
    return f"md5('{kind}' || {number})::uuid"


def moment(number: str, count: int) -> str:
    """SQL: rows are spread evenly over the days, the oldest first."""
    return f"now() - interval '{DAYS} days' * (1 - ({number})::float8 / {count + 1})"


def visitor_of(number: str, messages: int) -> str:
    visitors = max(1, messages // OF_A_VISITOR)
    return f"{uuid_of('v', f'({number}) % {visitors}')}::text"


def copies(company: Company, messages: int) -> Iterator[Copies]:
    yield from _rules(company)
    conversations = messages // OF_A_CONVERSATION
    for start in range(0, conversations, AT_ONCE):
        yield Copies(
            "conversations_conversation",
            f"id = {company.escalation.conversation_id}",
            start,
            min(AT_ONCE, conversations - start),
            {
                "id": f"{MOVED} + n",
                "visitor": visitor_of("n", messages),
                "client_id": f"{uuid_of('c')}::text",
                "held_out": "n % 50 = 0",
                "created_at": moment("n", conversations),
            },
        )
    for start in range(0, messages, AT_ONCE):
        yield from _messages(company, start, min(AT_ONCE, messages - start), messages)
    yield from _beacons(company, messages)


def _messages(company: Company, start: int, count: int, messages: int) -> Iterator[Copies]:
    """Messages with their answers and calls; one of a hundred has none."""
    of_one = company.escalation.pk
    pk, at = uuid_of("m"), moment("n", messages)
    words = " || ' ' || ".join(f"'word' || (n * 7919 / {part} % 1500)" for part in (1, 7, 49, 343))
    answered = "n % 100 <> 0"
    yield Copies(
        "conversations_escalation",
        f"id = '{of_one}'",
        start,
        count,
        {
            "id": pk,
            "conversation_id": f"{MOVED} + 1 + (n - 1) / {OF_A_CONVERSATION}",
            "client_id": f"{uuid_of('i')}::text",
            "body_hash": "md5('b' || n) || md5('h' || n)",
            "address_prefix": "md5('n' || n % 90000) || md5('p' || n % 90000)",
            "message": "'Where is my parcel number ' || n || '? I have waited since Monday.'",
            "phrase": words,
            "state": f"CASE WHEN {answered} THEN 'answered' ELSE 'failed' END",
            "created_at": at,
            "ended_at": f"{at} + interval '2.5 seconds'",
        },
    )
    yield Copies(
        "conversations_answer",
        f"escalation_id = '{of_one}'",
        start,
        count,
        {
            "escalation_id": pk,
            "text": "known.text || n",
            "helpful": "CASE WHEN n % 20 = 0 THEN n % 60 <> 0 END",
            "created_at": f"{at} + interval '2.5 seconds'",
        },
        answered,
    )
    yield Copies(
        "conversations_teachercall",
        f"escalation_id = '{of_one}'",
        start,
        count,
        {
            "id": f"{MOVED} + n",
            "escalation_id": pk,
            "month": f"date_trunc('month', {at})::date",
            "created_at": at,
        },
    )
    yield Copies(
        "rules_lesson",
        f"escalation_id = '{of_one}'",
        start // MESSAGES_A_LESSON,
        count // MESSAGES_A_LESSON,
        {
            "id": f"{MOVED} + n",
            "rule_id": f"{MOVED} + 1 + n % {LIVE + PROPOSED}",
            "escalation_id": uuid_of("m", f"n * {MESSAGES_A_LESSON}"),
            "visitor": visitor_of("n", messages),
            "address_prefix": "md5('n' || n % 90000) || md5('p' || n % 90000)",
            "created_at": moment(f"n * {MESSAGES_A_LESSON}", messages),
        },
    )


def _beacons(company: Company, messages: int) -> Iterator[Copies]:
    beacons = messages // OF_A_BEACON
    at, of_busy = moment("n", beacons), f"tenant_id = {company.tenant.pk}"
    columns = {
        "id": f"{MOVED} + n",
        "batch": f"{uuid_of('b')}::text",
        "visitor": visitor_of("n", messages),
        "received_at": at,
    }
    yield Copies("savings_usagebatch", of_busy, 0, beacons, columns)
    columns = {
        "id": f"{MOVED} + n",
        "batch_id": f"{MOVED} + n",
        "rule": f"{MOVED} + 1 + n % {LIVE}",
        "hour": f"date_trunc('hour', {at})",
        "vouched": "known.count",
    }
    yield Copies("savings_usagecount", of_busy, 0, beacons, columns)


def _rules(company: Company) -> Iterator[Copies]:
    small_talk = f"ARRAY{sorted(set(SMALL_TALK.split()))}"
    columns = {
        "id": f"{MOVED} + n",
        "phrase": phrase("n", 3, small_talk),
        "state": f"CASE WHEN n <= {LIVE} THEN 'live' ELSE 'proposed' END",
        "version": f"CASE WHEN n <= {LIVE} THEN 1 ELSE 0 END",
        "worth": "n % 900 / 100.0",
        "asked_month": "10",
    }
    yield Copies("rules_rule", f"id = {company.rule}", 0, LIVE + PROPOSED, columns)
    columns = {"id": f"{MOVED} + n", "rule_id": f"{MOVED} + n"}
    yield Copies("rules_ruleversion", f"rule_id = {company.rule}", 0, LIVE, columns)


def fill(servers: Servers, company: Company, messages: int) -> float:
    """Make the year; return the seconds it took. Tables are loaded first and indexed afterwards."""
    began = time.perf_counter()
    with superuser(servers) as keeper:
        for name, value in LOADING.items():
            keeper.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
        keeper.execute("SELECT pg_reload_conf()")
        _set_indexes(keeper, ready=False)
        by_table: dict[str, list[str]] = {}
        for each in copies(company, messages):
            names = _columns_of(keeper, each.table)
            by_table.setdefault(each.table, []).append(each.statement(names))
    with ThreadPoolExecutor(AT_THE_SAME_TIME) as pool:
        list(pool.map(lambda some: _run(servers, some), by_table.values()))
        with superuser(servers) as keeper:
            _set_indexes(keeper, ready=True)
        made = [[f"REINDEX TABLE {table}", f"VACUUM (ANALYZE) {table}"] for table in BIG]
        list(pool.map(lambda some: _run(servers, some), made))
    with superuser(servers) as keeper:
        for table in by_table:
            _move_sequence(keeper, table)
        keeper.execute("ALTER SYSTEM RESET ALL")
        keeper.execute("SELECT pg_reload_conf()")
        keeper.execute("VACUUM ANALYZE")
    return time.perf_counter() - began


def copy_sums(keeper: psycopg.Connection, tenant: int) -> None:
    """Give every day of the year the sums of the one day that was rolled up."""
    hours = {"kind": "hour", "time": "hour", "more": "version,", "step": "interval '1 day'"}
    days = {"kind": "day", "time": "day", "more": "", "step": "1"}
    for one in (hours, days):
        keeper.execute(COPY_SUMS.format(days=DAYS, tenant=tenant, **one).encode())
    keeper.execute("VACUUM ANALYZE savings_hoursum")
    keeper.execute("VACUUM ANALYZE savings_daysum")


def _run(servers: Servers, statements: list[str]) -> None:
    with superuser(servers) as keeper:
        keeper.execute("SET session_replication_role = replica")  # rows refer to what is there
        for statement in statements:
            keeper.execute(statement.encode())


def _set_indexes(keeper: psycopg.Connection, *, ready: bool) -> None:
    """Indexes that are not ready are not written; `REINDEX` makes them whole."""
    tables = ", ".join(f"'{table}'::regclass" for table in BIG)
    keeper.execute(
        f"UPDATE pg_index SET indisready = {ready} WHERE indrelid IN ({tables})".encode()  # noqa: S608 - ours
    )


def _columns_of(keeper: psycopg.Connection, table: str) -> list[str]:
    rows = keeper.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped ORDER BY attnum",
        [table],
    )
    return [name for (name,) in rows.fetchall()]


def _move_sequence(keeper: psycopg.Connection, table: str) -> None:
    """Let the product's next row have an id behind those of the copies."""
    found = keeper.execute(
        "SELECT pg_get_serial_sequence(%s, attname) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attname = 'id' AND attidentity <> ''",
        [table, table],
    ).fetchone()
    if found and found[0]:
        keeper.execute(
            f"SELECT setval('{found[0]}', (SELECT max(id) FROM {table}))".encode()  # noqa: S608 - ours
        )
