"""What a simulated month replaces: the clock, the network to the model, and the queue."""

import gc
import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from celery import current_app
from django.db import connection
from django.utils import timezone

from delegation.conversations.services import accepting, answering, asking, lifecycle
from delegation.conversations.services.leases import KEEPER
from delegation.conversations.services.teachers import teacher
from delegation.rules import access as rules
from delegation.rules.services.lessons import learning
from delegation.rules.services.publishing import loaded_packs
from delegation.savings.services import audits
from delegation.teacher import NoBreaker, OwnMemory

Answerer = Callable[[dict[str, Any]], tuple[str, dict[str, int]]]
"""A chat request's body -> (the reply, its usage)."""

FIRST_PIECE_SECONDS, CHARACTERS_PER_SECOND = 0.55, 160.0  # of a quick hosted model


@dataclass
class Clock:
    """The simulation's time."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        return self.at.timestamp()

    def move_to(self, at: datetime) -> None:
        self.at = max(self.at, at)

    def pass_seconds(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class InProcess:
    """In place of the teacher's connections: its answers come from a function, at once."""

    def __init__(self, answer: Answerer, clock: Clock) -> None:
        self._answer, self._clock = answer, clock

    @contextmanager
    def post(self, _endpoint: object, call: Any) -> Iterator[Any]:
        text, usage = self._answer(call.body)
        yield SimpleNamespace(iter_raw=lambda: self._pieces(text, usage), headers={})

    def _pieces(self, text: str, usage: dict[str, int]) -> Iterator[bytes]:
        choice = {"index": 0, "delta": {"content": text}, "finish_reason": "stop"}
        event = json.dumps({"choices": [choice], "usage": usage}, ensure_ascii=False)
        self._clock.pass_seconds(FIRST_PIECE_SECONDS)
        yield f"data: {event}\n\n".encode()
        self._clock.pass_seconds(len(text) / CHARACTERS_PER_SECOND)
        yield b"data: [DONE]\n\n"

    def close(self) -> None:
        """Nothing is open."""


class Remembered:
    """Look-ups whose results do not change between two decisions of a person, each made once.

    They are half of the queries of an answer, and a newcomer waits for all of them.
    """

    PLACES = (
        (lifecycle, "read_conversation"),
        (answering, "endpoint_of"),
        (answering, "may_teach_unread"),
        (answering, "prices_of"),
        (answering, "measured_parts"),
        (asking, "best_asking"),
        (audits, "endpoint_of"),
        (audits, "prices_of"),
        (loaded_packs, "newest_pack"),
        (rules, "policy_of"),
    )

    def __init__(self) -> None:
        self._known: dict[Any, Any] = {}

    def forget(self) -> None:
        self._known.clear()

    def once(self, find: Callable[..., Any]) -> Callable[..., Any]:
        def found(*args: Any) -> Any:
            key = (find, *args)
            if key not in self._known:
                self._known[key] = find(*args)
            return self._known[key]

        return found

    def __enter__(self) -> "Remembered":
        self._stack = ExitStack()
        for module, name in self.PLACES:
            self._stack.enter_context(patch.object(module, name, self.once(getattr(module, name))))
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()


@contextmanager
def simulated(
    clock: Clock, answer: Answerer, read: Callable[[dict[str, Any]], None]
) -> Iterator[None]:
    """Inside, the product's services run at the clock's time and ask `answer` for replies.

    No task is queued, as this process does the work itself. `read` gets the last event of each
    answer, as the visitor's browser does.
    """
    model = teacher()
    reader = SimpleNamespace(delta=_ignore, answer=read, error=_ignore)
    with ExitStack() as stack:
        stack.enter_context(_uncollected())
        for target, name, replacement in (
            (timezone, "now", clock.now),
            (time, "time", clock.seconds),
            (model, "_connections", InProcess(answer, clock)),
            (model, "_clock", clock.seconds),
            (model, "_memory", OwnMemory()),  # the model is in this process, so are its faults
            (model, "_breaker", NoBreaker()),
            (accepting, "overloaded", bool),  # nothing waits
            (learning, "lock_tenant", _ignore),  # no other process is here
            (current_app, "send_task", _ignore),
            (KEEPER, "_renew", _ignore),
            (lifecycle, "running_of", _none),  # messages come one at a time
            (lifecycle, "load_of", lambda _tenant_id: (0, 0)),
            (lifecycle, "may_be_left_waiting", _none),
            (lifecycle, "hold", _ignore),  # and no other worker may take one over
            (answering, "event_writer", lambda _escalation: reader),
            # A day is one transaction that fails as a whole: a quarter of the statements less.
            (connection.features, "uses_savepoints", False),
        ):
            stack.enter_context(patch.object(target, name, replacement))
        yield


@contextmanager
def _uncollected() -> Iterator[None]:
    """Collect no garbage for these seconds: to look for it again and again takes longer."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _ignore(*_args: object, **_options: object) -> None:
    pass


def _none(_tenant_id: int) -> int:
    return 0


def midnight(day: datetime) -> datetime:
    """The beginning of the day, UTC."""
    return day.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
