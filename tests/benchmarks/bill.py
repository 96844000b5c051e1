"""`python -m tests.benchmarks.bill FILE`: the model bill with the product, and without it.

Plays a labelled file through the product's own requests and learning loop, with a teacher that
answers from the file, and counts every request and reply in tokens. The same file always makes
the same figures.
"""

import argparse
import json
from pathlib import Path

from delegation.teacher import Persona
from tests.benchmarks.bills.dialogues import read_dialogues
from tests.benchmarks.bills.policies import (
    Dialogues,
    Errors,
    Step,
    exact_cache,
    oracle,
    plain_chat,
    product,
    taught_phrases,
)
from tests.benchmarks.bills.pricing import Setting
from tests.benchmarks.bills.tables import as_json, as_text
from tests.benchmarks.bills.tokens import TokenCounter
from tests.benchmarks.bills.totals import Bill, bill_of

LONG = (Path(__file__).parent / "bills" / "persona.txt").read_text("utf-8")
SHORT = LONG.partition("\n")[0]
SETTINGS = {
    "short_x1": Setting(Persona("Vale", SHORT), 1),
    "short_x6": Setting(Persona("Vale", SHORT), 6),
    "long_x6": Setting(Persona("Vale", LONG), 6),
}


def play(dialogues: Dialogues, *, error: float = 0.0) -> dict[str, list[Step]]:
    """Play every policy once: what it answers does not depend on the persona."""
    errors = Errors(error, error, error)
    return {
        "plain": plain_chat(dialogues),
        "product": product(dialogues, errors=errors),
        "every_call": product(dialogues, errors=errors, candidates_only=False),
        "exact_cache": exact_cache(dialogues),
        "anywhere": taught_phrases(dialogues, anywhere=True),
        "whole": taught_phrases(dialogues),
        "silent": taught_phrases(dialogues, silent=True),
        "oracle": oracle(dialogues),
    }


def bills(played: dict[str, list[Step]]) -> dict[str, Bill]:
    """Count the policies in every setting."""
    with TokenCounter() as counter:
        return {name: bill_of(played, setting, counter) for name, setting in SETTINGS.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="dialogues, one a line; may be gzipped")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--error", type=float, default=0.0, help="the share of marks and lessons that are wrong"
    )
    options = parser.parse_args()
    played = play(read_dialogues(options.file), error=options.error)
    found = bills(played)
    print(json.dumps(as_json(found, played)) if options.json else as_text(found, played))


if __name__ == "__main__":
    main()
