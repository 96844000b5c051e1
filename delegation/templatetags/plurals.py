"""Counts with their nouns in templates."""

from django import template

from delegation import languages

register = template.Library()


@register.filter
def counted(count: int, noun: str) -> str:
    """Return a count with its noun: `{{ n|counted:"visitor" }}`, or "reply,replies"."""
    one, _, many = noun.partition(",")
    return languages.counted(count, one, many or None)


@register.filter
def noun_for(count: int, noun: str) -> str:
    """Return the noun alone: `<b>{{ n }}</b> {{ n|noun_for:"visitor" }}`."""
    one, _, many = noun.partition(",")
    return languages.noun_for(count, one, many or None)
