"""The README is held to the code: what it names exists, and what exists is named."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import get_resolver

from delegation import errors
from delegation.environment import Environment
from delegation.stream import errors as stream_errors

BASE = Path(__file__).resolve().parent.parent
README = (BASE / "README.md").read_text()
OURS = ("delegation", "tenants")


def table_after(header: str) -> list[list[str]]:
    """The cells of the rows of the table that begins with this header."""
    lines = README[README.index(header) :].splitlines()[2:]
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def names_in(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_setting_is_named_with_its_default_and_meaning() -> None:
    shown = {
        names_in(name)[0]: (default, means) for name, default, means in table_after("| variable |")
    }
    assert list(shown) == [name.upper() for name in Environment.model_fields]
    for name, field in Environment.model_fields.items():
        default, means = shown[name.upper()]
        assert means == field.description
        if names_in(default):
            expected = ".state" if name == "state_dir" else str(field.default)
            assert names_in(default)[0].lower() == expected.lower()


def test_every_command_is_named_and_exists() -> None:
    named = {words for cell, *_ in table_after("| command |") for words in names_in(cell)}
    commands = {name.split()[1] for name in named if name.startswith("manage.py")}
    ours = {name for name, app in get_commands().items() if app.split(".")[0] in OURS}
    assert commands == ours
    targets = {name.split()[1] for name in named if name.startswith("make")} | {"demo", "test"}
    in_makefile = set(re.findall(r"^([a-z-]+):.*## ", (BASE / "Makefile").read_text(), re.M))
    assert targets == in_makefile


def test_every_folder_exists() -> None:
    for cell, _ in table_after("| folder |"):
        assert (BASE / names_in(cell)[0]).is_dir()


def test_every_public_endpoint_is_named_and_answers() -> None:
    named = {
        name.split()[1]
        .replace("<id>", "00000000-0000-4000-8000-000000000000")
        .replace("<number>", "1")
        .replace("<version>", "0" * 8)
        for request, does in table_after("| request |")
        for name in names_in(request) + names_in(does)
        if name.startswith(("GET", "POST")) and "(stream)" not in does
    }
    for path in named:
        get_resolver().resolve(path)
    routes = {str(pattern.pattern) for pattern in get_resolver("delegation.urls").url_patterns}
    assert "api/v1/" in routes


def test_every_error_is_explained_by_its_own_message() -> None:
    explained = {names_in(cell)[0]: means for cell, means in table_after("| code |")}
    ours = {error.code: error.message for error in errors.ApiError.__subclasses__()}
    streams = {
        error.code: f"(stream) {error.message}"
        for error in stream_errors.Refusal.__subclasses__()
        if error.code not in ours
    }
    assert explained == ours | streams


@pytest.mark.parametrize("command", ["make demo", "make test"])
def test_the_newcomers_commands_are_there(command: str) -> None:
    assert command in README


def test_ci_runs_what_the_readme_says() -> None:
    assert "CI=true make test" in README
    assert "make test" in (BASE / ".ci" / "run").read_text()
