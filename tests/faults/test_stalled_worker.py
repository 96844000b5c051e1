"""A worker that is there and yet takes nothing: the probe notices, and others do its work."""

import time
from collections.abc import Callable

import httpx2
import pytest
from celery import Celery
from django.core.management import CommandError, call_command

from delegation.conversations.services import queue, worker_health
from delegation.valkey import connect
from tests.faults.load import message
from tests.faults.sender import Sender
from tests.faults.world import World, resume, suspend

WITHIN_SECONDS = 6  # a worker gives a sign every two
PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 0.2

Probe = Callable[[int], bool]


@pytest.fixture
def is_alive(world: World, monkeypatch: pytest.MonkeyPatch) -> Probe:
    """The command of health checks, asked of this world's Valkey about a worker by its number."""
    valkey = connect(world.servers.redis_url)
    for module in (worker_health, queue):
        monkeypatch.setattr(module, "valkey", lambda: valkey)

    def probe(number: int) -> bool:
        name = world.node(world.workers[number])
        try:
            call_command("worker_alive", name=name, within=WITHIN_SECONDS, verbosity=0)
        except CommandError:
            return False
        return True

    return probe


def wait_until(condition: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < give_up, "this never came true"
        time.sleep(PAUSE_SECONDS)


def test_a_worker_that_hangs_is_noticed(
    world: World, visitors: httpx2.Client, is_alive: Probe
) -> None:
    wait_until(lambda: is_alive(0))
    suspend(world.workers[0])
    try:
        wait_until(lambda: not is_alive(0))
        assert is_alive(1)
        answered = Sender(visitors, world, world.company()).send(message("meanwhile", ["ok"]))
        assert answered.text == answered.message.full
    finally:
        resume(world.workers[0])
    wait_until(lambda: is_alive(0))


def test_workers_that_do_not_hear_are_noticed(world: World, is_alive: Probe) -> None:
    """Deaf as after a lost subscription, while beat goes on filling the queue."""
    wait_until(lambda: is_alive(0))
    tell = Celery(broker=world.servers.redis_url).control
    crew = [world.node(worker) for worker in world.workers]  # not the worker of slow tasks
    wait_until(lambda: len(tell.cancel_consumer("celery", destination=crew, reply=True) or ()) == 2)
    try:
        wait_until(lambda: not is_alive(0))
    finally:
        tell.add_consumer("celery", destination=crew)
    wait_until(lambda: is_alive(0))
