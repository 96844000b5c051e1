"""Python and JavaScript on recorded dialogues: `python -m tests.benchmarks.matching_sets FILE...`.

Each file is labelled dialogues (`.jsonl.gz`). All of its lessons are compiled into packs, at one
and at three sightings, with and without what a teacher need not answer itself; both sides decide
every message with each pack. The small talk and the traps of `tests/shared` are decided too. Prints
every difference, and the size of each pack in bytes of gzip.
"""

import gzip
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from delegation.domain.packs.compiling import load_pack
from delegation.domain.packs.matching import decide
from delegation.domain.replay.loop import Loop
from delegation.domain.replay.replay import TAUGHT_GOLD
from delegation.domain.replay.transcripts import TranscriptMessage, read_jsonl
from tests.delegation.domain.packs.small_talk_cases import LANGUAGES, asked, pack_of

TWIN = Path(__file__).parents[1] / "js" / "small-talk-decisions.mjs"
Asked = list[tuple[str, str, str]]
"""(pack, message, what is awaited)."""


def packs_of(messages: list[TranscriptMessage]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The packs that these dialogues end with, by what was taught."""
    for golds in (TAUGHT_GOLD[:1], TAUGHT_GOLD):
        for sightings in (1, 3):
            loop = Loop(sightings)
            for message in messages:
                if message.gold in golds and loop.decide(message).rule is None:
                    loop.teach(message)
            yield f"{' and '.join(golds)} at {sightings}", loop.compiled()[1]


def differences(packs: dict[str, dict[str, Any]], asked_of: Asked) -> Iterator[str]:
    """What Python decides in another way than JavaScript."""
    said = subprocess.run(
        ["node", str(TWIN)],
        input=json.dumps({"packs": packs, "asked": asked_of}),
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    loaded = {name: load_pack(data) for name, data in packs.items()}
    for (name, message, awaiting), theirs in zip(asked_of, json.loads(said), strict=True):
        found = decide(loaded[name], message, awaiting, now=0)
        if [found.rule, str(found.reason)] != theirs:
            yield f"{name}: {message!a} while awaiting {awaiting}: {found} and {theirs}"


def compare(title: str, packs: dict[str, dict[str, Any]], asked_of: Asked) -> int:
    started = time.perf_counter()
    found = list(differences(packs, asked_of))
    took = time.perf_counter() - started
    lines = [
        *found,
        f"{title}: {len(asked_of):,} decisions, {len(found)} differences, {took:.0f} s",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return len(found)


def main() -> int:
    count = 0
    for path in sys.argv[1:]:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            messages = list(read_jsonl(lines))
        packs = dict(packs_of(messages))
        for name, data in packs.items():
            text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
            size = len(gzip.compress(text.encode(), 9, mtime=0))
            sys.stdout.write(f"{Path(path).name}, {name}: {size:,} B\n")
        every = [(name, each.text, each.state) for name in packs for each in messages]
        count += compare(Path(path).name, packs, every)
    packs = {language: pack_of(language) for language in LANGUAGES}
    shared = [(name, text, state) for name in LANGUAGES for text, state, _ in asked(name)]
    return 1 if count + compare("shared cases", packs, shared) else 0


if __name__ == "__main__":
    sys.exit(main())
