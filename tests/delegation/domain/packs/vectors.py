"""The cases that Python and JavaScript share."""

import json
from pathlib import Path
from typing import Any

from delegation.domain.packs.compiling import PackRule

SHARED = Path(__file__).parents[3] / "shared"


def cases(name: str) -> list[dict[str, Any]]:
    """The lines of tests/shared/<name>.jsonl."""
    lines = (SHARED / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def rule_of(data: dict[str, Any]) -> PackRule:
    """A rule as the vectors hold it."""
    return PackRule(**{**data, "states": tuple(data["states"]), "phrases": tuple(data["phrases"])})


def pack_of_tomorrow(pack: dict[str, Any]) -> dict[str, Any]:
    """The pack with a part, a setting and an act that readers of today do not know."""
    sympathy = [900, 1, "sympathy", "nothing", "en", None, "Oh no!", "what a shame"]
    return {
        **pack,
        "settings": {**pack["settings"], "suggestions": ["Where is my order?"]},
        "rules": [sympathy, *pack["rules"]],
        "moods": {"sad": ["shame"]},
    }


def make_rule(identity: int, act: str, *phrases: str, states: str = "nothing") -> PackRule:
    """A live rule that replies with its own number."""
    return PackRule(
        identity, 1, act, tuple(states.split()), None, phrases, f"reply {identity}", None
    )
