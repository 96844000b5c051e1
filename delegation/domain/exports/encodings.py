"""Text out of bytes, whatever a spreadsheet or an old system made of it."""

import codecs

from charset_normalizer import from_bytes

from delegation.domain.exports.turns import ExportRefused

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


def decode(data: bytes) -> str:
    """Return the text. Raises `ExportRefused` for what is no text."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    text = _decoded(data, encoding or _wide(data) or "utf-8")
    if text is None and encoding is None:
        text = _decoded(data, _one_byte(data)) or _decoded(data, _USUAL)
    if text is None or "\0" in text:
        raise ExportRefused("the file is not text; export it as CSV, JSON or XLSX")
    return text.lstrip("\ufeff")


def _one_byte(data: bytes) -> str:
    """Return the likeliest old encoding; the language tells those of Latin letters apart."""
    best = from_bytes(data[:HEAD], cp_isolation=_LIKELY).best()
    if best is None:
        return _USUAL
    if best.encoding not in _LATIN:
        return best.encoding
    return next((name for name, spoken in _LATIN.items() if best.language in spoken), _USUAL)


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
