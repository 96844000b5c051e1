"""Wake workers through the queue. A lost message does no harm: the row is the record."""

import json

from django.conf import settings
from redis.exceptions import OutOfMemoryError

from delegation.conversations.models import Escalation
from delegation.queues import ANSWERS, send
from delegation.valkey import AWAY, cache_store, valkey

ANSWER_TASK = "conversations.answer"

QUEUE = ANSWERS
# Workers take the first kind of message before any of the second. Sweeps, and the messages that
# they send again, must not wait behind a long queue: their visitors have waited already.
FIRST, LATER = 0, 3
WAITS_SECONDS = 300  # answers of one tenant end far more often, and each looks
ROOM = "queue:room"  # written to see whether Valkey takes anything
ROOM_SECONDS = 60


def queue_lists(queue: str | None = None) -> tuple[str, str]:
    """Return the lists in Valkey that workers take from, by priority, as kombu names them."""
    name = queue or QUEUE
    return name, f"{name}\x06\x16{LATER}"


def queue_length(*queues: str) -> int:
    """Return how many messages wait, by default for an answer. Raises one of `AWAY`."""
    pipeline = valkey().pipeline(transaction=False)
    for queue in queues or (QUEUE,):
        for name in queue_lists(queue):
            pipeline.llen(name)
    return sum(pipeline.execute())


def overloaded() -> bool:
    """Return whether more wait than can be answered soon, or Valkey is full.

    A full queue would lose this message and the sweep that repairs it: no visitor would be
    answered.
    """
    pipeline = valkey().pipeline(transaction=False)
    for name in queue_lists():
        pipeline.llen(name)
    pipeline.set(ROOM, b"1", ex=ROOM_SECONDS)
    try:
        *lengths, _ = pipeline.execute()
        return sum(map(int, lengths)) >= settings.LONGEST_QUEUE
    except OutOfMemoryError:
        return True
    except AWAY:
        return False  # not known; the sweeper will feed the workers


def wake_worker(escalation: Escalation, *, again: bool = False) -> None:
    """Put the id into the queue. If Valkey is away, the sweep does it later.

    `again`: its first message or an attempt was lost, so it goes first.
    """
    send(
        ANSWER_TASK,
        escalation.tenant_id,
        str(escalation.pk),
        queue=QUEUE,
        priority=FIRST if again else LATER,
        task_id=str(escalation.pk),  # so that `waiting` can tell whose message it is
    )


def note_waiting_for_share(tenant_id: int) -> None:
    """Say that a message of the tenant was left waiting, because its share was taken.

    Without Valkey the sweep finds it.
    """
    try:
        cache_store().set(_share_key(tenant_id), b"1", ex=WAITS_SECONDS)
    except AWAY:
        return


def may_wait_for_share(tenant_id: int) -> bool:
    """Whether one was left waiting in the last minutes; it may have been answered since."""
    try:
        return bool(cache_store().exists(_share_key(tenant_id)))
    except AWAY:
        return False


def _share_key(tenant_id: int) -> str:
    return f"share:waits:{tenant_id}"


def waiting() -> set[str]:
    """Return the ids of escalations with a message in the queue, and the ids of other tasks."""
    pipeline = valkey().pipeline(transaction=False)
    for name in queue_lists():
        pipeline.lrange(name, 0, -1)
    try:
        lists = pipeline.execute()
    except AWAY:
        return set()
    return {str(json.loads(message)["headers"]["id"]) for each in lists for message in each}
