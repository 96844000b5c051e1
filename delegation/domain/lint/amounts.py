"""Numbers, dates and prices, in digits and in words."""

import re
import unicodedata
from collections.abc import Iterator

from delegation.domain.language.word_lists import NUMBER, entries
from delegation.domain.lint.amount_words import DATES, PRICES
from delegation.domain.lint.clauses import read
from delegation.domain.lint.lexicon import Lexicon

_NUMBERS = Lexicon(entries([NUMBER]))
_DIGITS = re.compile(r"\d+")
_HEART = re.compile(r"<\s?3+(?!\d)")
_HAN_DIGITS = "〇零一二三四五六七八九十百千万萬亿億两兩"
# Two of them in a row are a number, unless they only mean "very" or "do"; so is one with a counter.
_COUNTERS = "个個号號点點元块次位件天岁歲人本枚時円名"
_HAN_NUMBER = re.compile(
    rf"(?!千万)[{_HAN_DIGITS}]{{2,}}|第[{_HAN_DIGITS}]|[二三四五六七八九两兩][{_COUNTERS}]"
)

_DATES = (
    re.compile(r"\b\d{1,4}\s?([./\-年])\s?\d{1,2}(?:\s?[./\-月]\s?\d{1,4})?\b"),
    re.compile(r"\d{1,2}\s?[:h時点點시]\s?\d{2}(?!\d)"),
    re.compile(r"(?i)\d\s?(?:[ap]\.?m\b|o.?clock|uhr\b|час|годин|時|点|點|시|월|月|日|年|น\.|बजे)"),
    re.compile(rf"[{_HAN_DIGITS}]+(?:月|点钟|點鐘|時|点半)"),
)
_DATE_WORDS = Lexicon(entries([DATES]))
_PRICE_WORDS = Lexicon(entries([PRICES]))
_AMOUNT = re.compile(
    rf"(?i)[\d{_HAN_DIGITS}]\s?(?:元|円|块|원|(?:pounds?|yen|won|kr|r|р|c|rs)\b|руб|грн)|\brs\.?\s?\d"
)


def find_numbers(text: str) -> Iterator[str]:
    """Digits of every script, number signs such as "½", and the number words of the tables."""
    yield from _DIGITS.findall(_HEART.sub("", text))
    yield from (sign for sign in sorted(set(text)) if unicodedata.category(sign) in {"Nl", "No"})
    yield from _NUMBERS.find(text)
    yield from (match[0] for match in _HAN_NUMBER.finditer(read(text).whole))


def find_dates(text: str) -> Iterator[str]:
    """Dates, times of day, and names of months and weekdays; "tomorrow" is small talk."""
    form = unicodedata.normalize("NFKC", text)
    for pattern in _DATES:
        yield from (match[0] for match in pattern.finditer(form))
    yield from _DATE_WORDS.find(text)


def find_prices(text: str) -> Iterator[str]:
    """Currency signs and names, amounts with them, and the word "price" itself."""
    yield from (sign for sign in sorted(set(text)) if unicodedata.category(sign) == "Sc")
    yield from (match[0] for match in _AMOUNT.finditer(unicodedata.normalize("NFKC", text)))
    yield from _PRICE_WORDS.find(text)
