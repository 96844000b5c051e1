"""What a company puts into its page."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.html import format_html

from delegation.delivery import newest_release


def snippet(key: str) -> str:
    """The one line of HTML that loads the gatekeeper and its chat box."""
    return format_html(
        '<script src="{}/gatekeeper.js" data-key="{}" data-chat async></script>',
        settings.PUBLIC_URL,
        key,
    )


def pinned_snippet(key: str) -> str:
    """The same line for one release, which browsers check: it changes only when the page does."""
    release = newest_release()
    return format_html(
        '<script src="{}/{}" integrity="{}" crossorigin="anonymous" data-key="{}" data-chat async>'
        "</script>",
        settings.PUBLIC_URL,
        release.name,
        release.integrity,
        key,
    )


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
