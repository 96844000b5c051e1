"""The limits that SECURITY.md names are those of the settings and of the code, and all of them."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from delegation.environment import Environment

BASE = Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| `([\w.]+)` \|$", re.MULTILINE)
LIMITS = [(value, name) for _, _, value, name in ROW.findall((BASE / "SECURITY.md").read_text())]
# How limits are called that protect against strangers and tenants. Others bound our own work.
PROTECTS = re.compile(
    r".*_OF_A_(NETWORK|TENANT)|MOST_(PER_\w+|WAITING|WEBHOOKS|TESTS|KEPT)|PROGRAM_LIMIT"
    r"|STREAMS_PER_\w+|(NETWORKS|TENANTS)_PART|MAX_(BODY_BYTES|MESSAGE)|ANSWERS_PER_CALL"
)
ELSEWHERE = ("delegation.settings", "delegation.embedded")  # variables, and the demo
OF_VARIABLES = (
    "limit_per_", "longest_queue", "answers_of", "trial_", "allowance", "sign_ups_", "_share"
)  # fmt: skip


def limits_of_the_code() -> Iterator[str]:
    for package in ("delegation", "tenants"):
        for path in (BASE / package).rglob("*.py"):
            module = ".".join(path.relative_to(BASE).with_suffix("").parts)
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                    name = node.targets[0].id
                    if PROTECTS.fullmatch(name) and not module.startswith(ELSEWHERE):
                        yield f"{module}.{name}"


@pytest.mark.parametrize(("value", "name"), LIMITS)
def test_a_limit_of_the_guide_is_the_codes(value: str, name: str) -> None:
    if "." in name:
        module, constant = name.rsplit(".", 1)
        assert str(getattr(import_module(module), constant)) == value
    else:
        assert str(Environment.model_fields[name.lower()].default) == value


def test_the_guide_names_every_limit_of_the_settings() -> None:
    limits = {
        name for name in Environment.model_fields if any(word in name for word in OF_VARIABLES)
    }
    assert {name.upper() for name in limits} <= {name for _, name in LIMITS}


def test_the_guide_names_every_limit_of_the_code() -> None:
    assert set(limits_of_the_code()) <= {name for _, name in LIMITS}


def test_the_guide_says_what_each_limit_counts() -> None:
    text = (BASE / "SECURITY.md").read_text()
    table = [line for line in text.splitlines() if line.startswith("| ") and "|---" not in line]
    assert len(ROW.findall(text)) == len(table) - 1  # the heading
