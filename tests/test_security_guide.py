"""The limits that SECURITY.md names are those of the settings and of the code."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from delegation.environment import Environment

GUIDE = Path(__file__).resolve().parent.parent / "SECURITY.md"
ROW = re.compile(r"^\| [^|]+ \| [^|]+ \| ([^|]+) \| `([\w.]+)` \|$", re.MULTILINE)
LIMITS = ROW.findall(GUIDE.read_text("utf-8"))


@pytest.mark.parametrize(("value", "name"), LIMITS)
def test_a_limit_of_the_guide_is_the_codes(value: str, name: str) -> None:
    if "." in name:
        module, constant = name.rsplit(".", 1)
        assert str(getattr(import_module(module), constant)) == value
    else:
        assert str(Environment.model_fields[name.lower()].default) == value


def test_the_guide_names_every_limit_of_the_settings() -> None:
    words = ("limit_per_", "longest_queue", "answers_of", "trial_", "allowance", "sign_ups_")
    limits = {name for name in Environment.model_fields if any(word in name for word in words)}
    assert {name.upper() for name in limits} <= {name for _, name in LIMITS}
