"""Styles say where a line begins and ends, not left and right: some languages begin there."""

import re
from pathlib import Path

import pytest

from tests.pseudo import in_pseudo

BASE = Path(__file__).resolve().parent.parent
STYLES = sorted(
    path for folder in ("tenants", "delegation") for path in (BASE / folder).glob("**/static/*.css")
)
PHYSICAL = re.compile(
    r"(?:margin|padding|border)-(?:left|right)\b|border-(?:top|bottom)-(?:left|right)-radius"
    r"|^\s*(?:left|right)\s*:|text-align:\s*(?:left|right)|float:\s*(?:left|right)",
    re.MULTILINE,
)
FOUR_SIDES = re.compile(r"(?:margin|padding|inset):\s*\S+ (\S+) \S+ (\S+?);")


def sides_in(style: str) -> list[str]:
    """Return the declarations that name a side, or that differ between both sides."""
    uneven = [each.group() for each in FOUR_SIDES.finditer(style) if each[1] != each[2]]
    return [each.strip() for each in PHYSICAL.findall(style)] + uneven


def test_no_style_names_left_or_right() -> None:
    assert STYLES
    assert {path.name: found for path in STYLES if (found := sides_in(path.read_text()))} == {}


@pytest.mark.parametrize(
    "style",
    [
        "p { margin-left: 1rem; }",
        "p {\n  left: 0;\n}",
        "p { text-align: right; }",
        "p { padding: 0 1rem 0 2rem; }",
        "p { border-top-left-radius: 1px; }",
    ],
)
def test_it_finds_a_side(style: str) -> None:
    assert sides_in(style)


def test_a_pseudo_text_keeps_what_is_no_word() -> None:
    assert in_pseudo("<b>%(name)s</b> is here") == "<b>%(name)s</b> ذغ دجعج"
