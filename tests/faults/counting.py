"""What is counted once a hurt world is quiet, as in a Jepsen run: clients, rows, ledger, calls."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from tests.faults.ledger import Ledger, mark_of
from tests.faults.markers import read_markers
from tests.faults.nemesis import Nemesis
from tests.faults.sender import Outcome
from tests.faults.work import held_at, read_life, story_of, taken_up
from tests.faults.world import World

SHOWN = 10  # of each kind that should not be
SLOW_SECONDS = 35.0  # a lease, two sweeps and a worker's start

# A call of a worker that was killed or overtaken may have been counted before it left.
PERHAPS_NOT_SERVED = {"abandoned", "interrupted", "teacher_stopped", "teacher_connect_failed"}
PERHAPS_NOT_SERVED |= {"teacher_connection_lost", "teacher_total_timeout"}


@dataclass
class Count:
    """Figures and, for those that must be zero, which messages they are."""

    figures: dict[str, object] = field(default_factory=dict)
    wrong: dict[str, list[str]] = field(default_factory=dict)
    takeovers: list[float] = field(default_factory=list)  # seconds
    slow: list[str] = field(default_factory=list)  # the stories of the slowest of these

    def found_wrong(self) -> dict[str, list[str]]:
        return {name: found for name, found in self.wrong.items() if found}

    def table(self) -> str:
        rows = [*self.figures.items(), *((name, len(found)) for name, found in self.wrong.items())]
        shown = [f"{name:<46}{value!s:>16}" for name, value in rows]
        for name, found in self.wrong.items():
            shown += [f"  {name}: {each}" for each in found[:SHOWN]]
        shown += [f"  slow: {story}" for story in self.slow[:SHOWN]]
        return "\n".join(["", *shown, ""])


def count_run(world: World, ledger: Ledger, outcomes: Sequence[Outcome]) -> Count:
    """Everything but the takeovers."""
    count = Count()
    _count_messages(count, ledger, outcomes)
    _count_answers(count, ledger, outcomes)
    _count_calls(count, ledger, world.teacher.state.by_mark)
    _count_money(count, ledger)
    return count


def _count_messages(count: Count, ledger: Ledger, outcomes: Sequence[Outcome]) -> None:
    rows = Counter(row["client_id"] for row in ledger.escalations)
    known = {row["id"] for row in ledger.escalations}
    ended = [row for row in ledger.escalations if row["ended_at"] is not None]
    accepted = [outcome for outcome in outcomes if outcome.escalations]
    errors = Counter(outcome.error for outcome in outcomes if outcome.error)
    count.figures |= {
        "messages sent": len(outcomes),
        "POSTs for them": sum(outcome.posts for outcome in outcomes),
        "accepted": len(accepted),
        "answered": sum(outcome.text is not None for outcome in outcomes),
        "ended with a named error": errors.total(),
    } | {f"  ended with {code}": number for code, number in errors.most_common()}
    count.wrong |= {
        "lost: accepted without a row": [
            o.message.mark for o in accepted if not o.escalations <= known
        ],
        "lost: accepted, no end at the client": [o.message.mark for o in accepted if o.end is None],
        "lost: rows that never ended": [
            row["client_id"] for row in ledger.escalations if row not in ended
        ],
        "doubled: rows of one message": [name for name, number in rows.items() if number > 1],
        "doubled: ids given for one message": [
            o.message.mark for o in accepted if len(o.escalations) > 1
        ],
        "doubled: lessons of one answer": [
            each for each, number in Counter(ledger.lessons).items() if number > 1
        ],
        "problems that clients met": [
            f"{o.message.mark}: {problem}" for o in outcomes for problem in o.problems
        ],
    }


def _count_answers(count: Count, ledger: Ledger, outcomes: Sequence[Outcome]) -> None:
    rows = {row["client_id"]: row for row in ledger.escalations}
    answered = [o for o in outcomes if o.text is not None]
    row_of = {o.message.mark: rows.get(f"message-{o.message.mark}", {}) for o in outcomes}
    taught = set(ledger.lessons)
    whole = {row["id"] for row in ledger.escalations if row["state"] == "answered"}
    teaching = {
        str(row_of[o.message.mark].get("id"))
        for o in answered
        if "[[teach]]" in read_markers(o.message.text)
    }
    count.figures["lessons"] = len(ledger.lessons)
    count.wrong |= {
        "incomplete shown as complete": [
            o.message.mark for o in answered if o.text != o.message.full
        ],
        "incomplete taught": sorted(taught - whole),
        "complete and not taught": sorted(teaching - taught),
        "client's text differs from the row's": [
            o.message.mark for o in answered if row_of[o.message.mark].get("text") != o.text
        ],
        "client's end differs from the row's": [
            o.message.mark
            for o in outcomes
            if o.error and row_of[o.message.mark].get("error_code") != o.error
        ],
        "answers of rows that failed": [
            row["client_id"]
            for row in ledger.escalations
            if (row["text"] is not None) != (row["state"] == "answered")
        ],
    }


def _count_calls(count: Count, ledger: Ledger, served: Counter[str]) -> None:
    """Every served call has a row; a row without one is of a worker that died or was overtaken."""
    asked = sum(served[mark_of(row)] for row in ledger.escalations)
    count.figures["calls that the teacher served"] = asked
    count.figures["calls in the ledger"] = len(ledger.calls)
    missing, doubled, completes = [], [], []
    for row in ledger.escalations:
        mark = mark_of(row)
        calls = ledger.calls_of(row["id"])
        surely = [call for call in calls if call["outcome"] not in PERHAPS_NOT_SERVED]
        if served[mark] > len(calls):
            missing.append(f"{mark}: {served[mark]} served, {len(calls)} rows")
        if len(surely) > served[mark]:
            doubled.append(f"{mark}: {served[mark]} served, {len(surely)} rows")
        if row["state"] == "answered" and not any(c["outcome"] == "complete" for c in calls):
            completes.append(mark)
    outcomes = Counter(call["outcome"] for call in ledger.calls)
    count.figures |= {f"  {name} in the ledger": number for name, number in outcomes.most_common()}
    count.wrong |= {
        "calls served and not in the ledger": missing,
        "calls in the ledger twice": doubled,
        "answers without a complete call": completes,
    }


def _count_money(count: Count, ledger: Ledger) -> None:
    """Spent is what the settled calls cost; unknown ones between nothing and their reserve."""
    known = [call["cost"] for call in ledger.calls if call["cost"] is not None]
    unknown = [call["reserved"] for call in ledger.calls if call["cost"] is None]
    least = sum(known, Decimal(0))
    most = sum(unknown, least)
    count.figures |= {"budget, USD": ledger.budget, "spent, USD": ledger.spent}
    figures = f"spent {ledger.spent}, calls {least} to {most}, reserved {ledger.reserved}"
    count.wrong |= {
        "calls not settled": [
            call["escalation_id"] for call in ledger.calls if not call["settled"]
        ],
        "reserved and not given back": [figures] if ledger.reserved else [],
        "spent over budget": [figures] if ledger.spent > ledger.budget else [],
        "spent differs from the calls": [] if least <= ledger.spent <= most else [figures],
    }


def count_takeovers(count: Count, ledger: Ledger, hurt_by: Sequence[Nemesis], work: Path) -> None:
    """From a worker's kill until another takes up, or ends, each escalation that it was at."""
    rows = {row["id"]: row for row in ledger.escalations}
    taken = taken_up(work.iterdir())
    for killed_at, worker in (kill for nemesis in hurt_by for kill in nemesis.kills):
        held = held_at(read_life(work / worker), killed_at)
        for escalation in held & rows.keys():
            ended_at = rows[escalation]["ended_at"] or time.time()
            if ended_at > killed_at:
                later = [*taken.get(escalation, []), ended_at]
                seconds = min(at for at in later if at > killed_at) - killed_at
                count.takeovers.append(seconds)
                if seconds > SLOW_SECONDS:
                    count.slow.append(story_of(escalation, killed_at, work.iterdir()))
    count.takeovers.sort()
    count.figures |= {"takeovers of killed workers' escalations": len(count.takeovers)}
    for name, part in (("p50", 0.5), ("p99", 0.99), ("max", 1.0)):
        count.figures[f"  {name}, s"] = f"{quantile(count.takeovers, part):.1f}"
    count.figures |= sum((nemesis.done for nemesis in hurt_by), Counter())
    count.wrong["workers that ended by themselves"] = [
        words for nemesis in hurt_by for words in nemesis.endings
    ]
    count.wrong["hurts that failed"] = [each for nemesis in hurt_by for each in nemesis.failures]


def quantile(values: Sequence[float], part: float) -> float:
    """The smallest value that so large a part does not exceed; of nothing 0."""
    return values[min(len(values) - 1, int(part * len(values)))] if values else 0.0
