"""A stream process for each test, over a Valkey that may be restarted."""

import os
from collections.abc import Iterator

import pytest
import redis

from delegation.conversations.events import EventWriter
from delegation.domain.wire.events import Address
from delegation.embedded.valkey import Valkey
from delegation.valkey import connect
from tests.delegation.stream import serving
from tests.delegation.stream.serving import StreamProcess, new_address, stream_process


@pytest.fixture
def stream(second_valkey: Valkey) -> Iterator[StreamProcess]:
    with stream_process(second_valkey.url()) as process:
        yield process


@pytest.fixture
def valkey(second_valkey: Valkey) -> Iterator[redis.Redis]:
    """The worker's connection."""
    with connect(second_valkey.url()) as client:
        yield client


@pytest.fixture
def ours() -> Address:
    """A new escalation of the tenant."""
    return new_address()


@pytest.fixture
def writer(valkey: redis.Redis, ours: Address) -> EventWriter:
    """The worker's first attempt at it."""
    return EventWriter(valkey, ours.tenant_id, ours.escalation_id)


@pytest.fixture
def same_environment(monkeypatch: pytest.MonkeyPatch, second_valkey: Valkey) -> None:
    """Processes that are started read where this test writes, and take tokens that it signs."""
    monkeypatch.setenv("REDIS_URL", second_valkey.url())
    monkeypatch.setattr(serving, "KEY", os.environ["SECRET_KEY"])
