"""What is wrong between lessons of one phrase, and between a rule and the pack it would join."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import combinations

from delegation.domain.language.polarity import Polarity
from delegation.domain.lint.clauses import read
from delegation.domain.lint.questions import polarity_of
from delegation.domain.packs.compiling import LoadedPack
from delegation.domain.packs.matching import decide

USUAL_SHARE = 2 / 3  # of a phrase's lessons, for one response to count as the response to it

_OPPOSITES = frozenset({Polarity.YES, Polarity.NO})


@dataclass(frozen=True, slots=True)
class TaughtReply:
    """A lesson's act for a phrase, and its reply."""

    act: str
    response: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two lessons of one phrase that cannot both be right. `differ_in` is "act" or "polarity"."""

    differ_in: str
    one: TaughtReply
    other: TaughtReply


def find_conflicts(lessons: Iterable[TaughtReply]) -> list[Conflict]:
    """Pairs of lessons of one phrase that differ in act, or of which one says yes and one no.

    Equal lessons count once, so time grows with the different ones.
    """
    distinct = list(dict.fromkeys(lessons))
    says = {lesson: polarity_of(lesson.response) for lesson in distinct}
    conflicts = []
    for one, other in combinations(distinct, 2):
        if one.act != other.act:
            conflicts.append(Conflict("act", one, other))
        if {says[one], says[other]} == _OPPOSITES:
            conflicts.append(Conflict("polarity", one, other))
    return conflicts


def differing_responses(responses: Iterable[str]) -> list[str]:
    """One of each response, the most usual first, where none is usual enough; else [].

    Case, punctuation and emoji make no difference: what remains differs in meaning.
    """
    given = list(responses)
    kinds = Counter(" ".join(read(response).whole.split()) for response in given)
    if len(kinds) < 2 or kinds.most_common(1)[0][1] >= USUAL_SHARE * len(given):
        return []
    shown: dict[str, str] = {}
    for response in given:
        shown.setdefault(" ".join(read(response).whole.split()), response)
    return [shown[kind] for kind, _ in kinds.most_common()]


def rules_that_answer(
    phrases: Iterable[str],
    states: Collection[str],
    pack: LoadedPack,
    *,
    now: int,
    except_rule: int | None = None,
) -> tuple[int, ...]:
    """Ids of the pack's rules that answer one of these phrases already in one of these states.

    The matcher itself decides, so combinations of other phrases count too. A rule is
    not shadowed by itself: `except_rule` is its id when it is live. `now`: seconds since the epoch.
    """
    answers = {decide(pack, phrase, state, now=now).rule for phrase in phrases for state in states}
    return tuple(sorted(rule for rule in answers if rule is not None and rule != except_rule))
