"""The names of what is summed over receipts, and the sums by them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)


class SumName(StrEnum):
    """What is summed by hour. Those of rules carry the rule as their part, others nothing."""

    ANSWERS = "answers"  # of rules: local answers, as `usage.Counted` says
    CAPPED = "capped"
    EXCESS = "excess"
    UNMET = "unmet"
    REFUSED = "refused"
    REJECTS = "rejects"  # visitors who asked the assistant after all
    OWN_KNOWN = "plain.known"  # lessons of the rule whose plain cost is known
    OWN_COST = "plain.cost"  # USD that their calls cost without the overhead; and its squares
    OWN_COST_SQUARES = "plain.cost2"
    OWN_UNKNOWN = "plain.unknown"  # lessons whose plain cost is not known
    OWN_OVERHEAD = "own.overhead"  # USD that asking for these lessons added
    # Of hours that were summed before overhead was measured: their lessons' plain cost is unknown.
    OLD_KNOWN = "own.known"
    OLD_UNKNOWN = "own.unknown"
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
    FIRST_WORDS = "first_words"  # replies of which the visitor saw the first words
    FIRST_WORDS_WAIT = "first_words.wait"  # seconds from the message to them


class CallPurpose(StrEnum):
    """Why a teacher was called. `lesson` is an answer that also taught."""

    ANSWER = "answer"
    LESSON = "lesson"
    RETRY = "retry"
    HOLDOUT = "holdout"
    ABANDONED = "abandoned"
    EXAM = "exam"
    TRIAL = "trial"  # of an endpoint
    RECHECK = "recheck"  # of a fixed answer that ends soon
    AUDIT = "audit"
    BATCH = "batch"  # of phrases to learn
    CALIBRATION = "calibrate"  # of the overhead


# Calls for visitors, which the plain chat would have made too; only a part of them is overhead.
FOR_VISITORS = (
    CallPurpose.ANSWER,
    CallPurpose.LESSON,
    CallPurpose.RETRY,
    CallPurpose.HOLDOUT,
    CallPurpose.ABANDONED,
)
# Calls that exist only because of the product.
LEARNING = (
    CallPurpose.EXAM,
    CallPurpose.TRIAL,
    CallPurpose.RECHECK,
    CallPurpose.BATCH,
    CallPurpose.CALIBRATION,
)
CALL_MEASURES = (
    "calls", "unpriced", "cost", "tokens",
    "read", "cached", "written", "reasoning",  # tokens, where the provider reported them
    "overhead",  # USD of the calls for visitors, and of how many calls it is known
    "overhead_known",
)  # fmt: skip


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
