"""Python and JavaScript on the same strings: `python -m tests.benchmarks.matching_fuzz --count N`.

A third of the strings are random code points, a third are mutated phrases of the shared packs, and
a third are put together of one pack's phrases, parts, guarded words and pauses. Prints every
difference and fails when there is one.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from delegation.domain import codepoints
from delegation.domain.packs.compiling import LoadedPack, compile_pack, load_pack
from delegation.domain.packs.format import named_rules
from delegation.domain.packs.matching import decide
from delegation.domain.phrases import canonical
from tests.delegation.domain.packs.vectors import cases, rule_of

TWIN = Path(__file__).with_name("matching_twin.mjs")
STATES = ("nothing", "more", "confirm", "unknown", "__proto__", "constructor")
BATCH = 20_000
PAUSES = (" ", " ", ", ", ". ", " - ", "\n")  # between forms; two of them are none
TRICKY = "'’\u200b\u200d\ufe0f\u0301\u064b\U0001f3fd?;,.!\"\ud800\udc00\U000e0041 \u00a0ςΣİßﬁ"


def everything() -> dict[str, object]:
    """One pack of every language's rules in the shared cases."""
    shared = [case for case in cases("matching") if "rules" in case]
    rules = [
        rule_of({**rule, "id": rule["id"] + 100 * at})
        for at, case in enumerate(shared)
        for rule in case["rules"]
    ]
    return compile_pack(rules, version=1)


def random_text(rng: random.Random, bounds: list[int]) -> str:
    """Code points of the table, and now and then of anywhere."""
    picked = []
    for _ in range(rng.randint(0, 12)):
        at = rng.randrange(0, len(bounds), 2)
        inside = rng.randrange(bounds[at], bounds[at + 1])
        picked.append(chr(inside if rng.random() < 0.98 else rng.randrange(0x110000)))
    return "".join(picked)


def mutated(rng: random.Random, phrases: list[str]) -> str:
    """Phrases put together, then letters doubled, dropped, swapped, raised or joined by tricks."""
    letters = list(" ".join(rng.choices(phrases, k=rng.randint(1, 3))))
    for _ in range(rng.randint(0, 4)):
        at = rng.randrange(len(letters) + 1)
        here = letters[at : at + 1]
        changes = [[], [rng.choice(TRICKY)], here * 4, [letter.upper() for letter in here]]
        letters[at : at + rng.randint(0, 1)] = rng.choice(changes)
    return "".join(letters)


def forms_of(pack: dict[str, Any]) -> list[list[str]]:
    """The phrases of a pack, its openers, closers and clauses, and its guarded words."""
    parts = [
        [form for forms in pack[role].values() for form in forms]
        for role in ("openers", "closers", "clauses")
    ]
    phrases = [phrase for rule in named_rules(pack) for phrase in rule["phrases"]]
    return [kind for kind in (phrases, phrases, *parts, pack["guards"]) if kind]


def composed(rng: random.Random, kinds: list[list[str]]) -> str:
    """Forms of every kind next to each other, with pauses between them and without."""
    text = rng.choice(rng.choice(kinds))
    for _ in range(rng.randint(1, 3)):
        text += rng.choice(PAUSES) + rng.choice(rng.choice(kinds))
    return text


def strings(count: int, seed: int) -> Iterator[str]:
    """`count` random, mutated and composed strings, in turn; surrogates that pair are joined."""
    rng, bounds = random.Random(seed), codepoints.decode(codepoints.TABLE)
    shared = [case for case in cases("matching") if "rules" in case]
    phrases = [phrase for case in shared for rule in case["rules"] for phrase in rule["phrases"]]
    packs = [forms_of(case["compiled"]) for case in shared]
    for _ in range(count):
        made = (random_text(rng, bounds), mutated(rng, phrases), composed(rng, rng.choice(packs)))
        for text in made:
            yield text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def differences(count: int, *, seed: int = 1) -> Iterator[tuple[str, str, str]]:
    """(message, what Python says, what JavaScript says) wherever they disagree."""
    data, rng = everything(), random.Random(seed)
    pack = load_pack(data)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(data, file)
        file.flush()
        batch: list[tuple[str, str]] = []
        for text in strings(count, seed):
            batch.append((text, rng.choice(STATES)))
            if len(batch) == BATCH:
                yield from _compare(pack, batch, file.name)
                batch = []
        yield from _compare(pack, batch, file.name)


def _compare(
    pack: LoadedPack, batch: list[tuple[str, str]], path: str
) -> Iterator[tuple[str, str, str]]:
    said = subprocess.run(
        ["node", str(TWIN), path],
        input="".join(json.dumps(each) + "\n" for each in batch),
        capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    for (text, state), theirs in zip(batch, said, strict=True):
        ours = json.dumps([canonical(text), asdict(decide(pack, text, state, now=0))])
        if json.loads(ours) != json.loads(theirs):
            yield text, ours, theirs


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="strings of each of the kinds")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    found = 0
    for text, ours, theirs in differences(options.count, seed=options.seed):
        found += 1
        sys.stdout.write(f"{text!a}\n  Python      {ours}\n  JavaScript  {theirs}\n")
    sys.stdout.write(f"{options.count} strings of each of three kinds: {found} differences\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
