"""The canonical form of a message: what two spellings of one phrase share.

Twin: frontend/src/phrases.js.
"""

import re
import unicodedata

from delegation.domain import codepoints

NORM = 1
"""The version of the canonical form; a pack made for another one is refused."""

MAX_CODE_POINTS = 120  # longer messages are never small talk

PAUSE = "\n"  # among the words of a message: no word is one

_BOUNDS = codepoints.decode(codepoints.TABLE)
_RANGES = zip(_BOUNDS[::2], _BOUNDS[1::2], strict=True)
_UNMATCHABLE = re.compile(
    "[^" + "".join(f"\\U{first:08x}-\\U{after - 1:08x}" for first, after in _RANGES) + "]"
)

# Greek asks with a semicolon, and U+037E would become a plain one in NFKC.
_GREEK_QUESTION = re.compile(r"\u037e|([\u0370-\u03ff\u1f00-\u1fff]);")

# Apostrophes, joiners, variation selectors, skin tones; the stretcher and vowel signs of Arabic.
_REMOVED = re.compile(
    r"['`\u00ad\u00b4\u02b9-\u02bd\u034f\u05f3\u061c\u0640\u064b-\u0652\u0670\u180b-\u180f"
    r"\u200b-\u200f\u2018\u2019\u201b\u2032\u2060\ufe00-\ufe0f\ufeff\uff07"
    r"\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]"
)

# Three or more of one letter or emoji: "sooo". Digits are no letters: 1000 is not 10.
_STRETCHED = re.compile(
    r"([a-z\u00df-\u065f\u0671-\u06ef\u0904-\u0963\u1100-\u11ff\u1e00-\u1fff\u2190-\u2bff"
    r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\U0001f000-\U0001faff])\1\1+"
)
_QUESTION = re.compile(r"[?\u00bf\u061f\u203d\u2753\u2754]+")
_PAUSES = re.compile(r"[\n!,.:;\u060c\u061b\u06d4\u0964\u0965\u3001\u3002]| [-\u2013\u2014] ")
_SEPARATOR = re.compile(
    r"[\t\r)\-~\u00a1\u00b7\u05be\u05c3\u2010-\u2015\u2022\u2027-\u2029\u301c\u30fb]"
)
# Signs, emoji, and the scripts that write without spaces between words: each is a separate word.
_ALONE = re.compile(
    r'["#$%&(*+/<=>?@[\\\]^_{|}\u00a2-\u00bf\u00d7\u00f7\u2010-\u2bff\u2e00-\u30ff\u31f0-\u9fff'
    r"\uf900-\ufaff\U0001f000-\U0003ffff]"
)
_WORD = re.compile(f"{PAUSE}|{_ALONE.pattern}|[^ {PAUSE}{_ALONE.pattern[1:]}+")
# The signs of ASCII with spaces around each word; quicker than to search for all.
_ASCII_SIGNS = {
    **{code: f" {chr(code)} " for code in range(128) if _ALONE.match(chr(code))},
    **{code: f" {PAUSE} " for code in range(128) if _PAUSES.match(chr(code))},
    **{code: " " for code in range(128) if _SEPARATOR.match(chr(code))},
}
# Every sign that these change; a dash between spaces is a separator too.
_SPECIAL = re.compile(
    "|".join(
        ("ς", _REMOVED.pattern, _QUESTION.pattern.rstrip("+"), _PAUSES.pattern.split("|")[0],
         _SEPARATOR.pattern, _ALONE.pattern)
    )
)  # fmt: skip


def canonical(text: object) -> str | None:
    """The words of a message, one space between them; `None` when it cannot be matched.

    `None` is for what is never small talk: more than `MAX_CODE_POINTS`, code points outside
    the pinned table, lone surrogates, or no word at all. A question mark, a quotation mark, an
    emoji and a Han sign are words. The canonical form of a canonical form is itself.
    """
    words = read(text)
    return None if words is None else joined(words)


def joined(words: list[str]) -> str:
    """What was read, without its pauses."""
    return " ".join([word for word in words if word != PAUSE])


def as_written(phrase: str) -> str:
    """Return a canonical phrase as people write it: without a space before a question mark."""
    return phrase.replace(" ?", "?")


def read(text: object) -> list[str] | None:
    """The words of the canonical form, and a `PAUSE` wherever the writer paused."""
    if not isinstance(text, str) or len(text) > MAX_CODE_POINTS or _UNMATCHABLE.search(text):
        return None
    form = text.lower()
    if not text.isascii() and _is_plain(text, form):
        return [word for word in form.split(" ") if word] or None
    form = form.replace("'", "").replace("`", "") if text.isascii() else _composed(text)
    if _STRETCHED.search(form):
        form = _STRETCHED.sub(r"\1", form)
    if text.isascii():
        form = _QUESTION.sub("?", form) if "??" in form else form
        form = form.replace(" - ", PAUSE).translate(_ASCII_SIGNS)
        words = list(filter(None, form.split(" ")))
    else:
        form = _SEPARATOR.sub(" ", _PAUSES.sub(PAUSE, _QUESTION.sub("?", form)))
        words = _WORD.findall(form)
    return words if _has_words(words) and _is_short(words, form) else None


def _has_words(words: list[str]) -> bool:
    return words.count(PAUSE) < len(words)


def _is_short(words: list[str], form: str) -> bool:
    """Whether their canonical form may be matched; most messages are far shorter."""
    return len(form) + len(words) <= MAX_CODE_POINTS or len(joined(words)) <= MAX_CODE_POINTS


def _composed(text: str) -> str:
    """Return a text beyond ASCII in small letters, with one code point for each sign."""
    if ";" in text or "\u037e" in text:
        text = _GREEK_QUESTION.sub(r"\1?", text)
    form = unicodedata.normalize("NFKC", _REMOVED.sub("", text)).lower()
    return _REMOVED.sub("", unicodedata.normalize("NFKC", form)).replace("ς", "σ")


def _is_plain(text: str, lowered: str) -> bool:
    """Whether nothing but capitals and spaces is to be changed, as in most messages."""
    return (
        len(lowered) <= MAX_CODE_POINTS
        and not _SPECIAL.search(lowered)
        and not _STRETCHED.search(lowered)
        and unicodedata.is_normalized("NFKC", text)
        and unicodedata.is_normalized("NFKC", lowered)
    )
