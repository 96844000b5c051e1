"""The gatekeeper's built files: the newest under plain names, each release under names for ever."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from delegation.environment import BASE_DIR

DIST = BASE_DIR / "frontend" / "dist"
RELEASES = BASE_DIR / "frontend" / "releases"
INDEX = RELEASES / "releases.json"


@dataclass(frozen=True)
class Script:
    """One file as it is sent. What is `immutable` never has other bytes under its name."""

    body: bytes
    etag: str
    immutable: bool
    media_type: str = "text/javascript; charset=utf-8"
    source_map: str = ""  # its name, where one is kept: developer tools then show the sources


@dataclass(frozen=True)
class Release:
    """The newest gatekeeper under its name for ever, and what `integrity` says of its bytes."""

    name: str
    integrity: str


@cache
def newest_release() -> Release:
    """For pages that want to decide themselves when they change to another release."""
    built = json.loads((DIST / "release.json").read_text("utf-8"))
    return Release(f"gatekeeper.{built['version']}.js", built["integrity"])


@cache
def _paths() -> dict[str, tuple[Path, bool]]:
    """Every name that is served -> its file, and whether it is immutable."""
    built = json.loads((DIST / "release.json").read_text("utf-8"))["files"]
    kept = {path.name: (path, True) for path in RELEASES.glob("*.js*") if path != INDEX}
    named = {name: (DIST / file, True) for name, file in built.items()}
    plain = {path.name: (path, False) for path in DIST.glob("*.js")}
    return kept | named | plain


def find_script(name: str) -> Script | None:
    """The file that is served under this name; None where there is none.

    A name with a hash that is not known here gets no other file's bytes: beside a gatekeeper of
    another release they would be wrong, and nothing is better than wrong.
    """
    return _read(name) if name in _paths() else None


@cache  # of names that are served only: what else is asked for has no end
def _read(name: str) -> Script:
    path, immutable = _paths()[name]
    body = path.read_bytes()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if name.endswith(".map"):
        return Script(body, etag, immutable, "application/json")
    source_map = f"{name}.map" if f"{name}.map" in _paths() else ""
    return Script(body, etag, immutable, source_map=source_map)
