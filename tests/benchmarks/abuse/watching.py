"""What is watched while abusers are at work: sign-ins, Valkey's memory and the number of rows."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx2
import psycopg
import redis

from tests.benchmarks.abuse.attacks import answers
from tests.benchmarks.abuse.tenants import EMAIL, PASSWORD, Companies
from tests.benchmarks.latency.__main__ import Place

SIGN_IN_SECONDS = 10.0
TABLES = (
    "conversations_escalation", "conversations_conversation", "conversations_answer",
    "conversations_teachercall", "savings_usagebatch", "savings_usagecount", "rules_rule",
    "rules_lesson", "notifications_delivery", "tenants_auditentry",
)  # fmt: skip
# Of an accepted message: itself, its conversation, answer and call, and room for retries.
ROWS_PER_MESSAGE = 6
MESSAGES_A_MINUTE = 600 + 120  # of the stranger's network, and the honest ones
OTHER_ROWS = 6_000 + 600 + 1_200  # of beacons, reports, and batches without a row that counts
VALKEY_BYTES = 128 * 1024 * 1024  # a quarter of what it may hold


@dataclass
class Watch:
    """What was seen in one phase."""

    tried: int = 0
    signed_in: int = 0
    valkey_bytes: int = 0
    rows: int = 0
    seconds: float = 0.0
    answers: Counter[str] = field(default_factory=Counter)


class Bounds:
    """What a phase may not pass."""

    @staticmethod
    def passed(watch: Watch) -> list[str]:
        minutes = watch.seconds / 60 + 1  # windows overlap the ends
        most = int(minutes * MESSAGES_A_MINUTE * ROWS_PER_MESSAGE + OTHER_ROWS)
        problems = []
        if watch.signed_in < watch.tried:
            problems.append(f"{watch.tried - watch.signed_in} sign-ins failed")
        if watch.valkey_bytes > VALKEY_BYTES:
            problems.append(f"Valkey holds {watch.valkey_bytes:,} bytes")
        if watch.rows > most:
            problems.append(f"{watch.rows:,} new rows, {most:,} are the most")
        return problems


@asynccontextmanager
async def watching(place: Place, companies: Companies) -> AsyncIterator[Watch]:
    """Watch until the end of the block."""
    watch, began = Watch(), time.monotonic()
    answers.clear()
    before = await asyncio.to_thread(_rows, place)
    task = asyncio.create_task(_look(place, watch))
    yield watch
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    watch.rows = await asyncio.to_thread(_rows, place) - before
    watch.seconds, watch.answers = time.monotonic() - began, Counter(answers)


async def _look(place: Place, watch: Watch) -> None:
    with redis.Redis.from_url(place.environment["REDIS_URL"]) as valkey:
        while True:
            await asyncio.sleep(SIGN_IN_SECONDS)
            signed_in = await asyncio.to_thread(_sign_in, place)
            watch.tried, watch.signed_in = watch.tried + 1, watch.signed_in + signed_in
            used = await asyncio.to_thread(valkey.info, "memory")
            watch.valkey_bytes = max(watch.valkey_bytes, int(used["used_memory"]))


def _sign_in(place: Place) -> bool:
    """Whether a member gets in, from a network where nobody guesses."""
    page = f"http://127.0.0.1:{place.port}/accounts/login/"
    headers = {"X-Forwarded-For": "192.0.2.77", "Referer": page}
    try:
        with httpx2.Client(headers=headers, trust_env=False, timeout=20) as browser:
            browser.get(page)
            form = {"login": EMAIL, "password": PASSWORD}
            form["csrfmiddlewaretoken"] = browser.cookies["csrftoken"]
            return browser.post(page, data=form).status_code == 302
    except (httpx2.HTTPError, KeyError):
        return False


def _rows(place: Place) -> int:
    """All rows that strangers or tenants can add to, past row security."""
    with psycopg.connect(place.environment["DATABASE_PLATFORM_URL"]) as connection:
        counts = [
            connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()  # noqa: S608
            for table in TABLES
        ]
    return sum(row[0] for row in counts if row)
