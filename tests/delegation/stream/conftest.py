"""A stream process for each test, over the run's own Valkey."""

from collections.abc import Callable, Iterator

import pytest
import redis

from delegation.conversations.events import EventWriter, connect
from delegation.domain.events import Address
from delegation.embedded.servers import Servers
from tests.delegation.stream.serving import StreamProcess, new_address, stream_process

Write = Callable[..., EventWriter]


@pytest.fixture
def stream(servers: Servers) -> Iterator[StreamProcess]:
    with stream_process(servers.redis_url) as process:
        yield process


@pytest.fixture
def valkey(servers: Servers) -> Iterator[redis.Redis]:
    """The worker's connection."""
    with connect(servers.redis_url) as client:
        yield client


@pytest.fixture
def ours() -> Address:
    """A new escalation of the tenant."""
    return new_address()


@pytest.fixture
def writer(valkey: redis.Redis, ours: Address) -> EventWriter:
    """The worker's first attempt at it."""
    return EventWriter(valkey, ours.tenant_id, ours.escalation_id)
