"""What every page knows about the signed-in person."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tenants import access
from tenants.models import User


def workspace(request: HttpRequest) -> dict[str, Any]:
    """`membership`: the person's role in the tenant they work in, or None."""

    def membership() -> Any:
        user = request.user
        if not isinstance(user, User):
            return None
        return access.get_membership(user, request.session.get("tenant_id"))

    return {"membership": SimpleLazyObject(membership)}
