"""A stream process with servers of its own, and what it holds at a moment."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import psycopg
import redis

from delegation.embedded.ports import HOST, free_port
from delegation.embedded.servers import Servers
from tests.benchmarks.own_servers import own_servers

NAME = "benchmarked stream process"


@dataclass(frozen=True)
class Usage:
    """What the process holds at one moment."""

    rss_kilobytes: int
    cpu_seconds: float
    database_connections: int
    valkey_connections: int


@dataclass(frozen=True)
class Bench:
    """A running stream process and the servers behind it."""

    servers: Servers
    pid: int
    port: int

    def usage(self) -> Usage:
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        times = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        with psycopg.connect(self.servers.database_superuser_url) as connection:
            query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s"
            row = connection.execute(query, [NAME]).fetchone()
        with redis.Redis.from_url(self.servers.redis_url) as client:
            clients = [each for each in client.client_list() if each["name"] == "stream"]
        return Usage(
            pages * os.sysconf("SC_PAGE_SIZE") // 1024,
            (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK"),
            row[0] if row else 0,
            len(clients),
        )


@contextmanager
def bench() -> Iterator[Bench]:
    """Everything that is measured, in a folder that is removed."""
    with own_servers() as servers:
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "delegation.stream", "--port", str(port)],
            env={**os.environ, "PGAPPNAME": NAME, "LOG_LEVEL": "WARNING", "TRUSTED_PROXIES": "1"},
        )
        try:
            wait_until_it_listens(port)
            yield Bench(servers, process.pid, port)
        finally:
            process.terminate()
            process.wait()


def wait_until_it_listens(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection((HOST, port)).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the stream process did not start")


def running_escalations(count: int) -> tuple[int, list[UUID]]:
    """A tenant and its rows, none of which has ended."""
    import django

    django.setup()
    from delegation.conversations.models import Conversation, Escalation, EscalationState
    from tenants.models import User
    from tenants.row_security import acting_for
    from tenants.services import create_tenant

    owner = User.objects.create_user("owner@shop.example", "correct horse battery")
    tenant = create_tenant("Shop", owner=owner)
    with acting_for(tenant.pk):
        conversation = Conversation.objects.create(tenant=tenant, visitor="v", client_id="c")
        rows = [
            Escalation(
                tenant=tenant,
                site_key=tenant.site_keys.get(),
                conversation=conversation,
                client_id=str(number),
                message="Where is my order?",
                state=EscalationState.RUNNING,
            )
            for number in range(count)
        ]
        return tenant.pk, [row.pk for row in Escalation.objects.bulk_create(rows)]
