"""The gatekeeper's built files: evergreen under plain names, each release under its own."""

import gzip
import hashlib
import io
import json
import tarfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from delegation.environment import BASE_DIR

DIST = BASE_DIR / "frontend" / "dist"
RELEASES = BASE_DIR / "frontend" / "releases"
# What developers download: the types of the API, and the helper for their own servers.
BESIDE = (DIST / "gatekeeper.d.ts", BASE_DIR / "delegation_teacher.py")
# What npm installs from its address, and the files in it.
PACKAGE = BASE_DIR / "frontend" / "package"
TARBALL = "self-delegation.tgz"
PACKED = ("package.json", "README.md", "*.js", "*.d.ts", "server/*")
MEDIA_TYPES = {
    ".map": "application/json",
    ".py": "text/x-python; charset=utf-8",
    ".tgz": "application/gzip",
}
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
    return kept | named | plain | beside | {TARBALL: (PACKAGE / TARBALL, False)}


def find_script(name: str) -> Script | None:
    """Return the file that is served under this name, or None.

    An unknown hash never falls back to a newer file: its code would not fit the release that asks.
    """
    return _read(name) if name in _paths() else None


@cache  # of names that are served only: what else is asked for has no end
def _read(name: str) -> Script:
    path, immutable = _paths()[name]
    body = _pack() if name == TARBALL else path.read_bytes()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if path.suffix in MEDIA_TYPES:
        return Script(body, etag, immutable, MEDIA_TYPES[path.suffix])
    source_map = f"{name}.map" if f"{name}.map" in _paths() else ""
    return Script(body, etag, immutable, source_map=source_map)


def _pack() -> bytes:
    """Return the npm package as `npm pack` makes it; the same files are always the same bytes."""
    packed = io.BytesIO()
    files = sorted({path for pattern in PACKED for path in PACKAGE.glob(pattern)})
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w") as tar,
    ):
        for path in files:
            content = path.read_bytes()
            entry = tarfile.TarInfo(f"package/{path.relative_to(PACKAGE).as_posix()}")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return packed.getvalue()
