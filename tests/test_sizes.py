"""A file that outgrows a few screens usually holds two ideas."""

from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
FOLDERS = ("delegation", "tenants", "tests", "scripts", "docker", "frontend/src")
SUFFIXES = {".py", ".js", ".mjs", ".css", ".html"}
MOST_LINES = 400


def lines_of_sources() -> dict[str, int]:
    """How many lines each file of ours has, by its path."""
    return {
        path.relative_to(BASE_DIR).as_posix(): len(path.read_text("utf-8").splitlines())
        for folder in FOLDERS
        for path in (BASE_DIR / folder).rglob("*")
        if path.suffix in SUFFIXES and "frozen" not in path.parts
    }


def test_no_file_is_longer_than_it_can_be_kept_in_mind() -> None:
    lines = lines_of_sources()

    assert lines  # it looked where the files are
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}
