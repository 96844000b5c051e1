"""Chats that a phone exports as plain text: a date, a name and a message a line."""

import re

from delegation.domain.exports.texts import said
from delegation.domain.exports.times import day_comes_first, read_time
from delegation.domain.exports.turns import ExportedTurn, Found

LEAST_LINES = 0.5  # of the lines begin a message; the others go on with the one before
_INVISIBLE = "\u200e\u200f\u202a\u202c\ufeff"
_DATE = r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}"
_STAMP = _DATE + r",?\s+\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[\s\u202f]?[ap]\.?\s?m\.?)?"
_LINE = re.compile(
    rf"(?:\[(?P<phone>{_STAMP})\]\s+|(?P<pc>{_STAMP})\s+[-–]\s+)(?P<rest>.*)", re.IGNORECASE
)
_SAID = re.compile(r"(?P<sender>[^:]{1,60}):\s(?P<text>.*)")
_MEDIA = re.compile(r"<[^<>]{3,40}>|.{0,40}\bomitted\b", re.IGNORECASE)


def read_chat(text: str, source: str = "") -> Found | None:
    """Return the turns of the chat; None where the text is not such an export."""
    lines = [line.strip(_INVISIBLE + "\r") for line in text.split("\n")]
    filled = [line for line in lines if line.strip()]
    stamped = [found for line in filled if (found := _LINE.fullmatch(line))]
    if len(stamped) < 2 or len(stamped) < LEAST_LINES * min(len(filled), 50):
        return None
    stamps = [found["phone"] or found["pc"] for found in stamped]
    day_first = day_comes_first(stamps)
    doubtful = day_first is None and not stamps[0][:4].isdigit()
    return Found(_turns(lines, source, day_first is not False), dates_doubtful=doubtful)


def _turns(lines: list[str], source: str, day_first: bool) -> list[ExportedTurn]:
    turns: list[ExportedTurn] = []
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is None:
            if turns and line.strip():  # a message of several lines
                last = turns[-1]
                text = f"{last.text}\n{line}"
                turns[-1] = ExportedTurn(last.conversation, last.sender, text, last.at)
            continue
        spoken = _SAID.fullmatch(found["rest"])
        if spoken is None or _MEDIA.fullmatch(spoken["text"].strip(_INVISIBLE)):
            continue  # "Ana added you", a picture
        stamp = (found["phone"] or found["pc"]).replace("\u202f", " ")
        at = read_time(stamp, day_first=day_first)
        turns.append(
            ExportedTurn(source, spoken["sender"].strip(_INVISIBLE), said(spoken["text"]), at)
        )
    return turns
