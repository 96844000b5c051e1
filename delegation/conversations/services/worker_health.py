"""Whether a worker is alive: its process may run but take no more messages."""

import json
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import cast

from delegation.conversations.services.queue import queue_length
from delegation.queues import ANSWERS
from delegation.valkey import AWAY, valkey

KEEP_SECONDS = 3_600  # a worker that was silent for longer is gone
WITHIN_SECONDS = 30.0  # a worker gives a sign every two; a busy machine may delay some
MOST_NAMES = 1_000  # listed; every new container has another name
SCHEDULER = "scheduler"  # in place of a queue, in the sign of the process that starts periodic work
NAMES = "workers"  # a sorted set: each name with when its latest sign was, by its own clock
LOOK_AGAIN_SECONDS = 1.0  # a message may just be on its way from the queue to a worker


@dataclass(frozen=True)
class SignOfLife:
    """A worker's heartbeat: how long it has been idle, its free threads and its queues."""

    idle_seconds: float
    room: int
    queues: tuple[str, ...] = (ANSWERS,)


def give_sign(name: str, sign: SignOfLife) -> None:
    """Keep it in Valkey, whose clock measures its age. Without Valkey it writes nothing."""
    pipeline = valkey().pipeline(transaction=False)
    pipeline.set(_key(name), json.dumps(asdict(sign)), ex=KEEP_SECONDS)
    pipeline.zadd(NAMES, {name: time.time()})
    pipeline.zremrangebyrank(NAMES, 0, -MOST_NAMES - 1)
    pipeline.expire(NAMES, KEEP_SECONDS)
    try:
        pipeline.execute()
    except AWAY:
        return


def why_not_alive(name: str, *, within_seconds: float) -> str | None:
    """Return what is wrong with the worker of that name; None if it is alive or nothing is known.

    A worker without a heartbeat in those seconds hangs. One that took nothing for as long,
    with room for it and messages waiting, does not hear. While Valkey is away no worker can take
    anything, and to restart them would only end the answers that they are writing.
    """
    try:
        sign, age_seconds = _last_sign(name)
        if sign is None or age_seconds > within_seconds:
            return f"{name} has given no sign of life within {within_seconds:g} seconds"
        if sign.idle_seconds + age_seconds <= within_seconds or sign.room <= 0:
            return None
        if _messages_wait(sign.queues):
            return f"{name} took nothing for {sign.idle_seconds:.0f} seconds while messages wait"
    except AWAY:
        return None
    return None


def signs() -> list[tuple[tuple[str, ...], float]]:
    """Return the queues of each process of the last hour, and the age of its sign in seconds.

    Raises one of `AWAY`.
    """
    names = [str(name, "utf-8") for name in cast("list[bytes]", valkey().zrange(NAMES, 0, -1))]
    pipeline = valkey().pipeline(transaction=False)
    for name in names:
        pipeline.get(_key(name))
        pipeline.pttl(_key(name))
    replies = pipeline.execute()
    return [
        (SignOfLife(**json.loads(said)).queues, KEEP_SECONDS - milliseconds_left / 1000)
        for said, milliseconds_left in zip(replies[::2], replies[1::2], strict=True)
        if said is not None
    ]


def _last_sign(name: str) -> tuple[SignOfLife | None, float]:
    """Return the heartbeat and its age in seconds."""
    pipeline = valkey().pipeline()
    pipeline.get(_key(name))
    pipeline.pttl(_key(name))
    said, milliseconds_left = pipeline.execute()
    if said is None:
        return None, float(KEEP_SECONDS)
    return SignOfLife(**json.loads(said)), KEEP_SECONDS - milliseconds_left / 1000


def _messages_wait(queues: Iterable[str]) -> bool:
    if queue_length(*queues) == 0:
        return False
    time.sleep(LOOK_AGAIN_SECONDS)
    return queue_length(*queues) > 0


def _key(name: str) -> str:
    return f"worker:{name}"
