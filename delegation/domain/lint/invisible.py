"""Find invisible characters, except where a script or an emoji needs them."""

import re
import unicodedata
from collections.abc import Iterator

_JOINERS = "\u200c\u200d"
_SELECTORS = "\ufe0e\ufe0f"
# Scripts in which a joiner changes how neighbouring letters look: Arabic to Mongolian and Indic.
_JOINED = re.compile(
    r"[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc]"
)
_PICTURE = re.compile(
    r"[#*0-9\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u2500-\u27bf"
    r"\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
# Letters and spaces that are drawn as nothing, though their category does not say so.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\uffa0")
_HIDING = frozenset({"Cf", "Cc", "Co", "Cs"})


def find_invisible(text: str) -> Iterator[str]:
    """Zero-width characters, direction controls, tags, private characters, stray selectors.

    Joiners and selectors inside an emoji, joiners between letters of a script that joins, and line
    breaks are ordinary.
    """
    hidden = set(filter(_is_hidden, set(text)))
    for index, character in enumerate(text) if hidden else ():
        if character in hidden and not _is_ordinary(text, index):
            yield character


def _is_hidden(character: str) -> bool:
    if character.isspace():
        return False
    return (
        unicodedata.category(character) in _HIDING
        or character in _BLANK
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0000" <= character <= "\U000e0fff"
        or "\u180b" <= character <= "\u180f"
    )


def _is_ordinary(text: str, index: int) -> bool:
    character = text[index]
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    if character in _SELECTORS:
        return bool(_PICTURE.match(before))
    if character not in _JOINERS:
        return False
    if character == "\u200d" and _PICTURE.match(after):
        return before in _SKIN_TONES or before == "\ufe0f" or bool(_PICTURE.match(before))
    # A joiner at the end of a word ("ه‍") is as ordinary as one inside it.
    return bool(_JOINED.match(before)) and (
        not after or after.isspace() or bool(_JOINED.match(after))
    )
