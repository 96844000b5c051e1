"""The moderation desk on 1,000,000 lessons, 100,000 proposals and 200,000 messages of a month.

`python -m tests.benchmarks.desk` fails when a page takes longer, or more queries, than it may.
"""

import statistics
import sys
import time
from collections.abc import Iterator

from delegation.embedded.servers import Servers
from tests.benchmarks.own_servers import own_servers, superuser

RULES, LESSONS, MESSAGES, LIVE = 100_000, 1_000_000, 200_000, 300
ROUNDS = 5
QUEUE_MS, QUEUE_QUERIES, REPLAY_MS = 300, 12, 2_000
SMALL_TALK = (
    "thanks thank you so much very dear hello hi there good morning evening bye see later ok great "
    "nice cool cheers really all the help today again my appreciate it awesome wonderful lovely "
    "kind sir madam team folks everyone mate buddy pal have a day take care welcome perfect super"
)
# Rows like the one that is there; only what is named differs.
MORE = """
INSERT INTO {table} SELECT made.*
FROM (SELECT known FROM {table} AS known LIMIT 1) AS one, generate_series(1, {count}) AS i,
    jsonb_populate_record(one.known, jsonb_build_object({columns})) AS made
"""


def phrase(number: str, words: int, vocabulary: str) -> str:
    """SQL: so many words of a vocabulary (an array), other ones for each number."""
    size = "cardinality(v)"
    at = [f"v[1 + ({number} / ({size} ^ {n})::bigint) % {size}]" for n in range(words)]
    joined = ", ".join(at)
    return f"(SELECT concat_ws(' ', {joined}) FROM (SELECT {vocabulary} AS v) AS words)"  # noqa: S608 - ours


def fill(servers: Servers) -> str:
    """A company with its evidence; the email address of its owner."""
    from delegation.conversations.models import Conversation, Escalation
    from delegation.domain.teaching.replies import TaughtLesson
    from delegation.domain.words import Act
    from delegation.rules.services.lessons.learning import Evidence, record_lesson
    from delegation.rules.services.publishing.publishing import publish_pack
    from tenants.models import User
    from tenants.row_security import as_platform
    from tenants.services import create_tenant

    with as_platform("the benchmark arranges everything"):
        owner = User.objects.create_user("owner@bench.example", "correct horse battery")
        tenant = create_tenant("Bench", owner=owner)
        conversation = Conversation.objects.create(tenant=tenant, visitor="v", client_id="c")
        escalation = Escalation.objects.create(
            tenant=tenant,
            site_key=tenant.site_keys.get(),
            conversation=conversation,
            client_id="0",
            body_hash="",
            message="one",
            phrase="one",
            awaiting="nothing",
            address_prefix="n",
            state="answered",
        )
        evidence = Evidence(escalation.pk, "v", "n", "nothing", calls=1)
        record_lesson(tenant, TaughtLesson("one of many", "Welcome!", Act.THANKS), evidence)
        with superuser(servers) as connection:
            for statement in filling():
                connection.execute(statement.encode())
        publish_pack(tenant, reason="filled", by=owner)
    return owner.email


def filling() -> Iterator[str]:
    small_talk = f"ARRAY{sorted(set(SMALL_TALK.split()))}"
    yield "SET session_replication_role = replica"  # a million rows need not look up their keys
    rules = {
        "id": "1000 + i",
        "phrase": phrase("i", 3, small_talk),
        "state": "'proposed'",
        "worth": "round((random() * 9)::numeric, 4)",
        "asked_month": "10",
        "lessons_count": "10",
    }
    yield more("rules_rule", RULES, rules)
    yield f"UPDATE rules_rule SET state = 'live', version = 1 WHERE id <= 1000 + {LIVE}"  # noqa: S608 - ours
    lessons = {
        "id": "1000 + i",
        "rule_id": f"1001 + i % {RULES}",
        "escalation_id": "gen_random_uuid()",
        "visitor": "'v' || i % 50000",
        "address_prefix": "'n' || i % 9000",
        "created_at": "now() - random() * interval '60 days'",
    }
    yield more("rules_lesson", LESSONS, lessons)
    of_month = " || ' ' || ".join(f"'word' || (i * 7919 / {n} % 1500)" for n in (1, 7, 49, 343))
    short = phrase("i", 3, small_talk)
    messages = {
        "id": "gen_random_uuid()",
        "client_id": "'m' || i",
        "phrase": f"CASE WHEN i % 5 = 0 THEN {short} ELSE {of_month} END",
        "created_at": "now() - random() * interval '29 days'",
    }
    yield more("conversations_escalation", MESSAGES, messages)
    yield "VACUUM ANALYZE"


def more(table: str, count: int, columns: dict[str, str]) -> str:
    pairs = ", ".join(f"'{name}', {value}" for name, value in columns.items())
    return MORE.format(table=table, count=count, columns=pairs)


def measure(email: str) -> list[tuple[str, float, int]]:
    """(page, median milliseconds, queries) of each page."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tenants.models import User

    client = Client()
    client.force_login(User.objects.get(email=email))
    first = 1000 + RULES
    pages = {
        "queue": "/moderation/rules/rule/",
        "queue, page 500": "/moderation/rules/rule/?p=500",
        "queue, searched": "/moderation/rules/rule/?q=wonderful",
        "rule": f"/moderation/rules/rule/{first}/change/",
        "what-if": f"/moderation/what_if/?rule={first}",
    }
    measured = []
    for name, path in pages.items():
        took = []
        for _ in range(ROUNDS):
            with CaptureQueriesContext(connection) as queries:
                begun = time.perf_counter()
                answer = client.get(path)
                took.append((time.perf_counter() - begun) * 1000)
            assert answer.status_code == 200, (name, answer.status_code)
        measured.append((name, statistics.median(took), sum(map(reads, queries))))
    return measured


def reads(query: dict[str, str]) -> bool:
    """Whether a statement asks for rows, and does not only begin or end something."""
    return "SELECT" in query["sql"] or "UPDATE" in query["sql"]


def main() -> None:
    with own_servers() as servers:
        import django

        django.setup()
        begun = time.perf_counter()
        email = fill(servers)
        print(f"filled in {time.perf_counter() - begun:.0f} s")
        measured = measure(email)
    for name, milliseconds, queries in measured:
        print(f"{name:20} {milliseconds:7.0f} ms {queries:3} queries")
    figures = {name: (milliseconds, queries) for name, milliseconds, queries in measured}
    queue_ms, queue_queries = figures["queue"]
    if queue_ms > QUEUE_MS or queue_queries > QUEUE_QUERIES or figures["what-if"][0] > REPLAY_MS:
        sys.exit("Slower than it may be.")


if __name__ == "__main__":
    main()
