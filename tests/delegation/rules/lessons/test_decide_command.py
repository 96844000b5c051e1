"""`manage.py decide`: an integrator asks what browsers would do; Node gives the same answers."""

import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

BASE = Path(__file__).resolve().parents[4]
ASKED = [
    {"text": "Hello!", "awaiting": "nothing"},
    {"text": "gracias 😊", "awaiting": "nothing"},
    {"text": "no entendi", "awaiting": "more"},
    {"text": "No, gracias", "awaiting": "more"},
    {"text": "thanks", "awaiting": "confirm"},
    {"text": "hello i need help", "awaiting": "nothing"},
]
RULES = {
    "format": 1,
    "rules": [
        {"phrase": "no gracias", "act": "farewell", "response": "¡Adiós!", "states": ["more"]},
        {"phrase": "entendi", "act": "acknowledgement", "response": "Vale."},
        {"phrase": "no", "act": "farewell", "response": "Adiós.", "states": ["more"]},
    ],
}


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    asked, rules = tmp_path / "asked.jsonl", tmp_path / "rules.json"
    asked.write_text("\n".join(map(json.dumps, ASKED)))
    rules.write_text(json.dumps(RULES))
    return asked, rules


def decided(lines: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.splitlines()]


def test_it_decides_each_line_as_node_does(files: tuple[Path, Path], tmp_path: Path) -> None:
    asked, rules = files
    out, pack = io.StringIO(), tmp_path / "pack.json"
    call_command("decide", asked, starters="en,es", rules=rules, pack=pack, stdout=out)
    found = decided(out.getvalue())
    assert [each["decision"] for each in found] == [
        "local",
        "local",
        "escalate",
        "local",
        "escalate",
        "escalate",
    ]
    assert all(each["reason"] and each["explanation"] for each in found)

    command = ["node", str(BASE / "frontend" / "decide.mjs"), str(asked), str(pack)]
    node = subprocess.run(command, capture_output=True, text=True, check=True)
    for mine, theirs in zip(found, decided(node.stdout), strict=True):
        assert (mine["rule"], mine["reason"]) == (theirs["rule"], theirs["reason"])


@pytest.mark.parametrize("options", [{"starters": "xx"}, {"rules": Path("missing.json")}])
def test_what_it_cannot_use_is_named(files: tuple[Path, Path], options: dict[str, object]) -> None:
    with pytest.raises(CommandError):
        call_command("decide", files[0], **options)
