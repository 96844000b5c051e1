"""Estimates as people read them."""

from datetime import date
from decimal import Decimal

from django import template

from delegation.domain.ledger.intervals import Estimate
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
    return f"{value:,.2f}"


@register.filter
def get(values: dict[int, object], key: int) -> object:
    return values.get(key)


@register.filter
def days(first: date, last: date) -> str:
    """A stretch of days in words."""
    if first == last:
        return f"{first:%-d %B %Y}"
    return f"{first:%-d %B %Y} to {last:%-d %B %Y}"


CALL_NAMES = {
    "answer": "Answers",
    "lesson": "Answers that also taught",
    "retry": "Second attempts",
    "holdout": "Answers in the holdout",
    "abandoned": "Calls whose worker stopped",
    "exam": "Exams of the model",
    "trial": "Trials of an endpoint",
    "recheck": "Checks of fixed answers",
    "audit": "Checks of local answers",
    "batch": "Phrases learned in the background",
    "calibrate": "Measuring the overhead",
}
OVERHEAD_NAMES = {
    "answer": "Marks on answers",
    "lesson": "Lessons",
    "retry": "Marks on second attempts",
    "abandoned": "Marks on stopped calls",
}
REASONS = {
    "answer": "The line that asks what a reply waits for, and questions that taught nothing",
    "lesson": "What asking for a lesson added to the answers that taught",
}
OWN_CALLS = "Calls that only the product makes"


@register.filter
def call_name(kind: str) -> str:
    """The name of a kind of calls."""
    return CALL_NAMES.get(kind, kind)


@register.filter
def overhead_name(kind: str) -> str:
    """The name of what the product added to calls of a kind."""
    return OVERHEAD_NAMES.get(kind) or call_name(kind)


@register.filter
def overhead_reason(kind: str) -> str:
    """Why the product added it."""
    return REASONS.get(kind, OWN_CALLS)


MEASURE_NAMES = {
    "calls": "Teacher calls",
    "tokens": "Tokens",
    "cost": "Money",
    "wait": "Waiting",
    "messages": "Messages to the server",
}


@register.filter
def measure_name(measure: str) -> str:
    return MEASURE_NAMES[measure]


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
    return f"{int(number or 0):,}"
