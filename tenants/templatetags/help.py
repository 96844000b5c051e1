"""The "?" beside a term."""

from django import template

from tenants.terms import TERMS, Term

register = template.Library()


@register.inclusion_tag("parts/help.html")
def help_on(name: str) -> dict[str, Term]:
    """Show a "?" that opens two sentences about a term of `tenants.terms`."""
    return {"term": TERMS[name]}
