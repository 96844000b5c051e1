"""The guides for contributors name files, commands and rooms that exist."""

import re
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parent.parent
GUIDES = ("ARCHITECTURE.md", "CONTRIBUTING.md")
ROOMY = ("delegation/domain", "delegation/rules/services")
# A guide may shorten a path to what follows one of these.
PLACES = (
    "",
    "delegation/conversations/services/",
    "delegation/domain/",
    "delegation/domain/exports/",
    "delegation/domain/ledger/",
    "delegation/rules/services/",
    "delegation/savings/services/",
    "delegation/teacher/",
    "frontend/src/",
)
MADE_BY_A_RUN = (".venv", "node_modules")


def paths_in(guide: str) -> set[str]:
    """Everything in backticks or links that looks like a file or a folder of ours."""
    text = (BASE / guide).read_text("utf-8")
    quoted = set(re.findall(r"`([\w./-]+)`", text)) | set(re.findall(r"\]\(([\w./-]+)\)", text))
    named = {each for each in quoted if each.endswith("/") or re.search(r"\.\w{2,5}$", each)}
    return {each for each in named if "/" in each or each.endswith((".py", ".js", ".md", ".jsonl"))}


@pytest.mark.parametrize("guide", GUIDES)
def test_every_file_that_a_guide_names_exists(guide: str) -> None:
    named = {path for path in paths_in(guide) if not path.startswith(MADE_BY_A_RUN)}
    assert len(named) > 5
    missing = {
        path for path in named if not any((BASE / place / path).exists() for place in PLACES)
    }
    assert missing == set()


def test_every_make_target_that_a_guide_names_exists() -> None:
    makefile = (BASE / "Makefile").read_text("utf-8")
    text = "\n".join((BASE / guide).read_text("utf-8") for guide in GUIDES)
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", text, re.M))
    assert {name for name in named if not re.search(rf"^{name}:", makefile, re.M)} == set()


@pytest.mark.parametrize("package", ROOMY)
def test_the_architecture_lists_every_room(package: str) -> None:
    text = (BASE / "ARCHITECTURE.md").read_text("utf-8")
    rooms = {path.parent.name for path in (BASE / package).glob("*/__init__.py")}
    assert {room for room in rooms if f"| `{room}` |" not in text} == set()


def test_the_changelog_says_everything_once() -> None:
    bullets = re.split(r"^(?=- |#)", (BASE / "CHANGELOG.md").read_text("utf-8"), flags=re.M)
    begins = [each.splitlines()[0] for each in bullets if each.startswith("- ")]
    assert sorted(begins) == sorted(set(begins))
