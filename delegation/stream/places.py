"""Who holds the places of this process: no network and no tenant can take them all.

A share is a part of what is still free, not a fixed number. So an office may hold hundreds while it
is quiet, and an attacker who brings more networks gets less with each of them.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from delegation.stream import errors

NETWORKS_PART = 4  # a network may hold a quarter of what is free: 400 of 2,000
TENANTS_PART = 1  # a tenant may hold as many as are free: 1,000 of 2,000
LEAST = 8  # what anyone may hold while there is a place at all


class Places:
    """Counts open streams and polls. All calls come from one event loop."""

    def __init__(self) -> None:
        self._taken = 0
        self._of_networks: Counter[str] = Counter()
        self._of_tenants: Counter[int] = Counter()

    @contextmanager
    def take(self, *, network: str, tenant_id: int, places: int) -> Iterator[None]:
        """Hold one of the process's places.

        Raises `StreamsExhausted`, `TooManyStreamsOfNetwork` or `TooManyStreamsOfWorkspace`.
        """
        free = places - self._taken
        if free <= 0:
            raise errors.StreamsExhausted
        if self._of_networks[network] >= max(LEAST, free // NETWORKS_PART):
            raise errors.TooManyStreamsOfNetwork
        if self._of_tenants[tenant_id] >= max(LEAST, free // TENANTS_PART):
            raise errors.TooManyStreamsOfWorkspace
        self._count(network, tenant_id, 1)
        try:
            yield
        finally:
            self._count(network, tenant_id, -1)

    def _count(self, network: str, tenant_id: int, change: int) -> None:
        self._taken += change
        self._of_networks[network] += change
        self._of_tenants[tenant_id] += change
        if not self._of_networks[network]:  # names of those who left must not pile up
            del self._of_networks[network]
        if not self._of_tenants[tenant_id]:
            del self._of_tenants[tenant_id]
