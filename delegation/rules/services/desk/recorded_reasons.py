"""Reasons that the product itself writes into rows: in English there, translated where read.

What people give as a reason is shown as they wrote it.
"""

import re
from dataclasses import replace

from django.utils.translation import gettext

from delegation.domain.approval.dismissal import ALSO_AFTER, FROM_MORE
from delegation.domain.wording import worded
from delegation.languages import in_words

_TEMPLATES = (
    worded("first pack"),
    worded("updated: settings or format changed"),
    worded("scheduled rules begin"),
    worded("rules expired"),
    worded("its end date has passed"),
    worded("until %(day)s"),
    worded("1 complaint about version %(version)s"),
    worded("%(number)s complaints about version %(version)s"),
    worded("answering switched on"),
    worded("answering switched on: %(why)s"),
    worded("answering switched off"),
    worded("answering switched off: %(why)s"),
    worded("went back to version %(version)s: %(why)s"),
    worded("approved: %(rule)s"),
    worded("edited: %(rule)s"),
    worded("rejected: %(rule)s"),
    worded("retired: %(rule)s"),
    worded("suspended: %(rule)s"),
    worded("undone: %(rule)s"),
    worded("struck: word %(form)s"),
    worded("struck: part %(form)s"),
    worded("struck: list %(form)s"),
    worded("restored: word %(form)s"),
    worded("restored: part %(form)s"),
    worded("restored: list %(form)s"),
    worded("%(number)s changes: %(first)s"),
    ALSO_AFTER,
)
_PLACE = re.compile(r"%\((\w+)\)s")


def reason_in_words(reason: str) -> str:
    """Return a reason out of a row in the language of the reader."""
    for pattern, template in _PATTERNS:
        if found := pattern.fullmatch(reason):
            values = found.groupdict()
            if "first" in values:
                values["first"] = reason_in_words(values["first"])
            if "after" in values:
                replies = values["after"].split(" and ")
                values["after"] = gettext(" and ").join(map(gettext, replies))
            return gettext(template) % values
    for pattern in _COUNTED_PATTERNS:
        if found := pattern.fullmatch(reason):
            counts = {name: int(each.replace(",", "")) for name, each in found.groupdict().items()}
            return in_words(replace(FROM_MORE, parameters=counts))
    return reason


def _pattern_of(template: str) -> re.Pattern[str]:
    texts = _PLACE.split(template)  # every second one is the name of a place
    parts = [f"(?P<{text}>.+)" if at % 2 else re.escape(text) for at, text in enumerate(texts)]
    return re.compile("".join(parts), re.DOTALL)


_PATTERNS = [(_pattern_of(template), template) for template in _TEMPLATES]
_COUNTED_PATTERNS = [_pattern_of(template) for template in (FROM_MORE.template, FROM_MORE.many)]
