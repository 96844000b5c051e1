"""The process as it is started in production, asked to stop while clients read."""

import signal

import pytest

from delegation.conversations.events import EventWriter
from delegation.domain.wire.events import Address
from tests.delegation.stream.process import started
from tests.delegation.stream.serving import PATIENCE, StreamProcess, payload


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
