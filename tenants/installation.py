"""What a company puts into its page."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.html import format_html, format_html_join

from delegation.delivery import newest_release
from tenants.models import Tenant


def snippet(tenant: Tenant, key: str) -> str:
    """Return the line of HTML that loads the gatekeeper and its chat."""
    return format_html(
        '<script src="{}/gatekeeper.js" {} async></script>',
        settings.PUBLIC_URL,
        attributes(tenant, key),
    )


def pinned_snippet(tenant: Tenant, key: str) -> str:
    """Return the same line for one release, whose checksum browsers verify."""
    release = newest_release()
    return format_html(
        '<script src="{}/{}" integrity="{}" crossorigin="anonymous" {} async></script>',
        settings.PUBLIC_URL,
        release.name,
        release.integrity,
        attributes(tenant, key),
    )


def attributes(tenant: Tenant, key: str) -> str:
    """Return the snippet's attributes as HTML: the key, and how the chat introduces itself."""
    return format_html_join(
        " ",
        "{}{}",
        [(name, _quoted(value)) for name, value in attribute_values(tenant, key).items()],
    )


def _quoted(value: str) -> str:
    return format_html('="{}"', value) if value else ""


def attribute_values(tenant: Tenant, key: str) -> dict[str, str]:
    """Return the snippet's attributes by name."""
    values = {"data-key": key, "data-chat": "", "data-title": tenant.assistant_name}
    if tenant.greeting:
        values["data-greeting"] = tenant.greeting
    return values


def policy_line() -> str:
    """What a page's own Content-Security-Policy must allow, where it has one."""
    return "; ".join(f"{name} {' '.join(origins)}" for name, origins in policy_sources().items())


def policy_sources() -> dict[str, list[str]]:
    """Directive -> the origins of ours that it must allow."""
    web, stream = _origin(settings.PUBLIC_URL), _origin(settings.STREAM_URL)
    return {"script-src": [web], "connect-src": [web] if web == stream else [web, stream]}


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
