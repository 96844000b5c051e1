"""The positions of a chart's marks. Templates draw them, each with a table of the same figures.

Bars and lines differ by shape and pattern as well as by colour.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from delegation.languages import (
    write_number,
    write_percent,
    write_short_day,
    write_short_month,
)
from delegation.savings.services.reports import Step

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 14, 34
LABELS = 8  # along the bottom; more would touch each other
BAR_SHARE = 0.72  # of the room that a step has
WIDEST_BAR = 48
TOPS = (0.04, 0.1, 0.2, 0.4, 1.0)  # shares at the top of an axis


@dataclass(frozen=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True)
class Bar:
    """A column: what browsers answered, and on top of it what the teacher did."""

    x: float
    width: float
    local_top: float
    local_height: float
    teacher_top: float
    teacher_height: float


@dataclass(frozen=True)
class Chart:
    """Marks in units of the view box. `line` holds points as SVG writes them."""

    bars: list[Bar]
    points: list[tuple[float, float]]
    across: list[Tick]
    up: list[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - BOTTOM
    right: int = WIDTH - RIGHT

    @property
    def line(self) -> str:
        return " ".join(f"{x},{y}" for x, y in self.points)


def bars_of(steps: Sequence[Step], grain: str) -> Chart | None:
    """Messages over time; None where there is nothing to draw."""
    most = max((step.local + step.escalations for step in steps), default=0)
    if not most:
        return None
    top, room = _round_up(most), _room(len(steps))
    bars = []
    for at, step in enumerate(steps):
        local, all_of_it = _y(step.local / top), _y((step.local + step.escalations) / top)
        base = HEIGHT - BOTTOM
        width = min(WIDEST_BAR, room * BAR_SHARE)
        x = LEFT + (at + 0.5) * room - width / 2
        bars.append(
            Bar(
                round(x, 1),
                round(width, 1),
                local,
                round(base - local, 1),
                all_of_it,
                round(local - all_of_it, 1),
            )
        )
    return Chart(bars, [], _across(steps, grain), _up(top))


def curve_of(steps: Sequence[Step]) -> Chart | None:
    """The share answered locally, by week; None before there are two weeks."""
    return _line_of(steps, [step.share for step in steps], "week")


def overhead_of(steps: Sequence[Step], grain: str) -> Chart | None:
    """What part of the bill only the product caused; None before there are two steps."""
    return _line_of(steps, [step.overhead_share for step in steps], grain)


def _line_of(steps: Sequence[Step], shares: Sequence[Decimal | None], grain: str) -> Chart | None:
    known = [(at, float(share)) for at, share in enumerate(shares) if share is not None]
    if len(known) < 2:
        return None
    top = next(each for each in TOPS if each >= max(share for _, share in known))
    room = _room(len(steps))
    points = [(round(LEFT + (at + 0.5) * room, 1), _y(share / top)) for at, share in known]
    up = [Tick(_y(part / 4), write_percent(f"{100 * top * part / 4:g}")) for part in range(5)]
    return Chart([], points, _across(steps, grain), up)


def _room(steps: int) -> float:
    return (WIDTH - LEFT - RIGHT) / max(1, steps)


def _y(share: float) -> float:
    return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)


def _round_up(most: int) -> int:
    """The next number that reads well at the top of an axis, and can be halved."""
    if most < 10:
        return most + most % 2
    power: int = 10 ** (len(str(most)) - 2)
    return next(step * power for step in (10, 20, 40, 60, 80, 100) if step * power >= most)


def _up(top: int) -> list[Tick]:
    return [Tick(_y(part / 2), write_number(top * part // 2)) for part in range(3)]


def _across(steps: Sequence[Step], grain: str) -> list[Tick]:
    room, every = _room(len(steps)), max(1, math.ceil(len(steps) / LABELS))
    write = write_short_month if grain == "month" else write_short_day
    return [
        Tick(round(LEFT + (at + 0.5) * room, 1), write(step.day))
        for at, step in enumerate(steps)
        if at % every == 0
    ]
