"""A worker's process may run and take no message any more; the probe notices."""

from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from delegation.conversations.models import Escalation
from delegation.conversations.services import queue, worker_health
from delegation.conversations.services.queue import wake_worker
from delegation.conversations.services.worker_health import SignOfLife, give_sign, why_not_alive
from delegation.valkey import valkey

LISTENING = SignOfLife(idle_seconds=0, room=16)


@pytest.fixture
def name() -> str:
    return f"worker-{uuid4()}"


@pytest.fixture
def waiting_message(queued: Escalation, own_queue: None) -> None:
    wake_worker(queued)


def test_a_worker_that_gives_signs_and_takes_messages_lives(name: str) -> None:
    give_sign(name, LISTENING)
    assert why_not_alive(name, within_seconds=5) is None


def test_a_worker_that_never_gave_a_sign_does_not_live(name: str) -> None:
    assert "no sign of life" in str(why_not_alive(name, within_seconds=5))


def test_a_worker_that_gives_no_signs_any_more_does_not_live(name: str) -> None:
    give_sign(name, LISTENING)
    valkey().expire(f"worker:{name}", worker_health.KEEP_SECONDS - 6)  # six seconds later
    assert "no sign of life" in str(why_not_alive(name, within_seconds=5))


def test_a_worker_that_takes_nothing_while_messages_wait_does_not_live(
    name: str, waiting_message: None
) -> None:
    give_sign(name, SignOfLife(60, room=16, queues=(queue.QUEUE,)))
    assert "while messages wait" in str(why_not_alive(name, within_seconds=5))


def test_a_worker_whose_threads_are_all_at_work_lives(name: str, waiting_message: None) -> None:
    give_sign(name, SignOfLife(idle_seconds=60, room=0))
    assert why_not_alive(name, within_seconds=5) is None


def test_a_worker_with_nothing_to_do_lives(name: str, own_queue: None) -> None:
    give_sign(name, SignOfLife(idle_seconds=60, room=16))
    assert why_not_alive(name, within_seconds=5) is None


def test_nothing_is_said_of_workers_while_valkey_is_away(name: str, valkey_away: None) -> None:
    assert why_not_alive(name, within_seconds=5) is None


def test_the_command_fails_in_words(name: str) -> None:
    with pytest.raises(CommandError, match="no sign of life"):
        call_command("worker_alive", name=name, within=5)
    give_sign(name, LISTENING)
    said = StringIO()
    call_command("worker_alive", name=name, within=5, stdout=said)
    assert said.getvalue() == f"{name} is alive\n"
