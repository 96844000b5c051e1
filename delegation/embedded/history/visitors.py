"""The simulated visitors: what they write, and when. The same seed always gives the same month."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

DAYS = 30
HOLDOUT_TALKS = 40
TALKS_OF_A_DAY = (17, 12)  # on weekdays and at weekends
OPENS, CLOSES = 0, 24  # hours between which visitors come
ASKS_NOTHING_BACK = "Can I return a tin that I opened?"  # and neither does its reply
SUSPENDED_PHRASE = "fine"  # three visitors want the assistant after its local answer


@dataclass(frozen=True)
class VisitorLine:
    """A visitor's message; `reply` is what the model says to it, where the demo teacher's script
    is not to decide. `complains`: the visitor asks for the assistant after a local answer."""

    text: str
    reply: str = ""
    complains: bool = False


@dataclass(frozen=True)
class Talk:
    """One visitor's conversation."""

    at: datetime
    visitor: str
    network: str
    lines: tuple[VisitorLine, ...]


@cache
def script() -> dict[str, Any]:
    """What visitors say."""
    data: dict[str, Any] = json.loads(
        Path(__file__).with_name("script.json").read_text(encoding="utf-8")
    )
    return data


def talks_of(
    day: datetime, number: int, random: Random, visitor_ids: Callable[[bool], str]
) -> list[Talk]:
    """Return the conversations of a day in order; `number` counts days from 0.

    `visitor_ids(held)` makes the id of a visitor in the holdout, or of one outside it.
    """
    count = TALKS_OF_A_DAY[day.weekday() >= 5]
    moments = sorted(random.uniform(OPENS, CLOSES) for _ in range(count))
    held = HOLDOUT_TALKS * (number + 1) // DAYS - HOLDOUT_TALKS * number // DAYS
    special = list(_special_lines(number))
    talks = []
    for place, hour in enumerate(moments):
        is_held = place < held
        lines = _lines(random)
        if special and not is_held:
            lines = [VisitorLine(ASKS_NOTHING_BACK), special.pop(0)]
        talks.append(
            Talk(
                day + timedelta(hours=hour),
                visitor_ids(is_held),
                f"network-{number}-{place}",
                tuple(lines),
            )
        )
    return talks


def _lines(random: Random) -> list[VisitorLine]:
    """One conversation: a greeting, a question or an order, and small talk after each reply."""
    texts: list[str] = []
    if random.random() < 0.62:
        texts.append(_one_of("greeting", random))
    if random.random() < 0.18:
        texts += random.choice(script()["orders"])
    else:
        texts.append(random.choice(script()["questions"]))
        if random.random() < 0.5:
            texts.append(_one_of(random.choice(("acknowledgement", "compliment")), random))
            texts += [random.choice(script()["questions"])] if random.random() < 0.3 else []
    texts += [_one_of("thanks", random)] if random.random() < 0.8 else []
    texts += [_one_of("farewell", random)] if random.random() < 0.4 else []
    return [VisitorLine(text) for text in texts]


def _one_of(kind: str, random: Random) -> str:
    phrases: dict[str, int] = script()[kind]
    return random.choices(list(phrases), weights=list(phrases.values()))[0]


def _special_lines(number: int) -> Iterator[VisitorLine]:
    """The lines of a day that make the desk worth reading: each waiting phrase comes thrice."""
    waiting: Sequence[dict[str, Any]] = script()["waiting"]
    for place, each in enumerate(waiting):
        for time, day in enumerate((3 + place, 14 + place // 2, 22 + place % 6)):
            if day == number:
                replies = each["replies"]
                yield VisitorLine(each["texts"][0], reply=replies[time % len(replies)])
    if 8 <= number < 20 and number % 2 == 1:
        yield VisitorLine(SUSPENDED_PHRASE, reply="Good to hear.¤ok")
    if number in (20, 21, 22):
        yield VisitorLine(SUSPENDED_PHRASE, complains=True)
