"""Why small talk went to the teacher: kinds of misses, in words for people, with examples."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from delegation.domain.language.guards import has_guard
from delegation.domain.packs.matching import Decision, Reason
from delegation.domain.phrases import canonical
from delegation.domain.wording import worded

MOST_EXAMPLES = 5  # of a kind

NEW_WORD = worded("It has a word that no approved phrase has.")
GUARDED = worded(
    "Its words are known, but not together, and one is a yes, a no, a question or a number."
)
NEW_COMBINATION = worded("Its words are known, but not together.")
ONLY_PARTS = worded("It has parts of phrases only, and none of them answers by itself.")
UNREADABLE = worded("It is too long, or has unusual characters.")
NO_RULE = worded("No rule answers after this kind of reply yet.")
KINDS = (NEW_WORD, NEW_COMBINATION, GUARDED, ONLY_PARTS, UNREADABLE, NO_RULE)


@dataclass(frozen=True)
class Miss:
    """A kind of message that was small talk and was not answered, with the most frequent ones."""

    why: str
    times: int
    examples: list[str]


def kind_of(decision: Decision, message: str) -> str:
    """Why a message was not answered."""
    if decision.reason is Reason.UNKNOWN_WORD:
        return NEW_WORD
    if decision.reason is Reason.NO_MATCH:
        form = tuple((canonical(message) or "").split(" "))
        return GUARDED if has_guard(form) else NEW_COMBINATION
    if decision.reason is Reason.ONLY_PARTS:
        return ONLY_PARTS
    return NO_RULE if decision.reason is Reason.SILENT else UNREADABLE


def grouped(missed: Collection[tuple[str, str]]) -> list[Miss]:
    """(why, message) of every miss -> the kinds that occurred, the most frequent first."""
    messages = {kind: Counter(text for why, text in missed if why == kind) for kind in KINDS}
    found = [
        Miss(kind, said.total(), [text for text, _ in said.most_common(MOST_EXAMPLES)])
        for kind, said in messages.items()
        if said
    ]
    return sorted(found, key=lambda miss: -miss.times)
