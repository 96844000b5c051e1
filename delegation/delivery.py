"""The gatekeeper's built files: evergreen under plain names, each release under its own."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from delegation.environment import BASE_DIR

DIST = BASE_DIR / "frontend" / "dist"
RELEASES = BASE_DIR / "frontend" / "releases"
# What developers download: the types of the API, and the helper for their own servers.
BESIDE = (DIST / "gatekeeper.d.ts", BASE_DIR / "delegation_teacher.py")
MEDIA_TYPES = {".map": "application/json", ".py": "text/x-python; charset=utf-8"}
INDEX = RELEASES / "releases.json"


@dataclass(frozen=True)
class Script:
    """One file as it is served. An `immutable` file never changes under its name."""

    body: bytes
    etag: str
    immutable: bool
    media_type: str = "text/javascript; charset=utf-8"
    source_map: str = ""  # its name, where one is kept: developer tools then show the sources


@dataclass(frozen=True)
class Release:
    """The newest release of the gatekeeper: its file name and its `integrity` value."""

    name: str
    integrity: str


@cache
def newest_release() -> Release:
    """Return the newest release, for pages that pin one."""
    built = json.loads((DIST / "release.json").read_text("utf-8"))
    return Release(f"gatekeeper.{built['version']}.js", built["integrity"])


@cache
def _paths() -> dict[str, tuple[Path, bool]]:
    """Return a map of served names to (file, whether it is immutable)."""
    built = json.loads((DIST / "release.json").read_text("utf-8"))["files"]
    kept = {path.name: (path, True) for path in RELEASES.glob("*.js*") if path != INDEX}
    named = {name: (DIST / file, True) for name, file in built.items()}
    plain = {path.name: (path, False) for path in DIST.glob("*.js")}
    beside = {path.name: (path, False) for path in BESIDE}
    return kept | named | plain | beside


def find_script(name: str) -> Script | None:
    """Return the file that is served under this name, or None.

    An unknown hash never falls back to a newer file: its code would not fit the release that asks.
    """
    return _read(name) if name in _paths() else None


@cache  # of names that are served only: what else is asked for has no end
def _read(name: str) -> Script:
    path, immutable = _paths()[name]
    body = path.read_bytes()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if path.suffix in MEDIA_TYPES:
        return Script(body, etag, immutable, MEDIA_TYPES[path.suffix])
    source_map = f"{name}.map" if f"{name}.map" in _paths() else ""
    return Script(body, etag, immutable, source_map=source_map)
