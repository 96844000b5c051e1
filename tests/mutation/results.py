"""What was measured of each critical module: `results.json`, which people complete with reasons."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.mutation.critical import BASE, critical_modules
from tests.mutation.found import Found

FILE = Path(__file__).with_name("results.json")


@dataclass
class Result:
    """One module: how many mutants, how many a test failed for, and why the others may live.

    `not_tried` mutants cannot be put into a running process. `digest` is of the source measured.
    A `sample` has `mutants` of the module's `all_mutants`, where those that read alike count apart.
    """

    measured: str  # the day, as YYYY-MM-DD
    way: str  # whole, or sample
    digest: str
    all_mutants: int
    mutants: int
    killed: int
    not_tried: int = 0
    survivors: dict[str, str] = field(default_factory=dict)  # the mutant -> the reason


def read_results() -> dict[str, Result | None]:
    """The result of every critical module; None for one that was not measured yet."""
    stored = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    return {name: Result(**row) if row else None for name, row in stored.items()}


def digest_of(module: str) -> str:
    return hashlib.sha256((BASE / module).read_bytes()).hexdigest()[:16]


def write_result(module: str, found: Found) -> Result:
    """Store what became of a module's mutants; reasons of known survivors are kept."""
    became = found.became
    results = read_results()
    before = results.get(module)
    reasons = before.survivors if before else {}
    survivors = [name for name, fate in became.items() if fate == "survived"]
    result = Result(
        measured=f"{datetime.now(tz=UTC):%Y-%m-%d}",
        way="whole" if found.whole and len(became) >= found.count else "sample",
        digest=digest_of(module),
        all_mutants=found.count,
        mutants=len(became),
        killed=sum(fate == "killed" for fate in became.values()),
        not_tried=sum(fate == "not swapped" for fate in became.values()),
        survivors={name: reasons.get(name, "") for name in survivors},
    )
    results[module] = result
    rows = {
        name: None if (row := results.get(name)) is None else asdict(row)
        for name in critical_modules()
    }
    FILE.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return result
