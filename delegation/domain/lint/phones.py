"""Telephone numbers, judged by phonenumbers."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

import phonenumbers

REGIONS = (
    "US",
    "GB",
    "IN",
    "BR",
    "MX",
    "ES",
    "FR",
    "DE",
    "IT",
    "RU",
    "TR",
    "EG",
    "IR",
    "IL",
    "JP",
    "KR",
)
"""Where a number without a country code may be meant; one region for each numbering habit."""

_RUN = re.compile(r"\+?\(?\d(?:[\s().\-/\u2010-\u2015]{0,3}\d){5,19}")
_DATE = re.compile(r"\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
MIN_DIGITS, MAX_DIGITS = 7, 15  # a local number with its area; E.164
MAX_JUDGED = 10  # a text with more runs of digits than this is no small talk: its shape is enough


def find_phones(text: str) -> Iterator[str]:
    """Runs of digits that are a telephone number somewhere, however they are grouped."""
    runs = (match[0] for sentence in _sentences(text) for match in _RUN.finditer(sentence))
    shaped = (run for run in runs if _has_shape(run))
    yield from (run for run in islice(shaped, MAX_JUDGED) if _is_valid_somewhere(run))
    yield from shaped


def _sentences(text: str) -> list[str]:
    return re.split(r"[.。।]\s|\n", unicodedata.normalize("NFKC", text))


def _has_shape(run: str) -> bool:
    digits = sum(map(str.isdigit, run))
    return MIN_DIGITS <= digits <= MAX_DIGITS and not _DATE.fullmatch(run)


def _is_valid_somewhere(run: str) -> bool:
    return any(_is_valid(run, region) for region in REGIONS)


def _is_valid(run: str, region: str) -> bool:
    try:
        number = phonenumbers.parse(run, region)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number)
