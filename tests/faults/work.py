"""What a worker was working on at a moment, from the notes that it takes (see worker.py)."""

import time
from collections.abc import Iterable
from pathlib import Path

Life = list[tuple[float, str, str]]


def read_life(log: Path) -> Life:
    """(unix time, "begins", "claims", "ends" or "died", escalation id) in order."""
    if not log.exists():
        return []
    whole, _, _ = log.read_text().rpartition("\n")
    lines = (line.split(" ") for line in whole.splitlines())
    return [(float(at), what, escalation) for at, what, escalation in lines]


def held_at(life: Life, moment: float) -> set[str]:
    """What it had begun and not ended at that moment, since it last died."""
    held: set[str] = set()
    for at, what, escalation in life:
        if at > moment:
            break
        if what == "died":
            held.clear()
        elif what == "ends":
            held.discard(escalation)
        else:
            held.add(escalation)
    return held


def taken_up(logs: Iterable[Path]) -> dict[str, list[float]]:
    """When each escalation was taken up, by whichever worker. A message that leads to no claim is
    not counted, unless its worker died over it."""
    found: dict[str, list[float]] = {}
    for log in logs:
        begun: dict[str, float] = {}
        for at, what, escalation in read_life(log):
            if what == "begins":
                begun[escalation] = at
            elif what == "ends":
                begun.pop(escalation, None)
            else:
                over = list(begun) if what == "died" else [escalation]
                for each in over:
                    found.setdefault(each, []).append(begun.pop(each, at))
    return found


def story_of(escalation: str, moment: float, logs: Iterable[Path]) -> str:
    """What workers did with it, in seconds from that moment, and when they died."""
    told = [
        (at - moment, f"{log.name} {what}")
        for log in logs
        for at, what, whose in read_life(log)
        if whose in (escalation, "-")
    ]
    near = sorted(each for each in told if -30 < each[0] < 120)
    return f"{escalation[:8]} " + ", ".join(f"{after:+.1f} {what}" for after, what in near)


def note_death(log: Path) -> None:
    with log.open("a") as notes:
        notes.write(f"{time.time()} died -\n")
