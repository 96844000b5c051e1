"""The process as it is started in production, asked to stop while clients read."""

import asyncio
import signal
from contextlib import suppress

import pytest

from delegation.conversations.events import EventWriter
from delegation.domain.wire.events import Address
from delegation.embedded.valkey import Valkey
from delegation.stream.wakeups import Wakeups
from tests.delegation.stream.process import started
from tests.delegation.stream.serving import PATIENCE, StreamProcess, payload, stream_process


@pytest.mark.usefixtures("same_environment")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_ends_streams_cleanly_and_they_resume_elsewhere(
    ours: Address, writer: EventWriter, number: signal.Signals
) -> None:
    with started() as (old, process):
        with old.open(ours.escalation_id) as reading:
            writer.delta("You're ")
            seen = reading.next()
            process.send_signal(number)
            assert list(reading.events()) == []  # a clean end, not a broken connection
        assert process.wait(PATIENCE) in {0, -number}
    writer.answer(payload("You're welcome!"))
    with started() as (successor, _):
        (end,) = successor.read(ours.escalation_id, after=seen.id)
    assert reading.so_far.after(end).text == "You're welcome!"


def test_asked_to_stop_a_long_poll_says_running(stream: StreamProcess, ours: Address) -> None:
    stream.rows.failing = True
    with stream.open(ours.escalation_id):
        stream.stop()
        assert stream.poll(ours.escalation_id, wait=25).json == {"state": "running"}


def test_it_ends_also_where_a_cancellation_is_lost(
    second_valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a task group whose connection broke at that very moment."""

    async def run(_: Wakeups) -> None:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(PATIENCE * 10)
        await asyncio.sleep(PATIENCE * 10)

    monkeypatch.setattr(Wakeups, "run", run)
    with stream_process(second_valkey.url()) as process:
        assert process.get("/healthz").status == 200
