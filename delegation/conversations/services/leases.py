"""Renews the leases of everything that this process works on, and notices a lost one."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from django.db import DatabaseError, InterfaceError, close_old_connections

from delegation.conversations.models import Escalation
from delegation.conversations.services import lifecycle
from tenants.row_security import as_platform

logger = logging.getLogger(__name__)

RENEW_SECONDS = 2.0  # a tenth of the lease; also how soon a stop reaches a silent teacher


@dataclass(eq=False)
class Lease:
    """One claimed escalation. `lost`: a newer claim exists, or it was stopped."""

    escalation_id: UUID
    fence: int
    lost: bool = False


@dataclass
class Keeper:
    """One thread renews all leases of a process with two queries."""

    held: set[Lease] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)
    awake: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None

    @contextmanager
    def holding(self, escalation: Escalation) -> Iterator[Lease]:
        lease = Lease(escalation.pk, escalation.fence)
        with self.lock:
            self.held.add(lease)
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._run, name="leases", daemon=True)
                self.thread.start()
        self.awake.set()
        try:
            yield lease
        finally:
            with self.lock:
                self.held.discard(lease)

    def _run(self) -> None:
        while True:
            self.awake.wait()
            with self.lock:
                held = list(self.held)
                if not held:
                    self.awake.clear()
                    continue
            try:
                self._renew(held)
            # The next round may find the database again.
            except (DatabaseError, InterfaceError) as problem:
                logger.warning("Leases could not be renewed: %s", problem)
            finally:
                close_old_connections()
            threading.Event().wait(RENEW_SECONDS)

    def _renew(self, held: list[Lease]) -> None:
        with as_platform("one thread keeps the leases of all tenants"):
            still = lifecycle.renew((lease.escalation_id, lease.fence) for lease in held)
        for lease in held:
            lease.lost = lease.lost or (lease.escalation_id, lease.fence) not in still


KEEPER = Keeper()
