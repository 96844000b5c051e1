"""What each policy does with the same dialogues: which messages it answers itself, and what it asks
the teacher for the others.

The teacher answers from the file. Its marks and lessons are honest; `error` makes that share of
them wrong: a mark that is missing or false, a lesson about a message that is no small talk.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from delegation.domain.phrases import canonical
from delegation.domain.replay.loop import LOCAL_REPLY, Loop
from delegation.domain.replay.transcripts import TranscriptMessage
from delegation.domain.teaching.candidates import is_candidate, keys_of_answer, was_declined
from delegation.domain.teaching.marks import CODES, MARK, read_marked
from delegation.domain.words import TEACHABLE_STATES, Act, Awaiting
from delegation.teacher import Turn
from tests.benchmarks.bills.dialogues import ESCALATE, TRIVIAL, Exchange

SEED = 20_260_101
CODE = next(code for code, act in CODES.items() if act is Act.THANKS)  # each code costs the same


class Asked(StrEnum):
    """What a request to the teacher carries besides the plain chat."""

    PLAIN = "plain"
    MARK = "mark"
    TEACHING = "teaching"


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one message. `asked` is None where it was answered without the teacher."""

    exchange: Exchange
    turns: tuple[Turn, ...]  # before the message
    asked: Asked | None
    written: str = ""  # what the teacher wrote after the file's reply: its mark
    taught: bool = False

    @property
    def is_right(self) -> bool:
        return self.asked is None and self.exchange.gold == TRIVIAL

    @property
    def is_wrong(self) -> bool:
        return self.asked is None and self.exchange.gold == ESCALATE


Dialogues = Sequence[Sequence[Exchange]]


def plain_chat(dialogues: Dialogues) -> list[Step]:
    """The chat that a company had before: every message goes to the model."""
    return _known_beforehand(dialogues, lambda exchange: False)


def oracle(dialogues: Dialogues) -> list[Step]:
    """Knows small talk when it sees it, and asks the teacher for nothing more."""
    return _known_beforehand(dialogues, lambda exchange: exchange.gold == TRIVIAL)


def exact_cache(dialogues: Dialogues) -> list[Step]:
    """Keeps every reply, and gives it again to the same words, whatever was said before."""
    kept: set[str] = set()

    def is_hit(exchange: Exchange) -> bool:
        key = exchange.text.strip().lower()
        hit = key in kept
        kept.add(key)
        return hit

    return _known_beforehand(dialogues, is_hit)


def taught_phrases(
    dialogues: Dialogues, *, anywhere: bool = False, silent: bool = False
) -> list[Step]:
    """Answers what the teacher once called small talk: the same words, as a whole message.

    `anywhere` finds them inside a longer message too; `silent` keeps quiet while the assistant
    awaits an answer.
    """
    taught: set[str] = set()
    state: dict[int, str] = {}  # of each dialogue, by its last reply

    def answers(exchange: Exchange) -> bool:
        before = state.get(exchange.dialogue, Awaiting.NOTHING)
        state[exchange.dialogue] = exchange.awaiting
        form = canonical(exchange.text)
        if form is None or (silent and before not in TEACHABLE_STATES):
            return False
        known = form in taught or (anywhere and any(f" {each} " in f" {form} " for each in taught))
        if not known and exchange.gold == TRIVIAL:
            taught.add(form)
        return known

    return _known_beforehand(dialogues, answers)


@dataclass(frozen=True, slots=True)
class Errors:
    """The shares of replies on which the teacher errs."""

    missing_marks: float = 0.0  # a reply that asks nothing, without a mark
    false_marks: float = 0.0  # a mark on a reply that asks something
    lessons: float = 0.0  # small talk that is not taught, or a lesson about something else


HONEST = Errors()


def product(
    dialogues: Dialogues,
    *,
    errors: Errors = HONEST,
    candidates_only: bool = True,
    sightings: int = 1,
    seed: int = SEED,
) -> list[Step]:
    """The product's own loop: a phrase is live once so many dialogues taught it.

    Without `candidates_only` every request carries the teaching part.
    """
    teacher, loop = ScriptedTeacher(errors, seed), Loop(sightings)
    counts: Counter[str] = Counter()
    steps = []
    for dialogue in dialogues:
        turns: list[Turn] = []
        state = Awaiting.NOTHING
        for exchange in dialogue:
            message = TranscriptMessage(exchange.dialogue, state, exchange.text, exchange.gold)
            step = _ask(loop, teacher, counts, message, exchange, turns, candidates_only)
            steps.append(step)
            turns.append(Turn(visitor=True, text=exchange.text))
            if step.asked is None:
                turns.append(Turn(False, LOCAL_REPLY, Awaiting.NOTHING, local=True))
                state = _declared(exchange)  # the file's next message follows the file's reply
            else:
                read = read_marked(exchange.reply + step.written)
                turns.append(Turn(visitor=False, text=read.text, awaiting=read.awaiting))
                state = read.awaiting
    return steps


class ScriptedTeacher:
    """Ends the file's replies with honest marks, but for a share of errors."""

    def __init__(self, errors: Errors, seed: int) -> None:
        self._errors = errors
        self._random = random.Random(seed)

    def mark_of(self, exchange: Exchange, asked: Asked) -> str:
        """What the teacher writes after the file's reply."""
        at_rest = exchange.awaiting in TEACHABLE_STATES
        if self._errs(self._errors.missing_marks if at_rest else self._errors.false_marks):
            at_rest = not at_rest
        teaches = exchange.gold == TRIVIAL
        if asked is Asked.TEACHING and teaches != self._errs(self._errors.lessons):
            return MARK + CODE
        return MARK if at_rest else ""

    def _errs(self, share: float) -> bool:
        return share > 0 and self._random.random() < share


def _ask(
    loop: Loop,
    teacher: ScriptedTeacher,
    counts: Counter[str],
    message: TranscriptMessage,
    exchange: Exchange,
    turns: Sequence[Turn],
    candidates_only: bool,
) -> Step:
    if loop.decide(message).rule is not None:
        return Step(exchange, tuple(turns), None)
    phrase, state = canonical(message.text), Awaiting(message.state)
    teachable = (
        phrase is not None
        and is_candidate(message.text, state)
        and not was_declined(phrase, state, lambda keys: [counts[key] for key in keys])
    )
    asked = Asked.TEACHING if teachable or not candidates_only else Asked.MARK
    written = teacher.mark_of(exchange, asked)
    taught = CODE in written and loop.teach(message)
    if teachable and phrase is not None:
        counts.update(keys_of_answer(phrase, state, taught=taught))
    return Step(exchange, tuple(turns), asked, written, taught)


def _known_beforehand(dialogues: Dialogues, answers: Callable[[Exchange], bool]) -> list[Step]:
    """A policy whose answers do not depend on what the teacher says; its requests are plain."""
    steps = []
    for dialogue in dialogues:
        turns: list[Turn] = []
        for exchange in dialogue:
            asked = None if answers(exchange) else Asked.PLAIN
            steps.append(Step(exchange, tuple(turns), asked))
            turns.append(Turn(visitor=True, text=exchange.text))
            turns.append(Turn(visitor=False, text=exchange.reply, awaiting=_declared(exchange)))
    return steps


def _declared(exchange: Exchange) -> Awaiting:
    return Awaiting(exchange.awaiting)
