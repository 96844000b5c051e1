"""What every page knows about its reader."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from tenants.pages import membership_of


def workspace(request: HttpRequest) -> dict[str, Any]:
    """`membership`: the person's role in the tenant they work in, or None.

    A request that is refused before anybody is recognised, as for a wrong host, has no user.
    """
    if not hasattr(request, "user"):
        return {"membership": None}
    return {"membership": SimpleLazyObject(lambda: membership_of(request))}


def languages(request: HttpRequest) -> dict[str, Any]:
    """Return the language of the page, its direction, and whether people may choose another."""
    return {
        "LANGUAGE_CODE": translation.get_language() or "en",
        "LANGUAGE_BIDI": translation.get_language_bidi(),
        "may_choose_language": len(settings.LANGUAGES) > 1,
    }
