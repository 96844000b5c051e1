"""What a page's Content-Security-Policy still has to allow."""

from urllib.parse import urlsplit


def missing_sources(policy: str, needed: dict[str, list[str]]) -> dict[str, list[str]]:
    """Directive -> origins to add to it, for every needed directive that lacks some.

    `needed` maps a directive to origins, `scheme://host[:port]`. A directive that is absent falls
    back to default-src, as in browsers; without either nothing is forbidden.
    """
    held = _directives(policy)
    missing = {}
    for directive, origins in needed.items():
        sources = held.get(directive, held.get("default-src"))
        if sources is None:
            continue
        lacking = [origin for origin in origins if not _allows(sources, origin)]
        if lacking:
            missing[directive] = lacking
    return missing


def _directives(policy: str) -> dict[str, list[str]]:
    """The first of each name counts, as in browsers."""
    found: dict[str, list[str]] = {}
    for part in policy.removeprefix("Content-Security-Policy:").split(";"):
        words = part.split()
        if words:
            found.setdefault(words[0].lower(), words[1:])
    return found


def _allows(sources: list[str], origin: str) -> bool:
    return any(_matches(source, origin) for source in sources)


def _matches(source: str, origin: str) -> bool:
    parts = urlsplit(origin)
    source = source.rstrip("/").lower()
    if source == "*":
        return True
    if source == f"{parts.scheme}:":
        return True
    scheme, separator, host = source.rpartition("://")
    if separator and scheme != parts.scheme:
        return False
    if host.startswith("*."):
        return parts.netloc.endswith(host[1:])
    return host == parts.netloc
