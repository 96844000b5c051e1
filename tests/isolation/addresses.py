"""Every address of the web process, read from its URL tree."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, get_resolver

FORM = "<slug:form>"  # of a file
CONVERTER = re.compile(r"<(?:[a-z]+:)?[a-z_0-9]+>")


def routes() -> list[str]:
    """As they are written, in the order of the tree; each once."""
    return list(dict.fromkeys(_walk(get_resolver())))


def _walk(resolver: Any, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, route)
        else:
            yield route


def takes_an_id(route: str) -> bool:
    return CONVERTER.search(route) is not None


def path_of(route: str, identity: object) -> str:
    """The address with this id in it."""
    return "/" + CONVERTER.sub(lambda _: str(identity), route.replace(FORM, "csv"))
