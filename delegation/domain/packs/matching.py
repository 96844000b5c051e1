"""Decide by a pack whether a message is answered: the rule that answers, or why none.

Twin: frontend/src/matching.js.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from delegation.domain.packs.reading import CLOSES, OPENS, STANDS, Index, LoadedPack
from delegation.domain.phrases import PAUSE, joined, read
from delegation.domain.words import Act


class Reason(StrEnum):
    """Why a message was answered or escalated. The first two are answers."""

    WHOLE = "whole"  # the message is an approved phrase
    COMBINED = "combined"  # it splits completely into approved phrases and their parts
    DISABLED = "disabled"  # the kill switch of the pack is on
    UNMATCHABLE = "unmatchable"  # too long, outside the pinned table, or without a word
    SILENT = "silent"  # no live rule may answer while the assistant awaits this
    UNKNOWN_WORD = "unknown-word"  # a word is in no phrase of this state
    NO_MATCH = "no-match"  # its words are known, but it does not split into phrases
    ONLY_PARTS = "only-parts"  # it splits, but no approved phrase is among the parts
    FAILED = "failed"  # something here is broken: escalating is always safe


@dataclass(frozen=True)
class Explanation:
    """What a decision rests on.

    The awaiting state, the forms found in order, the optional words skipped, the words read as
    others ("assistance=help"), and the words that no phrase knows.
    """

    state: str
    phrases: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    swapped: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """`rule` is the id of the rule that answers, or `None`: the message escalates."""

    rule: int | None
    version: int | None
    response: str | None
    reason: Reason
    explanation: Explanation


@dataclass(frozen=True)
class _Cell:
    """The best way to a place in the message: its rank, where its last form began, from what."""

    rank: int | None
    start: int = 0
    before: "_Cell | None" = None


def decide(pack: LoadedPack, message: object, awaiting: str, *, now: float) -> Decision:
    """Decide whether the gatekeeper answers, and with what. Never raises; `now` is unix seconds."""
    try:
        return _decide(pack, message, str(awaiting), now)
    except Exception:  # a visitor's message must reach the teacher whatever is broken here
        return _escalate(Reason.FAILED, Explanation(str(type(awaiting).__name__)))


def _decide(pack: LoadedPack, message: object, awaiting: str, now: float) -> Decision:
    if not pack.settings["enabled"]:
        return _escalate(Reason.DISABLED, Explanation(awaiting))
    written = read(message)
    if written is None:
        return _escalate(Reason.UNMATCHABLE, Explanation(awaiting))
    form = joined(written)
    index = pack.index(awaiting, now)
    if form in index.answers:
        return _answer(pack, index.answers[form], Reason.WHOLE, Explanation(awaiting, (form,)))
    if not index.forms and not index.answers:
        return _escalate(Reason.SILENT, Explanation(awaiting))
    words: list[str] = []
    pauses: set[int] = set()  # the places before which there is one
    unknown: list[str] = []
    for before, word in pairwise(["", *written]):
        if word == PAUSE:
            pauses.add(len(words))
        elif reading := pack.rewrites.get(word, word):
            those = reading.split(" ")
            words += those
            # A guarded two: taught with a pause between them only, and without it something else.
            if not index.known.issuperset(those) or f"{before} {word}" in pack.guards:
                unknown.append(reading)
    said = form.split(" ")
    optional = tuple(word for word in said if pack.rewrites.get(word) == "")
    swapped = tuple(f"{word}={pack.rewrites[word]}" for word in said if pack.rewrites.get(word))
    if unknown or not words:
        reason = Reason.UNKNOWN_WORD if unknown else Reason.ONLY_PARTS
        return _escalate(reason, Explanation(awaiting, (), optional, swapped, tuple(unknown)))
    whole = " ".join(words)
    _, rank = index.forms.get(whole, (0, None))
    if rank is not None:  # whatever it could be split into: this is what was approved
        return _answer(pack, rank, Reason.WHOLE, Explanation(awaiting, (whole,), optional, swapped))
    end = _split(index, words, pauses, pack.guards)
    if end is None:
        return _escalate(Reason.NO_MATCH, Explanation(awaiting, (), optional, swapped))
    explanation = Explanation(awaiting, _forms(end, words), optional, swapped)
    if end.rank is None or _only_acknowledges(pack, index, end.rank, explanation.phrases):
        return _escalate(Reason.ONLY_PARTS, explanation)
    return _answer(pack, end.rank, Reason.COMBINED, explanation)


def _only_acknowledges(pack: LoadedPack, index: Index, rank: int, phrases: tuple[str, ...]) -> bool:
    """Whether an "ok" is all that was approved: "Great. I will take it" may want something."""
    is_weak = pack.rules[rank].act == Act.ACKNOWLEDGEMENT
    return is_weak and any(index.forms[phrase][1] is None for phrase in phrases)


def _split(
    index: Index, words: list[str], pauses: set[int], guards: frozenset[str]
) -> _Cell | None:
    """The strongest way to split the words into forms, left to right.

    `open_ends` are places that wait for what an opener opens. Next to a guarded word no part counts
    and no lone word that does not answer. Without a pause, only a neighbour that some phrase has
    may be next to it: "No, perfect" is read, and "no perfect" is not.
    """
    ends: list[_Cell | None] = [_Cell(None)] + [None] * len(words)
    open_ends: list[_Cell | None] = [None] * (len(words) + 1)
    for start in range(len(words)):
        rested, opened = ends[start], open_ends[start]
        guard, paused = words[start] in guards, start == 0 or start in pauses
        guarded = start > 0 and (guard or (not paused and words[start - 1] in guards))
        if guarded and not paused and f"{words[start - 1]} {words[start]}" not in index.known:
            continue
        if guard:
            opened = None  # a guarded word never follows a part
        if rested is None and opened is None:
            continue
        before = opened if opened and (rested is None or _weaker(rested, opened)) else rested
        for stop in range(start + 1, min(start + index.longest, len(words)) + 1):
            roles, rank = index.forms.get(" ".join(words[start:stop]), (0, None))
            if guarded:
                alone = stop == start + 1 and rank is None
                roles &= 0 if alone else STANDS
            if roles & STANDS:
                ends[stop] = _stronger(ends[stop], before, rank, start)
            if roles & OPENS:
                open_ends[stop] = _stronger(open_ends[stop], before, None, start)
            if roles & CLOSES and start:
                ends[stop] = _stronger(ends[stop], rested, None, start)
    return ends[-1]


def _weaker(one: _Cell, other: _Cell) -> bool:
    return other.rank is not None and (one.rank is None or one.rank > other.rank)


def _stronger(
    best: _Cell | None, before: _Cell | None, rank: int | None, start: int
) -> _Cell | None:
    if before is None:
        return best
    ranks = [each for each in (before.rank, rank) if each is not None]
    reached = min(ranks, default=None)
    if best is not None and (reached is None or (best.rank is not None and best.rank <= reached)):
        return best
    return _Cell(reached, start, before)


def _forms(end: _Cell, words: list[str]) -> tuple[str, ...]:
    forms: list[str] = []
    stop, cell = len(words), end
    while cell.before is not None:
        forms.insert(0, " ".join(words[cell.start : stop]))
        stop, cell = cell.start, cell.before
    return tuple(forms)


def _answer(pack: LoadedPack, rank: int, reason: Reason, explanation: Explanation) -> Decision:
    rule = pack.rules[rank]
    return Decision(rule.id, rule.version, rule.response, reason, explanation)


def _escalate(reason: Reason, explanation: Explanation) -> Decision:
    return Decision(None, None, None, reason, explanation)
