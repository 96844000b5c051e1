"""Streams of other visitors that stay open while something is measured."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Mapping, Sequence
from uuid import UUID

from delegation.domain.wire.tokens import sign_token
from tests.benchmarks.latency.http import lines_of

HOUR = 3600
# Rows as a worker holds them, for longer than the benchmark takes.
MAKE_ESCALATIONS = """
from datetime import timedelta
from django.utils import timezone
from delegation.conversations.models import Conversation, Escalation, EscalationState
from tenants.models import SiteKey
from tenants.row_security import acting_for, as_platform
with as_platform("a benchmark looks for its tenant"):
    site_key = SiteKey.objects.get()
with acting_for(site_key.tenant_id):
    tenant = site_key.tenant
    talk = Conversation.objects.create(tenant=tenant, visitor="others", client_id="others")
    rows = Escalation.objects.bulk_create(
        Escalation(
            tenant=tenant, site_key=site_key, conversation=talk, client_id=f"other-{{number}}",
            message="Where is my order?", state=EscalationState.RUNNING,
            lease_until=timezone.now() + timedelta(hours=1),
        )
        for number in range({count})
    )
    print("ROWS", tenant.pk, *(row.pk for row in rows))
"""


def waiting_streams(environment: Mapping[str, str], port: int, count: int) -> list[str]:
    """Addresses of streams whose answers do not come, on the stream process at this port."""
    command = ["shell", "-v0", "-c", MAKE_ESCALATIONS.format(count=count)]
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    tenant, *rows = done.stdout.split("ROWS ")[1].split()
    expires, key = int(time.time()) + HOUR, environment["SECRET_KEY"]
    base = f"http://127.0.0.1:{port}/api/v1/escalations"
    tokens = {row: sign_token(int(tenant), UUID(row), expires=expires, key=key) for row in rows}
    return [f"{base}/{row}/events?token={token}" for row, token in tokens.items()]


async def beside(streams: Sequence[str], measured: Awaitable[None]) -> None:
    """Measure while these streams are open. Raises `ConnectionError` where one of them ended."""
    opened = asyncio.Semaphore(0)
    reading = [asyncio.create_task(_hold(url, opened)) for url in streams]
    for _ in reading:
        await opened.acquire()
    await measured
    ended = sum(task.done() for task in reading)
    for task in reading:
        task.cancel()
    await asyncio.gather(*reading, return_exceptions=True)
    if ended:
        raise ConnectionError(f"{ended} of {len(reading)} open streams ended meanwhile")


async def _hold(url: str, opened: asyncio.Semaphore) -> None:
    """Read a stream for as long as it goes on; its first line comes at once."""
    begun = False
    async for _ in lines_of("GET", url):
        if not begun:
            begun = True
            opened.release()
