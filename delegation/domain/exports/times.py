"""Moments as exports write them, and which of two numbers is the day."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise

# Characters of a cell that are read: no date is longer, and the patterns try every split of spaces.
LONGEST = 80
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_COMPACT = re.compile(r"(?:19|20)\d{6}")  # 20260131
_SECONDS_OF_1973 = 100_000_000
_LONGEST_SECONDS = 100_000_000_000  # as seconds, this is the year 5138
_LONGEST_MILLISECONDS = _LONGEST_SECONDS * 1_000
_LONGEST_MICROSECONDS = _LONGEST_MILLISECONDS * 1_000
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_051  # days of a spreadsheet: the years 2000 to 2100
_FIRST_DAY = datetime(1899, 12, 30, tzinfo=UTC)
_CLOCK = (
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?(?:[:.](?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(?P<half>[ap]\.?\s?m\b\.?|上午|下午|午前|午後|오전|오후)?"
)
_DATE = re.compile(
    r"\D{0,3}?(?P<a>\d{1,4})(?:[./-]|\s?[年년]\s?|\.\s)(?P<b>\d{1,2})(?:[./-]|\s?[月월]\s?|\.\s)"
    r"(?P<c>\d{1,4})[日일.]?"
    r"(?:[,\s]*(?:T|at|um|às|à|a las|las|kl\.?|o)?\s*(?P<early>上午|下午|午前|午後|오전|오후)?\s*"
    + _CLOCK
    + r")?",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"(?:[^\W\d]{2,12}\.?,?\s+)?(?:(?P<month_a>[^\W\d]{3,12})\.?\s+(?P<day_a>\d{1,2})(?:st|nd|rd|th)?"
    r"|(?P<day_b>\d{1,2})(?:st|nd|rd|th|\.|º)?[\s-]+(?:de\s+)?(?P<month_b>[^\W\d]{3,12})\.?)"
    r"[,\s-]+(?:de\s+)?(?P<year>\d{4})(?:[,\s]*(?:at|um|às|à|a las|kl\.?)?\s*" + _CLOCK + r")?",
    re.IGNORECASE,
)
_ONLY_CLOCK = re.compile(r"\s*" + _CLOCK, re.IGNORECASE)
_ZONE = re.compile(r"\s*(?:UTC|GMT|Z|\(UTC\))$", re.IGNORECASE)
# The beginnings of the months' names: English, Spanish, Portuguese, German, French, Italian, Dutch.
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan ene gen", "feb fev fév", "mar mär mrt maa", "apr abr avr", "may mai mag mei maj",
            "jun juin giu", "jul juil lug", "aug ago aoû aou", "sep set", "oct okt out ott", "nov",
            "dec dez dic déc",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_AFTERNOON = ("p", "下", "午後", "오후")


def read_time(text: str, *, day_first: bool = True) -> float | None:
    """Return Unix seconds of a date, an ISO time, or a number that counts seconds or days.

    None for other texts, and for numbers beyond the year 5138.
    """
    text = text.strip().strip("[]()\u200e\u200f")
    if len(text) > LONGEST:
        return None
    if _NUMBER.fullmatch(text) and not _COMPACT.fullmatch(text):
        return _counted(float(text))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _written(text, day_first=day_first)
    return _seconds(moment)


def read_clock(text: str) -> float | None:
    """Return the seconds since midnight of a time without a day."""
    text = text.strip()
    if len(text) > LONGEST:
        return None
    if _NUMBER.fullmatch(text):  # a spreadsheet's part of a day
        return float(text) * 86_400 if 0 <= float(text) < 1 else None
    found = _ONLY_CLOCK.fullmatch(text)
    if found is None or found["minute"] is None:
        return None
    return timedelta(
        hours=_hour(found), minutes=int(found["minute"]), seconds=int(found["second"] or 0)
    ).total_seconds()


def day_comes_first(texts: Iterable[str]) -> bool | None:
    """Whether dates such as 03/04/2026 begin with the day; None where all may be either."""
    for text in texts:
        numbers = _two_numbers(text)
        if numbers is None:
            continue
        first, second = numbers
        if first > 12 >= second:
            return True
        if second > 12 >= first:
            return False
    return None


def doubtful_date(texts: Iterable[str]) -> str:
    """Return the first date that may be either of two days, and an empty text without one."""
    for text in texts:
        numbers = _two_numbers(text)
        if numbers and numbers[0] != numbers[1] and max(numbers) <= 12:
            return text.strip(" []\u200e\u200f")
    return ""


def order_of_dates(texts: Sequence[str], chosen: bool | None = None) -> tuple[str, bool | None]:
    """Return an example of a date that may be either of two days, and whether the day comes first.

    The example is empty where the file says which it is. Where it does not, `chosen` counts, and
    without a choice the order that keeps the file sorted.
    """
    order = day_comes_first(texts)
    example = "" if order is not None else doubtful_date(texts)
    if example:
        order = chosen if chosen is not None else order_by_neighbours(texts)
    return example, order


def order_by_neighbours(texts: Sequence[str]) -> bool | None:
    """Whether the day comes first, by what keeps a file in order; None where neither order does."""
    turns = {}
    for day_first in (True, False):
        moments = [read_time(text, day_first=day_first) for text in texts]
        known = [moment for moment in moments if moment is not None]
        pairs = list(pairwise(known))
        turns[day_first] = min(
            sum(before > after for before, after in pairs),
            sum(before < after for before, after in pairs),
        )
    if turns[True] == turns[False]:
        return None
    return turns[True] < turns[False]


def _two_numbers(text: str) -> tuple[int, int] | None:
    """The two numbers of a date that may be its day; None where the year comes first."""
    text = text.strip(" [\u200e\u200f")
    found = _DATE.match(text) if len(text) <= LONGEST else None
    if found is None or len(found["a"]) > 2:
        return None
    numbers = int(found["a"]), int(found["b"])
    return numbers if all(0 < number <= 31 for number in numbers) else None


def _counted(number: float) -> float | None:
    if _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return _seconds(_FIRST_DAY + timedelta(days=number))
    if number < _SECONDS_OF_1973:
        return None
    if number > _LONGEST_MILLISECONDS:
        return number / 1_000_000 if number <= _LONGEST_MICROSECONDS else None
    return number / 1000 if number > _LONGEST_SECONDS else number


def _written(text: str, *, day_first: bool) -> float | None:
    text = _ZONE.sub("", text.replace("\u202f", " ").replace("\xa0", " "))
    try:
        return _seconds(datetime.fromisoformat(text))
    except ValueError:
        pass
    found = _DATE.match(text)
    if found is not None:
        return _moment(*_day_of(found, day_first=day_first), found)
    found = _WORDS.match(text)
    if found is not None:
        month = _MONTHS.get((found["month_a"] or found["month_b"])[:4].casefold()) or _MONTHS.get(
            (found["month_a"] or found["month_b"])[:3].casefold()
        )
        day = int(found["day_a"] or found["day_b"])
        return None if month is None else _moment(int(found["year"]), month, day, found)
    try:
        return _seconds(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError):
        return None


def _day_of(found: re.Match[str], *, day_first: bool) -> tuple[int, int, int]:
    first, second, third = (int(found[name]) for name in ("a", "b", "c"))
    if len(found["a"]) == 4:
        return first, second, third
    year = third + 2000 if third < 100 else third
    return (year, second, first) if day_first else (year, first, second)


def _moment(year: int, month: int, day: int, found: re.Match[str]) -> float | None:
    minute, second = int(found["minute"] or 0), int(found["second"] or 0)
    try:
        return datetime(year, month, day, _hour(found), minute, second, tzinfo=UTC).timestamp()
    except (ValueError, OverflowError):
        return None


def _hour(found: re.Match[str]) -> int:
    hour = int(found["hour"] or 0)
    half = (found["half"] or found.groupdict().get("early") or "").lower()
    return hour % 12 + (12 if half.startswith(_AFTERNOON) else 0) if half else hour


def _seconds(moment: datetime) -> float | None:
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (OverflowError, ValueError):
        return None
