"""Clients that are slow, gone, behind a compressing proxy, or many at once."""

import random
import socket
import threading
import time
from uuid import uuid4

import pytest
import redis

from delegation.conversations.events import EventWriter
from delegation.domain.wire.events import Address
from delegation.stream import reading as stream_reading
from tests.delegation.stream.proxy import compressing_proxy
from tests.delegation.stream.serving import (
    HOST,
    PATIENCE,
    TENANT,
    StreamProcess,
    new_address,
    payload,
    wait_until,
)

SMALL_BUFFER = 65_536  # bytes that the system may hold for a client that does not read


def subscriptions(valkey: redis.Redis, address: Address) -> int:
    """How many connections Valkey would wake for this escalation."""
    ((_, count),) = valkey.pubsub_numsub(address.channel)
    return int(count)


def open_without_reading(stream: StreamProcess, address: Address) -> socket.socket:
    """A client that asks and then does not read."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
    client.settimeout(PATIENCE)
    client.connect((HOST, stream.port))
    client.sendall(f"GET {stream.path(address.escalation_id)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    return client


def write_megabytes(valkey: redis.Redis, address: Address, *, megabytes: int) -> int:
    """A long history, as of a teacher that was attempted many times; returns how many events."""
    attempts = megabytes * 16
    for attempt in range(1, attempts + 1):
        writer = EventWriter(valkey, TENANT, address.escalation_id, attempt=attempt)
        writer.delta("x" * 65_536)
    writer.answer(payload("done"))
    return attempts * 32 + 1


def sent_until_it_stalls(stream: StreamProcess) -> float:
    """How many pieces the process gave away before the client's buffers were full."""
    counts = [-1.0, 0.0]

    def stalls() -> bool:
        time.sleep(0.2)
        counts.append(stream.metric("events_sent_total", kind="delta"))
        return counts[-1] == counts[-2] > 0

    wait_until(stalls)
    return counts[-1]


def test_a_slow_client_is_served_at_its_own_pace_and_little_is_held_for_it(
    stream: StreamProcess, valkey: redis.Redis, ours: Address
) -> None:
    count = write_megabytes(valkey, ours, megabytes=8)
    with open_without_reading(stream, ours) as slow:
        assert sent_until_it_stalls(stream) < count, "all of it piles up in the process"
        # Another visitor is not held up meanwhile.
        other = new_address()
        EventWriter(valkey, TENANT, other.escalation_id).answer(payload("Hello"))
        assert len(stream.read(other.escalation_id)) == 1
        received = bytearray()
        while b'"userResponse":"done"' not in received[-1_000:]:
            received += slow.recv(1_000_000)
    assert received.count(b"event: delta") == count - 1


@pytest.mark.attack(
    "hold streams without reading them",
    "slow readers are dropped",
)
def test_a_client_that_stops_reading_is_dropped_in_the_end(
    stream: StreamProcess, valkey: redis.Redis, ours: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_reading, "SEND_SECONDS", 0.2)
    write_megabytes(valkey, ours, megabytes=8)
    with open_without_reading(stream, ours):
        wait_until(lambda: stream.metric("events_sent_total", kind="delta") > 0)
        wait_until(lambda: stream.metric("open_streams") == 0)
        wait_until(lambda: subscriptions(valkey, ours) == 0)


@pytest.mark.parametrize("kind", ["stream", "poll"])
def test_when_a_client_leaves_everything_it_held_is_released(
    stream: StreamProcess, valkey: redis.Redis, ours: Address, kind: str
) -> None:
    path = stream.path(ours.escalation_id, kind="/events" if kind == "stream" else "", wait=25)
    with socket.create_connection((HOST, stream.port)) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        wait_until(lambda: stream.metric(f"open_{kind}s") == 1)
        wait_until(lambda: subscriptions(valkey, ours) == 1)
    wait_until(lambda: stream.metric(f"open_{kind}s") == 0)
    wait_until(lambda: subscriptions(valkey, ours) == 0)


def test_one_tab_leaving_does_not_silence_the_other(
    stream: StreamProcess, valkey: redis.Redis, ours: Address, writer: EventWriter
) -> None:
    with stream.open(ours.escalation_id) as staying:
        with stream.open(ours.escalation_id):
            wait_until(lambda: stream.metric("open_streams") == 2)
        wait_until(lambda: stream.metric("open_streams") == 1)
        writer.answer(payload("Hello"))
        assert staying.next().kind == "answer"


def test_a_compressing_proxy_in_between_does_not_hold_events_back(
    stream: StreamProcess, ours: Address, writer: EventWriter
) -> None:
    with compressing_proxy(stream.port) as proxy:
        through = StreamProcess(proxy.port)
        with through.open(ours.escalation_id, headers={"Accept-Encoding": "gzip"}) as reading:
            for piece in ("You're ", "wel", "come"):
                writer.delta(piece)
                writer.flush()
                assert reading.next().data["text"] == piece  # before the next one is written
            writer.answer(payload("You're welcome"))
            assert reading.next().kind == "answer"
        compressed = through.get("/metrics", Accept_Encoding="gzip")
        assert compressed.headers["content-encoding"] == "gzip", "this proxy does not compress"


def test_many_streams_with_clients_leaving_at_random_never_mix(
    stream: StreamProcess, valkey: redis.Redis
) -> None:
    chance = random.Random(4)
    addresses = [new_address() for _ in range(40)]
    wrong: list[str] = []

    def read(address: Address, patience: int) -> None:
        expected = str(address.escalation_id)
        for _ in range(20):
            with stream.open(address.escalation_id) as reading:
                for event, _ in zip(reading.events(), range(patience), strict=False):
                    text = event.data.get("text", event.data.get("userResponse", ""))
                    wrong.extend([text] if not expected.startswith(text[:36]) else [])
                if reading.so_far.ended:
                    wrong.extend([] if reading.so_far.text == expected else [reading.so_far.text])
                    return
            patience += 5

    readers = [
        threading.Thread(target=read, args=(address, chance.randint(0, 8))) for address in addresses
    ]
    for reader in readers:
        reader.start()
    writers = {a: EventWriter(valkey, TENANT, a.escalation_id) for a in addresses}
    for address, writer in writers.items():
        writer.delta(str(address.escalation_id)[:9])
    for address, writer in writers.items():
        writer.answer(payload(str(address.escalation_id)))
    for reader in readers:
        reader.join(PATIENCE)
    assert not any(reader.is_alive() for reader in readers)
    assert wrong == []
    assert stream.metric("withheld_entries") == 0


def test_all_streams_share_two_connections_to_valkey(
    stream: StreamProcess, valkey: redis.Redis
) -> None:
    def connections() -> int:
        return len([each for each in valkey.client_list() if each["name"] == "stream"])

    with stream.open(uuid4()), stream.open(uuid4()), stream.open(uuid4()):
        wait_until(lambda: stream.metric("open_streams") == 3)
        assert connections() == 2
