"""The result of a run of dialogues."""

import threading
from dataclasses import dataclass, field

WRONG_SHOWN = 20  # enough to see what kind they are


@dataclass
class Tally:
    """Counts of a run; safe to add to from many threads."""

    dialogues: int = 0
    turns: int = 0
    local_answers: int = 0
    escalations: int = 0
    server_answers: int = 0
    instructions: int = 0
    reported: int = 0
    failed: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    wrong: list[tuple[str, str]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def add(self, name: str, count: int = 1) -> None:
        with self._lock:
            setattr(self, name, getattr(self, name) + count)

    def note(self, name: str, item: object) -> None:
        with self._lock:
            getattr(self, name).append(item)

    def lines(self) -> list[str]:
        """The figures, a line each."""
        figures = [
            ("dialogues", self.dialogues),
            ("turns", self.turns),
            ("local answers", self.local_answers),
            ("  of these wrong by gold", len(self.wrong)),
            ("  reported by beacon", self.reported),
            ("escalations", self.escalations),
            ("  answered by the server from the pack", self.server_answers),
            ("  with a lesson live at once", self.instructions),
            ("  ended with an error", len(self.failed)),
            ("  lost", len(self.lost)),
        ]
        shown = [f"{name:<42}{value:>8}" for name, value in figures]
        shown += [f"  wrong: {text!r} while {state}" for text, state in self.wrong[:WRONG_SHOWN]]
        return shown + [f"  failed: {code}" for code in sorted(set(self.failed))]
