"""The process as it is started in production, asked to stop while clients read."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from delegation.conversations.events import EventWriter
from delegation.domain.events import Address
from delegation.embedded.servers import Servers
from tests.delegation.stream import serving
from tests.delegation.stream.serving import HOST, PATIENCE, Rows, StreamProcess, payload, wait_until

ROOT = Path(__file__).parents[3]


@contextmanager
def started(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m delegation.stream`, with the environment of this run."""
    process = subprocess.Popen(
        [sys.executable, "-m", "delegation.stream", "--port", str(port)], cwd=ROOT
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def own_key(monkeypatch: pytest.MonkeyPatch, servers: Servers) -> None:
    """Tokens signed with the key of the environment."""
    monkeypatch.setattr(serving, "KEY", os.environ["SECRET_KEY"])


def answers(stream: StreamProcess) -> bool:
    try:
        return stream.get("/readyz").status == 200
    except OSError:
        return False


@pytest.mark.usefixtures("own_key")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_ends_streams_cleanly_and_they_resume_elsewhere(
    stream: StreamProcess, ours: Address, writer: EventWriter, number: signal.Signals
) -> None:
    port = free_port()
    with started(port) as process:
        old = StreamProcess(stream.app, port, Rows())
        wait_until(lambda: answers(old))
        with old.open(ours.escalation_id) as reading:
            writer.delta("You're ")
            seen = reading.next()
            process.send_signal(number)
            assert list(reading.events()) == []  # a clean end, not a broken connection
        assert process.wait(PATIENCE) in {0, -number}
    writer.answer(payload("You're welcome!"))
    successor = free_port()
    with started(successor):
        new = StreamProcess(stream.app, successor, Rows())
        wait_until(lambda: answers(new))
        (end,) = new.read(ours.escalation_id, after=seen.id)
    assert reading.so_far.after(end).text == "You're welcome!"


@pytest.mark.usefixtures("own_key")
def test_asked_to_stop_a_long_poll_says_running(
    stream: StreamProcess, ours: Address, valkey: redis.Redis
) -> None:
    stream.rows.failing = True
    with stream.open(ours.escalation_id):
        stream.app.stop()
        assert stream.poll(ours.escalation_id, wait=25).json == {"state": "running"}
