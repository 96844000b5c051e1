"""Conversations written out as text: "Visitor: Hello", a line a message, names first."""

import re
from collections import Counter
from collections.abc import Sequence

from delegation.domain.exports.naming import words
from delegation.domain.exports.senders import kind_of
from delegation.domain.exports.texts import said
from delegation.domain.exports.turns import ExportedTurn

LEAST = 0.6  # of the cells or lines are so
LONGEST_NAME = 40
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?"
_STAMP = rf"[\[(]?(?:\d[\d./-]{{5,9}}[,T ]\s?)?{_CLOCK}(?:\s?(?:UTC|GMT|Z))?[\])]?"
# "(10:01:02) Ada: Hello", "Ada [10:01]: Hello", "**Ada:** Hello", "Ada (10:01): Hello"
_LINE = re.compile(
    rf"\s*(?:{_STAMP}(?:\s*[-–|])?\s*)?[*_]{{0,2}}"
    rf"(?P<sender>[^\W\d_][^:\n*\[\](){{}}<>|?!,;]{{0,{LONGEST_NAME - 1}}}?)"
    rf"(?:\s*{_STAMP})?\s*:[*_]{{0,2}}(?:\s+(?P<text>.*)|$)",
    re.IGNORECASE,
)
# "*** Ada joined the chat ***", "(10:01:05) *** Bob has left"
_EVENT = re.compile(rf"\s*(?:{_STAMP}\s*)?(?:\*{{3}}|---|===|###)")
_NOT_NAMES = frozenset(words("http https subject re fw note ps p.s. order time date total"))
_BREAK = re.compile(r"\n[ \t]*\n|\n[-=_*#]{4,}[ \t]*\n")


def is_transcript(cells: Sequence[str]) -> bool:
    """Whether the cells hold whole conversations: lines of two or more names."""
    filled = [cell for cell in cells if cell.strip()]
    whole = [cell for cell in filled if "\n" in cell and len(_names(cell)) > 1]
    return bool(whole) and len(whole) >= LEAST * len(filled) and _names_return(whole)


def read_transcripts(text: str, source: str = "") -> list[ExportedTurn] | None:
    """Turns of a text file; an empty line before the first sender parts conversations.

    None where most lines begin with no name.
    """
    blocks = [block for block in _BREAK.split(text) if block.strip()]
    lines = [line for block in blocks for line in block.split("\n") if line.strip()]
    begun = [found for line in lines if (found := _spoken(line))]
    kinds = {kind_of(found["sender"]) for found in begun}
    sure = {"visitor", "assistant"} <= kinds and _spoken(lines[0]) is not None
    if len({found["sender"] for found in begun}) < 2 or not _names_return([text]):
        return None
    if not sure and len(begun) < LEAST * len(lines):
        return None
    apart = all(len(_names(block)) > 1 for block in blocks)
    groups = blocks if apart else [text]
    several = len(groups) > 1
    return [
        turn
        for number, group in enumerate(groups, 1)
        for turn in transcript_turns(group, f"{source}{number}" if several else source)
    ]


def transcript_turns(text: str, conversation: str) -> list[ExportedTurn]:
    """Return the turns of one conversation; lines without a name go on with the one before."""
    turns: list[tuple[str, list[str]]] = []
    for line in said_lines(text):
        if not line.strip() or _EVENT.match(line):
            continue
        found = _spoken(line)
        if found is not None:
            turns.append((found["sender"].strip(), [found["text"] or ""]))
        elif turns:
            turns[-1][1].append(line.strip())
    return [ExportedTurn(conversation, sender, said("\n".join(lines))) for sender, lines in turns]


def said_lines(text: str) -> list[str]:
    """The lines of a transcript, which some exports write with HTML breaks."""
    plain = re.sub(r"(?i)<br\s*/?>|</p>|</div>", "\n", text)
    return plain.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _spoken(line: str) -> re.Match[str] | None:
    found = _LINE.fullmatch(line)
    if found is None or found["sender"].strip().casefold() in _NOT_NAMES:
        return None
    return found


def _names(text: str) -> Counter[str]:
    found = (_spoken(line) for line in said_lines(text))
    return Counter(each["sender"].strip() for each in found if each)


def _names_return(texts: Sequence[str]) -> bool:
    """Whether the names are those of people: known words, or names that come back."""
    names: Counter[str] = Counter()
    for text in texts:
        names.update(_names(text))
    known = sum(times for name, times in names.items() if kind_of(name) or times > 1)
    return known * 2 > names.total()
