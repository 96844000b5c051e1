"""The names of what is summed over receipts, and the sums by them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)


class Sum(StrEnum):
    """What is summed by hour. Those of rules carry the rule as their part, others nothing."""

    ANSWERS = "answers"  # of rules: local answers, as `usage.Counted` says
    CAPPED = "capped"
    EXCESS = "excess"
    UNMET = "unmet"
    REFUSED = "refused"
    REJECTS = "rejects"  # visitors who asked the assistant after all
    OWN_KNOWN = "own.known"  # lessons of the rule whose calls have a known price
    OWN_COST = "own.cost"  # USD that these cost; and its squares
    OWN_COST_SQUARES = "own.cost2"
    OWN_UNKNOWN = "own.unknown"  # lessons whose calls have none
    OWN_WAITS = "own.waits"  # lessons whose visitor waited to the end
    OWN_WAIT = "own.wait"  # seconds that these took; and their squares
    OWN_WAIT_SQUARES = "own.wait2"
    JUDGED = "audit.judged"
    WRONG = "audit.wrong"
    ESCALATIONS = "escalations"  # of the tenant
    SERVER_ANSWERS = "server_answers"  # of these, answered from the pack by the server
    FAILED = "failed"
    WAITS = "waits"
    WAIT = "wait"  # seconds


class Call(StrEnum):
    """Why a teacher was called. `lesson` is an answer that also taught."""

    ANSWER = "answer"
    LESSON = "lesson"
    RETRY = "retry"
    HOLDOUT = "holdout"
    ABANDONED = "abandoned"
    EXAM = "exam"
    TRIAL = "trial"  # of an endpoint
    RECHECK = "recheck"  # of a fixed answer that ends soon
    WORDING = "wording"
    AUDIT = "audit"


LEARNING = (Call.EXAM, Call.TRIAL, Call.RECHECK, Call.WORDING)
CALL_MEASURES = ("calls", "unpriced", "cost", "tokens")


def call_sum(measure: str, kind: str) -> str:
    """The name of a sum over calls of one kind; `measure` is one of `CALL_MEASURES`."""
    return f"{measure}.{kind}"


@dataclass(frozen=True)
class Sums:
    """Sums by name and part; one that is missing is zero."""

    values: Mapping[tuple[str, int], Decimal]

    def of(self, name: str, part: int = 0) -> Decimal:
        return self.values.get((name, part), ZERO)

    def total(self, name: str) -> Decimal:
        return sum((value for (each, _), value in self.values.items() if each == name), ZERO)

    def parts(self, *names: str) -> list[int]:
        """The parts of which any of these is known, in order."""
        return sorted({part for name, part in self.values if name in names})
