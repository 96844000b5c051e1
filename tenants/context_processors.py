"""What every page knows about the signed-in person."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tenants.pages import membership_of


def workspace(request: HttpRequest) -> dict[str, Any]:
    """`membership`: the person's role in the tenant they work in, or None.

    A request that is refused before anybody is recognised, as for a wrong host, has no user.
    """
    if not hasattr(request, "user"):
        return {"membership": None}
    return {"membership": SimpleLazyObject(lambda: membership_of(request))}
