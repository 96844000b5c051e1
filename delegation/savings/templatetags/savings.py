"""Estimates as people read them."""

from datetime import date
from decimal import Decimal

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from delegation.domain.ledger.intervals import Estimate
from delegation.languages import write_day, write_number
from delegation.savings.services.figures_in_words import between, per_thousand, rate, span
from tenants.templatetags.figures import dollars, money

register = template.Library()

register.filter("rate", rate)
register.filter("span", span)


@register.filter
def money_between(estimate: Estimate) -> str:
    return between(estimate, money)


@register.filter
def dollars_between(estimate: Estimate) -> str:
    return between(estimate, dollars)


@register.filter
def rate_between(estimate: Estimate) -> str:
    return between(estimate, rate)


@register.filter
def span_between(estimate: Estimate) -> str:
    return between(estimate, span)


@register.filter
def per_thousand_between(estimate: Estimate) -> str:
    return between(estimate, per_thousand)


@register.filter
def measured(value: Decimal | None, measure: str) -> str | None:
    """A figure per conversation, in the words of its measure."""
    if value is None:
        return None
    if measure == "cost":
        return money(value)
    if measure == "wait":
        return span(value)
    return write_number(value, 2)


@register.filter
def get(values: dict[int, object], key: int) -> object:
    return values.get(key)


@register.filter
def days(first: date, last: date) -> str:
    """A stretch of days in words."""
    if first == last:
        return write_day(first)
    return gettext("%(first)s to %(last)s") % {"first": write_day(first), "last": write_day(last)}


CALL_NAMES = {
    "answer": _("Answers"),
    "lesson": _("Answers that also taught"),
    "retry": _("Second attempts"),
    "holdout": _("Answers in the holdout"),
    "abandoned": _("Calls whose worker stopped"),
    "exam": _("Exams of the model"),
    "trial": _("Trials of an endpoint"),
    "recheck": _("Checks of fixed answers"),
    "audit": _("Checks of local answers"),
    "batch": _("Phrases learned in the background"),
    "calibrate": _("Measuring the overhead"),
}
OVERHEAD_NAMES = {
    "answer": _("Marks on answers"),
    "lesson": _("Lessons"),
    "retry": _("Marks on second attempts"),
    "abandoned": _("Marks on stopped calls"),
}
REASONS = {
    "answer": _("The line that asks what a reply waits for, and questions that taught nothing"),
    "lesson": _("What asking for a lesson added to the answers that taught"),
}
OWN_CALLS = _("Calls that only the product makes")


@register.filter
def call_name(kind: str) -> str:
    """The name of a kind of calls."""
    return str(CALL_NAMES.get(kind, kind))


@register.filter
def overhead_name(kind: str) -> str:
    """The name of what the product added to calls of a kind."""
    return str(OVERHEAD_NAMES.get(kind) or call_name(kind))


@register.filter
def overhead_reason(kind: str) -> str:
    """Why the product added it."""
    return str(REASONS.get(kind, OWN_CALLS))


MEASURE_NAMES = {
    "calls": _("Teacher calls"),
    "tokens": _("Tokens"),
    "cost": _("Money"),
    "wait": _("Waiting"),
    "messages": _("Messages to the server"),
}


@register.filter
def measure_name(measure: str) -> str:
    return str(MEASURE_NAMES[measure])


@register.filter
def measured_between(estimate: Estimate, measure: str) -> str:
    return between(estimate, lambda value: measured(value, measure))


@register.filter
def negative(amount: Decimal | None) -> Decimal | None:
    return -amount if amount else amount


@register.filter
def integer(number: Decimal | None) -> int:
    return int(number or 0)


@register.filter
def whole(number: Decimal | None) -> str:
    return write_number(int(number or 0))
