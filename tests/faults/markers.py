"""Markers in a visitor's message that tell the fault teacher what to do with it.

A message that may be small talk has few words and no digits, so its markers can be spelled: as one
word of letters behind `qq`.
"""

import re

LETTERS, HEX = "abcdefghijklmnop", "0123456789abcdef"
_SPELLED = re.compile(rf"\bqq([{LETTERS}]+)\b")


def spell(markers: str) -> str:
    """Return the markers as one word."""
    return "qq" + markers.encode().hex().translate(str.maketrans(HEX, LETTERS))


def read_markers(message: str) -> str:
    """Return the message with its spelled markers written out."""

    def written(found: re.Match[str]) -> str:
        return bytes.fromhex(found[1].translate(str.maketrans(LETTERS, HEX))).decode()

    return _SPELLED.sub(written, message)
