"""Chats that a phone exports as plain text: a date, a name and a message a line."""

import re
from collections.abc import Iterator

from delegation.domain.exports.texts import said
from delegation.domain.exports.times import order_of_dates, read_time
from delegation.domain.exports.turns import ExportedTurn, Found, ReadOptions

# Of the lines begin a message, where the first does; the others go on with the one before.
LEAST_LINES = 0.1
FIRST_WITHIN = 3  # lines: some programs write a title above
LOOKED_AT = 50  # lines, where messages have many lines each
_INVISIBLE = "\u200e\u200f\u202a\u202c\ufeff"
_SYSTEM = "\u200e"  # phones begin the lines that they wrote themselves so
_DATE = r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[.년年]\s?\d{1,2}[.월月]\s?\d{1,2}[.일日])"
_HALF = r"[ap]\.?\s?m\b\.?|上午|下午|午前|午後|오전|오후"
_CLOCK = rf"(?:(?:{_HALF})\s?)?\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?(?:\s?(?:{_HALF}))?"
_STAMP = rf"{_DATE},?\s+{_CLOCK}"
_LINE = re.compile(
    rf"(?:\[(?P<phone>{_STAMP})\]\s+|(?P<pc>{_STAMP})(?:\s+[-–]|,|:)\s+)(?P<rest>.*)", re.IGNORECASE
)
_SAID = re.compile(r"(?P<sender>[^:]{1,60}?)\s?:(?:\s(?P<text>.*)|$)")
_MEDIA = re.compile(
    r"<[^<>]{3,40}>|.{0,40}\bomitted\b|null|.{1,120}\((?:file attached|datei angehängt"
    r"|archivo adjunto|arquivo anexado|fichier joint|file allegato)\)"
    r"|(?:this message was deleted|you deleted this message|se eliminó este mensaje"
    r"|eliminaste este mensaje|diese nachricht wurde gelöscht|du hast diese nachricht gelöscht"
    r"|mensagem apagada|(?:essa|esta) mensagem foi apagada|ce message a été supprimé"
    r"|vous avez supprimé ce message|questo messaggio è stato eliminato"
    r"|missed (?:voice|video) call)\b.{0,40}",
    re.IGNORECASE,
)
_EDITED = re.compile(
    r"<[^<>]{0,60}\b(?:edited|edit[oó]|editad[oa]|bearbeitet|modifié)\b[^<>]{0,60}>$",
    re.IGNORECASE,
)


def read_chat(text: str, options: ReadOptions) -> Found | None:
    """Return the turns of the chat; None where the text is not such an export."""
    lines = [line.strip(_INVISIBLE + "\r") for line in text.split("\n")]
    filled = [line for line in lines if line.strip()]
    begun = [bool(_LINE.fullmatch(line)) for line in filled[:LOOKED_AT]]
    if not any(begun[:FIRST_WITHIN]) or sum(begun) < LEAST_LINES * len(begun):
        return None
    stamps = [_stamp(found) for line in filled if (found := _LINE.fullmatch(line))]
    if len(stamps) < 2:
        return None
    example, order = order_of_dates(stamps, options.day_first)
    turns = list(options.counted(_turns(lines, options.source, order is not False)))
    if not turns:
        return None
    return Found(turns, date_example=example, day_first=order, names_people=True)


def _turns(lines: list[str], source: str, day_first: bool) -> Iterator[ExportedTurn]:
    messages: list[tuple[str, float | None, list[str]]] = []
    goes_on = False
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is None:
            if goes_on and line.strip():  # a message of several lines
                messages[-1][2].append(line)
            continue
        spoken = _SAID.fullmatch(found["rest"])
        text = (spoken["text"] or "") if spoken else ""
        bare = _EDITED.sub("", text).strip(_INVISIBLE + " ")
        # "Ana added you", a picture
        goes_on = spoken is not None and not text.startswith(_SYSTEM) and bool(bare)
        if not goes_on or spoken is None or _MEDIA.fullmatch(bare):
            goes_on = False
            continue
        at = read_time(_stamp(found), day_first=day_first)
        messages.append((spoken["sender"].strip(_INVISIBLE + " ~"), at, [bare]))
    for sender, at, text in messages:
        yield ExportedTurn(source, sender, said("\n".join(text)), at)


def _stamp(found: re.Match[str]) -> str:
    stamp: str = found["phone"] or found["pc"]
    return stamp.replace("\u202f", " ").replace("\xa0", " ")
