"""Read the mark that ends a reply: what the reply awaits, and the act that it teaches.

The teacher ends a reply that asks nothing, or that only offers more help, with `¤`. On a message
that may be small talk it may write `¤thanks`: the message was pure thanks, learn it. Visitors never
see a part of a mark, however a model garbles it. A mark that is not where or what it should be
makes the awaiting state unknown.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from delegation.domain.words import Act, Awaiting

MARK = "¤"  # one token in o200k, and in no reply of a company's chat
MARK_LINE = f"End replies that ask nothing or only offer more help with {MARK}."
LAST = 200  # characters at the end that tell whether it asks; more are no question
NEUTRAL = "(currency sign)"  # replaces marks in text that the model did not just write

# What stands behind the mark: at most two tokens each in o200k.
CODES: Mapping[str, Act] = {
    "hi": Act.GREETING,
    "thanks": Act.THANKS,
    "bye": Act.FAREWELL,
    "ok": Act.ACKNOWLEDGEMENT,
    "nice": Act.COMPLIMENT,
    "haha": Act.LAUGHTER,
}
# Models that know the product's words for the acts may use them.
_ACTS = {**CODES, **{act.value: act for act in CODES.values()}}
_MORE = "more"  # some models say which of the two the mark means
_WORDS = (*_ACTS, _MORE)

_PAIRS = dict(zip("*_`~\"'([{<“‘«", "*_`~\"')]}>”’»", strict=True))
_WRAPS = "".join(sorted({*_PAIRS, *_PAIRS.values()}))
_WRAP = re.escape(_WRAPS)
_HELD = _WRAPS + "#•+-"  # with blanks: what a mark behind it may take away
_LETTER = r"[^\W\d_]"
_KNOWN = "|".join(sorted(_WORDS, key=len, reverse=True))
_BEGUN = "|".join(sorted({word[:n] for word in _WORDS for n in range(1, len(word))}))

# All of it can still be the end of a reply: marks, their words, and what may surround them. Every
# beginning of a match is a match, so a text that has left this form never returns to it. Nothing
# is tried twice (atomic groups), so that no text takes more than linear time. A word that does not
# touch its mark must be in lower case: `Bye` may as well begin a sentence.
_ENDING = re.compile(
    rf"(?:{MARK}(?>[:=_-]?{_LETTER}++"
    rf"|[\s{_WRAP}:=-]*+(?:(?:{_KNOWN})(?!{_LETTER})|(?:{_BEGUN})\Z)|)"
    rf"|[\s{_WRAP}.,!:=…。-])*+"
)
_MARK_AND_WORD = re.compile(rf"{MARK}(?:[:=_-]?(?P<word>{_LETTER}+))?")
_WORD_AFTER = re.compile(rf"{MARK}(?:[\s{_WRAP}:=-]*(?P<word>{_LETTER}+))?")
_CLOSING = re.compile(rf"[{_WRAP}]*")
_LONE_LINE = re.compile(r"(?:\A|\n)[ \t]*(?:(?P<fence>[`~*_]+)|[>#•+-]+)[ \t]*\Z")
_STOP = re.compile(r"[.!…。]")
_QUESTION = "?\u00bf\u061f\u203d\uff1f\u037e\u2753\u2754"
_ASKING = re.compile(rf"[{_QUESTION}][\s{_WRAP}]*\Z")
_STICKS = "?.,!:;…。"  # what stands behind a word without a blank


@dataclass(frozen=True, slots=True)
class MarkedReply:
    """A finished reply without its marks."""

    text: str
    awaiting: Awaiting
    act: Act | None = None  # the message was nothing but this; learn it


class MarkFilter:
    """Read a reply piece by piece and return what cannot be part of a mark.

    The pieces given back, joined, are the same for every way to cut the reply.
    """

    def __init__(self) -> None:
        self._held = ""
        self._shown = ""
        self._words: list[str] = []  # behind the marks at the end, in lower case; "" for none
        self._astray = False  # a mark was in the middle
        self._refused = 0  # so long is what is held from where no mark before it can be at the end
        self._read_to = 0  # what is held can be the end of the reply up to here
        self.marks = 0  # how many were written, for the bill
        self.codes = 0  # how many of them had a word behind them

    def hear(self, piece: str) -> str:
        """Take the next piece; return the text that is certain now."""
        self._held += piece
        self._refused = 0  # no mark before that place is left
        certain = ""
        while (at := self._held.find(MARK)) >= 0:
            certain += self._show(_held_from(self._held, at))
            at = self._held.find(MARK)
            if self._may_end_from(at):
                return certain
            passed = self._pass_mark(at)
            self._shown += passed
            certain += passed
        return certain + self._show(_held_from(self._held, len(self._held)))

    def _show(self, cut: int) -> str:
        """Give back what is held before this place."""
        text, self._held = self._held[:cut], self._held[cut:]
        self._shown += text
        self._read_to = max(0, self._read_to - cut)
        return text

    def _may_end_from(self, at: int) -> bool:
        """Whether all from this mark on can be the end of the reply, read no part twice.

        A match passes over a mark only where a new round of its pattern begins. So what one mark
        has shown holds for the next: where the match from here stopped, so would those from all
        marks before that place; and what matched up to the last mark need not be read again.
        """
        if self._refused and at < len(self._held) - self._refused:
            return False
        read_from = max(at, self._held.rfind(MARK, at, self._read_to))
        found = _ENDING.match(self._held, read_from)
        end = found.end() if found else read_from
        self._refused = len(self._held) - end
        self._read_to = 0 if self._refused else end
        return not self._refused

    def finish(self) -> str:
        """Return what is left of the text."""
        before, mark, _ = self._held.partition(MARK)
        if not mark:
            self._shown += self._held
            return self._held
        ending = self._held[len(before) :]
        words = [found["word"] or "" for found in _WORD_AFTER.finditer(ending)]
        self._words = [word.lower() for word in words]
        self._count(*words)
        if self._nothing_before(before) and not self._known(self._words[0]):
            left = words[0]  # a reply of one word behind a mark is a reply
        else:
            left = _closed(self._shown + before, ending)[len(self._shown) :]
        self._shown += left
        return left

    @property
    def awaiting(self) -> Awaiting:
        """What the finished reply awaits."""
        if not self._words or self._astray or not all(map(self._known, self._words)):
            return Awaiting.UNKNOWN
        if _MORE in self._words or _ASKING.search(self._shown[-LAST:]):
            return Awaiting.MORE
        return Awaiting.NOTHING

    @property
    def act(self) -> Act | None:
        """The act that the finished reply teaches, where it is beyond doubt."""
        acts = {_ACTS[word] for word in self._words if word in _ACTS}
        return acts.pop() if len(acts) == 1 and self.awaiting is not Awaiting.UNKNOWN else None

    def _count(self, *words: str) -> None:
        self.marks += len(words)
        self.codes += sum(map(bool, words))

    def _nothing_before(self, before: str) -> bool:
        return not before.strip() and (not self._shown or self._shown.isspace())

    @staticmethod
    def _known(word: str) -> bool:
        return word in ("", *_WORDS)

    def _pass_mark(self, at: int) -> str:
        """Drop the mark at this place, which has text behind it; return the text before it."""
        self._astray, self._read_to = True, 0
        before, found = self._held[:at], _MARK_AND_WORD.match(self._held, at)
        end = found.end() if found else at
        word = (found["word"] or "").lower() if found else ""
        self._count(word)
        if self._nothing_before(before) and not self._known(word):
            end = at + len(MARK)  # a sentence that begins behind a mark is a sentence
        wrapped = _pairs(before, self._held[end:])
        before, after = before[: len(before) - wrapped], self._held[end + wrapped :]
        text, self._held = before.rstrip(), after.lstrip()
        gaps = before[len(text) :], after[: len(after) - len(self._held)]
        gap = max(gaps, key=lambda gap: (gap.count("\n"), len(gap)))
        if self._held[:1] in _STICKS or not (self._shown + text):
            gap = ""
        return text + gap


def read_marked(text: str) -> MarkedReply:
    """Read a finished reply."""
    marks = MarkFilter()
    shown = marks.hear(text) + marks.finish()
    return MarkedReply(shown, marks.awaiting, marks.act)


def has_question(text: str) -> bool:
    """Whether a text holds a question mark of any script."""
    return any(character in _QUESTION for character in text)


def neutralise_marks(text: str) -> str:
    """Return a text of visitors, rules or models without marks: only a reply's end may have one."""
    return text.replace(MARK, NEUTRAL)


