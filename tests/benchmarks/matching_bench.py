"""What one decision costs beside two yardsticks, with coverage and wrong answers next to speed.

`python -m tests.benchmarks.matching_bench [TRANSCRIPT]`. Fails where a decision takes too long, or
longer with more rules: its time grows with the message, not with the pack. The yardsticks are an
exact lookup of taught messages, and known words in known twos whatever is awaited, as the seed demo
does it.
"""

import gzip
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from delegation.domain.packs.compiling import PackRule, compile_pack
from delegation.domain.phrases import canonical
from delegation.domain.replay.replay import replay
from delegation.domain.replay.transcripts import TranscriptMessage, read_jsonl

BENCH = Path(__file__).with_name("matching_bench.mjs")
SIZES = (1_000, 10_000)
MOST_US = 10.0  # the median decision
MOST_GROWTH = 2.0  # of the hardest message, where a pack has ten times the rules
WORDS = ("thanks", "a", "lot", "for", "all", "the", "kind", "help", "today", "friend", "so", "much")


def pack_of(size: int) -> dict[str, object]:
    """A pack of `size` rules with a phrase each."""
    return compile_pack(rules_of(size), version=1)


def rules_of(size: int) -> list[PackRule]:
    """Rules with a phrase each: numbers in base 12, written in words."""
    rules = []
    for number in range(size):
        words: list[str] = []
        rest = number + 12
        while rest:
            rest, digit = divmod(rest, len(WORDS))
            words.append(f"{WORDS[digit]}{len(words)}")
        rules.append(
            PackRule(number, 1, "thanks", ("nothing",), None, (" ".join(words),), "ok", None)
        )
    return rules


def speeds() -> list[dict[str, float]]:
    """Medians in microseconds, one row a pack size."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{size}.json" for size in SIZES]
        for size, path in zip(SIZES, paths, strict=True):
            path.write_text(json.dumps(pack_of(size)), encoding="utf-8")
        ran = subprocess.run(
            ["node", BENCH, *paths], capture_output=True, text=True, check=True
        ).stdout
    return [json.loads(line) for line in ran.splitlines()]


class Exact:
    """Answers a message that was taught before, word for word."""

    def __init__(self) -> None:
        self.taught: set[str | None] = set()

    def teach(self, form: str) -> None:
        self.taught.add(form)

    def answers(self, form: str) -> bool:
        return form in self.taught


class Bigrams:
    """Answers a message whose neighbouring words have all been taught as neighbours."""

    def __init__(self) -> None:
        self.taught: set[tuple[str, str]] = set()

    def teach(self, form: str) -> None:
        self.taught.update(pairwise(["", *form.split(" "), ""]))

    def answers(self, form: str) -> bool:
        return self.taught.issuperset(pairwise(["", *form.split(" "), ""]))


def yardstick(
    messages: list[TranscriptMessage], make: Callable[[], Exact | Bigrams]
) -> tuple[float, float]:
    """(late coverage, wrong of all messages) in the replay protocol."""
    rule, late, right, wrong = make(), 0, 0, 0
    for at, message in enumerate(messages):
        form = canonical(message.text)
        answered = form is not None and rule.answers(form)
        if message.gold == "trivial":
            late += at >= len(messages) / 2
            right += answered and at >= len(messages) / 2
            if form is not None and not answered:
                rule.teach(form)
        wrong += answered and message.gold == "escalate"
    return right / late, wrong / len(messages)


def misses(small: dict[str, float], large: dict[str, float]) -> list[str]:
    """What was not reached with few rules and with many."""
    growth = large["hardest_120_us"] / small["hardest_120_us"]
    slowest = max(small["decide_us"], large["decide_us"])
    figures = (
        ("a decision, microseconds", slowest, MOST_US),
        ("the hardest message, times as long with ten times the rules", growth, MOST_GROWTH),
    )
    return [f"{what}: {figure:.1f} of {most}" for what, figure, most in figures if figure > most]


def main() -> int:
    small, large = speeds()
    for row in (small, large):
        sys.stdout.write(json.dumps(row) + "\n")
    missed = misses(small, large)
    for line in missed:
        sys.stdout.write(f"MISSED {line}\n")
    if len(sys.argv) > 1:
        with gzip.open(sys.argv[1], "rt", encoding="utf-8") as lines:
            messages = list(read_jsonl(lines))
        figures = replay(messages).as_data()
        rows = {
            "exact": yardstick(messages, Exact),
            "bigrams": yardstick(messages, Bigrams),
            "decide": (figures["late_coverage"], figures["wrong_rate"]),
        }
        for name, (coverage, wrong) in rows.items():
            sys.stdout.write(f"{name:8} late coverage {coverage:.3f}, wrong {100 * wrong:.3f} %\n")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
