"""The small talk that the demo teacher knows: phrases and a reply per language and act."""

import json
from pathlib import Path
from typing import NamedTuple


class ScriptedLine(NamedTuple):
    """One act in one language: the phrases that do it, and the reply to them."""

    language: str
    act: str
    phrases: tuple[str, ...]
    reply: str


def _load(path: Path) -> tuple[ScriptedLine, ...]:
    table = json.loads(path.read_text(encoding="utf-8"))
    return tuple(
        ScriptedLine(language, act, tuple(entry["phrases"]), entry["reply"])
        for language, acts in table.items()
        for act, entry in acts.items()
    )


SMALL_TALK = _load(Path(__file__).with_name("smalltalk.json"))
