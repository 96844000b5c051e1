"""Text out of bytes, whatever a spreadsheet or an old system made of it."""

import codecs

from charset_normalizer import from_bytes

from delegation.domain.exports.turns import ExportRefused
from delegation.domain.wording import worded

LONG_ENOUGH = 100  # characters: one that is broken does not make a shorter text something else
HEAD = 200_000  # bytes that are looked at to tell one-byte encodings apart
# Longest first: the mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LIKELY = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "shift_jis",
    "gb18030", "big5", "euc_kr", "koi8_r",
]  # fmt: skip
_LATIN = {
    "cp1250": ("Polish", "Czech", "Hungarian", "Romanian", "Slovak", "Croatian", "Slovene"),
    "cp1254": ("Turkish",),
    "cp1257": ("Lithuanian", "Latvian", "Estonian"),
    "cp1252": (),
}
_USUAL = "cp1252"  # what Excel writes as "CSV" in most of Europe and America
_MOSTLY = 0.9  # of the signs outside ASCII are right: then the file is UTF-8 with some damage
_FEW = 0.25  # of the bytes are outside ASCII: in text of Latin letters no more are
_SIGNS = "€‚„…‘’“”•–—™¡¿«»°ºª§£·´®©"
# What Western languages and Turkish write outside ASCII, as bytes of their Windows encodings.
_WESTERN = frozenset(
    (_SIGNS + "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüœŒ").encode("cp1252")
)
_TURKISH_ONLY = frozenset("ĞİŞğış".encode("cp1254"))
_TURKISH = _TURKISH_ONLY | frozenset((_SIGNS + "ÂÇÎÖÛÜâçîöûü").encode("cp1254"))


def decode(data: bytes) -> str:
    """Return the text. Raises `ExportRefused` for what is no text."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    encoding = encoding or _wide(data)
    text = _decoded(data, encoding or "utf-8")
    if text is None:
        text = _damaged(data, encoding or "utf-8")
    if text is None and encoding is None:
        text = _decoded(data, _one_byte(data)) or data.decode(_USUAL, "replace")
    if text is None or "\0" in text:
        raise ExportRefused(worded("the file is not text; export it as CSV, JSON or XLSX"))
    return text.lstrip("\ufeff")


def _damaged(data: bytes, encoding: str) -> str | None:
    """The text of a file that is mostly what it seems, such as one that was cut off."""
    if not encoding.startswith("utf-8"):  # of two bytes for each letter, the last may be missing
        text = data.decode(encoding, "replace")
        return text if text.count("\ufffd") <= 1 and len(text) > LONG_ENOUGH else None
    text = data.decode(encoding, "replace")
    wrong = text.count("\ufffd")
    foreign = sum(not sign.isascii() for sign in text)
    return text if wrong <= (1 - _MOSTLY) * foreign else None


def _one_byte(data: bytes) -> str:
    """Return the likeliest old encoding; letters and language tell those of Latin ones apart."""
    head = data[:HEAD]
    foreign = {byte for byte in head if byte > 0x7F}
    latin = sum(byte > 0x7F for byte in head) <= _FEW * len(head)
    if latin and foreign & _TURKISH_ONLY and foreign <= _TURKISH:
        return "cp1254"
    best = from_bytes(head, cp_isolation=_LIKELY).best()
    if best is None:
        return _USUAL
    if latin and foreign <= _WESTERN:  # of the others only Hungarian has no letter beyond these
        return "cp1250" if best.language == "Hungarian" else _USUAL
    if best.encoding in _LATIN:
        return next((name for name, said in _LATIN.items() if best.language in said), _USUAL)
    return best.encoding


def _wide(data: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of Western text is zero."""
    head = data[:1_000]
    zeros = [head[start::2].count(0) for start in (0, 1)]
    if max(zeros) * 4 < len(head):
        return None
    return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
