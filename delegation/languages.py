"""The languages of the pages, and the one place that translates what others worded."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache

import babel
from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_currency, format_decimal
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext

from delegation.domain.wording import Joined, Sentence, Worded

ENGLISH = "en"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def offered() -> list[tuple[str, str]]:
    """Return the code and the native name of each language that people may choose."""
    return [
        (code, str(translation.get_language_info(code)["name_local"]).capitalize())
        for code, _ in settings.LANGUAGES
    ]


def is_offered(code: str) -> bool:
    return code in dict(settings.LANGUAGES)


def in_words(text: Worded | Exception) -> str:
    """Return a text of the domain, or why it refused something, in the language of the reader."""
    if isinstance(text, Exception):
        return in_words(text.args[0]) if text.args else ""
    if isinstance(text, Joined):
        parts = (in_words(part) if isinstance(part, Sentence) else part for part in text.parts)
        return _translated(text.between).join(parts)
    if not isinstance(text, Sentence):
        return _translated(text)
    shown = {name: _shown(value) for name, value in text.parameters.items()}
    if not text.many:
        return gettext(text.template) % shown
    number = text.parameters["number"]
    assert isinstance(number, int)  # noqa: S101 - the plural is chosen by it
    return ngettext(text.template, text.many, number) % shown


def _translated(text: str) -> str:
    return gettext(text) if text else ""  # of an empty text, gettext returns a catalogue's head


def _shown(value: object) -> object:
    if isinstance(value, Sentence | Joined):
        return in_words(value)
    return write_number(value) if isinstance(value, int) else value


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun in the language of the reader: `1 visitor`, `2 replies`.

    Only where it stands alone, as in the cell of a table. A sentence is translated whole.
    """
    both = (f"%(number)s {one}", f"%(number)s {many or f'{one}s'}")
    return ngettext(*both, count) % {"number": write_number(count)}


def noun_for(count: int, one: str, many: str | None = None) -> str:
    """Return the noun alone, where the count has an element to itself."""
    return ngettext(one, many or f"{one}s", count)


def is_english() -> bool:
    return (translation.get_language() or ENGLISH).startswith(ENGLISH)


def locale() -> babel.Locale:
    """Return the reader's locale, or the nearest that Babel knows."""
    return _locale(translation.get_language() or ENGLISH)


@cache
def _locale(code: str) -> babel.Locale:
    for name in (translation.to_locale(code), code.partition("-")[0]):
        try:
            return babel.Locale.parse(name)
        except (babel.UnknownLocaleError, ValueError):
            continue
    return babel.Locale(ENGLISH)


def write_number(number: int | float | Decimal, places: int = 0) -> str:
    """Return a number with the reader's signs between thousands and before fractions."""
    if is_english():
        return f"{number:,.{places}f}"
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return str(format_decimal(number, format=pattern, locale=locale()))


def write_money(amount: Decimal, code: str) -> str:
    """Return an amount of a currency as people outside of English write it."""
    return str(format_currency(amount, code, locale=locale(), decimal_quantization=False))


def currency_name(code: str, english: str) -> str:
    """Return what the reader calls a currency."""
    return english if is_english() else str(locale().currencies.get(code, english))


def language_name(tag: str) -> str:
    """Return what the reader calls a language: `German`, `Deutsch`; its tag where none is known."""
    try:
        spoken = babel.Locale.parse(tag, sep="-")
    except (babel.UnknownLocaleError, ValueError):
        return tag
    return spoken.get_display_name(locale()) or tag


def write_percent(number: str) -> str:
    """Return a written number with its sign: `12 %`, in Portuguese `12%`."""
    if is_english():
        return f"{number} %"
    pattern = locale().percent_formats[None].pattern
    return f"{number}%" if "0%" in pattern else f"{number}{NO_BREAK_SPACE}%"


def write_day(day: date) -> str:
    """Return a day with the name of its month: `5 March 2026`, `5. März 2026`."""
    if isinstance(day, datetime) and timezone.is_aware(day):
        day = timezone.localtime(day)
    if is_english():
        return f"{day:%-d %B %Y}"
    return str(format_date(day, "long", locale=locale()))


def write_day_without_year(day: date) -> str:
    """Return a day of a year that is named elsewhere: `5 March`, `5. März`."""
    return f"{day:%-d %B}" if is_english() else _skeleton("MMMMd", day)


def write_short_day(day: date) -> str:
    """Return a day as short as the axis of a chart needs it: `5 Mar`."""
    return f"{day:%-d %b}" if is_english() else _skeleton("MMMd", day)


def write_month(day: date) -> str:
    """Return the month of a day, and its year: `March 2026`."""
    return f"{day:%B %Y}" if is_english() else _skeleton("yMMMM", day)


def write_short_month(day: date) -> str:
    """Return the month of a day as short as the axis of a chart needs it: `Mar 2026`."""
    return f"{day:%b %Y}" if is_english() else _skeleton("yMMM", day)


def _skeleton(parts: str, day: date) -> str:
    return str(format_skeleton(parts, day, locale=locale()))


def write_moment(moment: datetime) -> str:
    """Return a day and a time in the active time zone: `5 March 2026, 14:05`."""
    if timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    if is_english():
        return f"{moment:%-d %B %Y, %H:%M}"
    time = str(format_datetime(moment, "HH:mm", locale=locale()))
    return f"{write_day(moment)}, {time}"
