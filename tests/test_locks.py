"""Locks pin versions and hashes and hold no address: anyone installs from the index they use."""

from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
LOCKS = (
    *(path for path in BASE.glob("requirements*.txt")),
    *(BASE / folder / "package-lock.json" for folder in (".", "tests/browser/package/apps")),
    BASE / "tests" / "mutation" / "stryker" / "package-lock.json",
)


def test_no_lock_holds_an_address() -> None:
    found = {path.name: path.read_text("utf-8") for path in LOCKS}
    assert len(LOCKS) >= 6
    assert [name for name, text in found.items() if "://" in text] == []
