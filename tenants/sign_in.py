"""How people sign in: allauth's adapter with our notion of a client and of our own address."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from tenants.mail import language_of_reader
from tenants.networks import network_of_request
from tenants.row_security import as_platform
from tenants.services.standing import may_make_workspaces


@dataclass(frozen=True)
class OurSite:
    """What the templates of emails know of this service."""

    name: str
    domain: str


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Count attempts by network, and never let one network lock a person out of another."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return whether people who were not invited may sign up now."""
        with as_platform("all workspaces of a day are counted"):
            return may_make_workspaces()

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the client's network: allauth's limits per address count by it."""
        return network_of_request(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count wrong passwords per account *and* network.

        Counted per account alone, anyone could lock any account by guessing wrongly.
        """
        account: str = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{account}:{network_of_request(request)}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send an email that names our own address, whatever Host the request named."""
        ours = {"current_site": OurSite("Self-delegation", urlsplit(settings.PUBLIC_URL).netloc)}
        with translation.override(language_of_reader(context.get("user"))):
            super().send_mail(template_prefix, email, ours | context)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of the email, on our own address whatever Host the request named."""
        return on_our_address(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Return the link of the email, on our own address whatever Host the request named."""
        return on_our_address(super().get_email_confirmation_url(request, emailconfirmation))


def on_our_address(url: str) -> str:
    """Return the same path and query at `PUBLIC_URL`."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{settings.PUBLIC_URL}{parts.path}{query}"