def _held_from(text: str, end: int) -> int:
    """Return where the part begins that a mark at `end` would remove, at most `LAST` before it."""
    at, first = end, max(0, end - LAST)
    while at > first and (text[at - 1].isspace() or text[at - 1] in _HELD):
        at -= 1
    return at


def _pairs(before: str, after: str) -> int:
    """How many characters on each side wrap what is between: two in `**¤**`."""
    count = 0
    for opening, closing in zip(reversed(before), after, strict=False):
        if _PAIRS.get(opening) != closing:
            break
        count += 1
    return count


def _closed(before: str, ending: str) -> str:
    """The text before the marks, with what of their surroundings belongs to it."""
    found = _WORD_AFTER.match(ending)
    rest = ending[found.end() :] if found else ""
    wrapped = _pairs(before, rest)
    text = before[: len(before) - wrapped].rstrip()
    lone = _LONE_LINE.search(text, max(0, len(text) - LAST))
    if lone and not (lone["fence"] and text.count(lone["fence"]) % 2 == 0):
        text = text[: lone.start()].rstrip()
    stop = _STOP.search(rest)
    if stop and text[-1:].isalnum():
        text += stop[0]
    closing = _CLOSING.match(rest, wrapped)
    kept = closing[0] if closing else ""
    return text + kept if kept and text.count(kept) % 2 else text
