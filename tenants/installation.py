"""What a company puts into its page."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.html import format_html, format_html_join

from delegation.delivery import newest_release


def snippet(key: str) -> str:
    """Return the line of HTML that loads the gatekeeper and its chat."""
    return format_html(
        '<script src="{}/gatekeeper.js" {} async></script>',
        settings.PUBLIC_URL,
        attributes(key),
    )


def pinned_snippet(key: str) -> str:
    """Return the same line for one release, whose checksum browsers verify."""
    release = newest_release()
    return format_html(
        '<script src="{}/{}" integrity="{}" crossorigin="anonymous" {} async></script>',
        settings.PUBLIC_URL,
        release.name,
        release.integrity,
        attributes(key),
    )


def script_address() -> str:
    """Return where the newest gatekeeper is."""
    return f"{settings.PUBLIC_URL}/gatekeeper.js"


def attributes(key: str) -> str:
    """Return the snippet's attributes as HTML. What the chat shows comes with the pack."""
    return format_html_join(
        " ",
        "{}{}",
        [(name, _quoted(value)) for name, value in attribute_values(key).items()],
    )


def _quoted(value: str) -> str:
    return format_html('="{}"', value) if value else ""


def attribute_values(key: str) -> dict[str, str]:
    """Return the snippet's attributes by name."""
    return {"data-key": key, "data-chat": ""}


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
