"""What others feel while something runs: locks that are held, and how long a visitor waits."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from delegation.embedded.servers import Servers
from tests.benchmarks.own_servers import superuser
from tests.benchmarks.year.company import write

if TYPE_CHECKING:  # Django has no settings before the servers run
    from tenants.models import Tenant

LOOK_SECONDS = 0.005
WRITE_SECONDS = 0.2  # between two messages of the visitor
# A transaction that has written keeps its locks until its end, so its age is theirs.
AGES = """
    SELECT
        coalesce(max(extract(epoch FROM clock_timestamp() - xact_start))
            FILTER (WHERE backend_xid IS NOT NULL), 0),
        coalesce(max(extract(epoch FROM clock_timestamp() - query_start))
            FILTER (WHERE wait_event_type = 'Lock'), 0)
    FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


def processor_seconds(servers: Servers) -> float:
    """What the server and this process have used of a processor: it says more on a busy machine."""
    server = servers.postgres.process
    ticks = _ticks(server.pid) if server and server.pid else ()
    return time.process_time() + sum(ticks) / os.sysconf("SC_CLK_TCK")


def _ticks(postmaster: int) -> Iterator[int]:
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended since
            continue
        if status.parent.name == str(postmaster):
            yield sum(map(int, fields[11:15]))  # with those of its children that have ended
        elif int(fields[1]) == postmaster:
            yield sum(map(int, fields[11:13]))


@dataclass
class Watched:
    """Seconds; `messages` are those of a visitor, from the POST to the stored answer."""

    seconds: float = 0.0
    processor: float = 0.0
    longest_lock: float = 0.0
    longest_wait: float = 0.0
    messages: list[float] = field(default_factory=list)

    def quantile(self, share: float) -> float:
        ordered = sorted(self.messages) or [float("nan")]
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


class Watch:
    """Looks at the server, and lets a visitor write, until it is left."""

    def __init__(self, servers: Servers, tenant: "Tenant") -> None:
        self.found = Watched()
        self._servers, self._tenant = servers, tenant
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._look), threading.Thread(target=self._write)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        self._began, self._used = time.perf_counter(), processor_seconds(self._servers)
        return self

    def __exit__(self, *_: object) -> None:
        self.found.seconds = time.perf_counter() - self._began
        self.found.processor = processor_seconds(self._servers) - self._used
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _look(self) -> None:
        with superuser(self._servers) as keeper:
            while not self._stopped.wait(LOOK_SECONDS):
                row = keeper.execute(AGES).fetchone()
                lock, wait = map(float, row) if row else (0.0, 0.0)
                self.found.longest_lock = max(self.found.longest_lock, lock)
                self.found.longest_wait = max(self.found.longest_wait, wait)

    def _write(self) -> None:
        from django.db import connections

        while not self._stopped.wait(WRITE_SECONDS):
            began = time.perf_counter()
            write(self._tenant)
            self.found.messages.append(time.perf_counter() - began)
        connections.close_all()


def watched(
    servers: Servers, tenant: "Tenant", work: Callable[[], object]
) -> tuple[Watched, object]:
    """Do the work; return what others felt, and its result."""
    with Watch(servers, tenant) as watch:
        result = work()
    return watch.found, result
