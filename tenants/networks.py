"""Where a request comes from: one notion of a client's address, for limits and for sign-in."""

from django.conf import settings
from django.http import HttpRequest

from delegation.domain.wire.networks import client_address, network_of


def network_of_request(request: HttpRequest) -> str:
    """Return the client's network, such as `203.0.113.0/24`, as the trusted proxies saw it."""
    address = client_address(
        request.META.get("REMOTE_ADDR", ""),
        request.headers.get("X-Forwarded-For", ""),
        trusted_proxies=settings.TRUSTED_PROXIES,
    )
    return network_of(address)
