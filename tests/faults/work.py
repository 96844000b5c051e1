"""What a worker was working on at a moment, from the notes that it takes (see worker.py)."""

import time
from pathlib import Path

Life = list[tuple[float, str, str]]


def read_life(log: Path) -> Life:
    """(unix time, "begins", "ends" or "died", escalation id) in order."""
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
        else:
            (held.add if what == "begins" else held.discard)(escalation)
    return held


def note_death(log: Path) -> None:
    with log.open("a") as notes:
        notes.write(f"{time.time()} died -\n")
