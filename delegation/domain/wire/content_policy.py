"""What a page's Content-Security-Policy must also allow, and the policy that allows it.

The rules are those of Content Security Policy Level 3: a directive that is absent falls back to a
wider one, and a directive that is present inherits nothing from it.
"""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

HEADER = "content-security-policy"
REPORT_ONLY = "-report-only"
NONE = "'none'"
STRICT_DYNAMIC = "'strict-dynamic'"
# Directive -> the directives that govern it, the first one that is present. Script elements are
# what the snippet and its `import()` load.
GOVERNED_BY: dict[str, tuple[str, ...]] = {
    "script-src": ("script-src-elem", "script-src", "default-src"),
    "style-src": ("style-src-elem", "style-src", "default-src"),
    "frame-src": ("frame-src", "child-src", "default-src"),
    "worker-src": ("worker-src", "child-src", "script-src", "default-src"),
}

Directives = dict[str, list[str]]


def missing_sources(policy: str, needed: Mapping[str, list[str]]) -> Directives:
    """Return directive -> origins to add to it, for every needed directive that lacks some.

    `needed` maps a directive to origins, `scheme://host[:port]`. A header may carry several
    policies, separated by commas; browsers obey each of them.
    """
    missing: Directives = {}
    for each in _policies(policy):
        for directive, origins in _lacking(_directives(each), needed):
            known = missing.setdefault(directive, [])
            known += [origin for origin in origins if origin not in known]
    return missing


def amended_policy(policy: str, needed: Mapping[str, list[str]]) -> str:
    """Return the policy with what it lacks.

    A directive that is new in the policy starts with the sources that governed it before:
    `default-src 'self'` becomes `default-src 'self'; script-src 'self' https://...`.
    """
    return ", ".join(_amended(_directives(each), needed) for each in _policies(policy))


def asks_for_nonce(policy: str) -> bool:
    """Return whether a policy ignores script origins, so that the snippet needs its nonce."""
    governing = (_governing("script-src", _directives(each)) for each in _policies(policy))
    return any(found is not None and STRICT_DYNAMIC in found[1] for found in governing)


def _amended(held: Directives, needed: Mapping[str, list[str]]) -> str:
    amended = {name: list(sources) for name, sources in held.items()}
    for directive, origins in _lacking(held, needed):
        name, inherited = _governing(directive, held) or (directive, [])
        target = directive if name not in _own_names(directive) else name
        kept = [source for source in inherited if source.lower() != NONE]
        amended[target] = [*kept, *origins]
    return "; ".join(" ".join([name, *sources]) for name, sources in amended.items())


def _lacking(held: Directives, needed: Mapping[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
    for directive, origins in needed.items():
        governing = _governing(directive, held)
        if governing is None:
            continue  # nothing is forbidden
        lacking = [origin for origin in origins if not _allows(governing[1], origin)]
        if lacking:
            yield directive, lacking


def _governing(directive: str, held: Directives) -> tuple[str, list[str]] | None:
    """Return the directive that browsers obey in its place, with its sources."""
    names = GOVERNED_BY.get(directive, (directive, "default-src"))
    return next(((name, held[name]) for name in names if name in held), None)


def _own_names(directive: str) -> Sequence[str]:
    """Return the names whose sources may grow without allowing something else."""
    return (directive, f"{directive}-elem")


def _policies(text: str) -> list[str]:
    policies = [_without_header_name(each) for each in text.split(",")]
    return [each for each in policies if each.strip(" ;\n\t")]


def _without_header_name(policy: str) -> str:
    name, colon, rest = policy.partition(":")
    if colon and name.strip().lower().removesuffix(REPORT_ONLY) == HEADER:
        return rest
    return policy


def _directives(policy: str) -> Directives:
    """Return the directives by name; the first of each name counts, as in browsers."""
    found: Directives = {}
    for part in policy.split(";"):
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
    name, port = parts.hostname or "", parts.netloc.removeprefix(parts.hostname or "")
    if host.endswith(":*"):
        host, port = host.removesuffix(":*"), ""
    if host.startswith("*."):
        return (name + port).endswith(host[1:])
    return host == name + port
