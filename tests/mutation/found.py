"""What became of mutants, in a file that a run which broke off goes on with: one line a mutant."""

import json
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Found:
    """Of one module: the fates of its mutants by their names, and how many there are in all."""

    became: dict[str, str] = field(default_factory=dict)
    count: int = 0
    whole: bool = False  # all of them were meant to be tried


def keep(file: Path, module: str, digest: str, name: str, became: str) -> None:
    """Add a line. `digest` is of the module; a line without a name counts its mutants."""
    row = {"file": module, "digest": digest, "name": name, "became": became}
    with file.open("a") as found:
        found.write(json.dumps(row, ensure_ascii=False) + "\n")


def read_found(file: Path, digests: dict[str, str]) -> dict[str, Found]:
    """What was found of these modules as they are now; a later line replaces an earlier one."""
    found = {module: Found() for module in digests}
    for line in file.read_text().splitlines() if file.exists() else []:
        row = json.loads(line)
        if digests.get(row["file"]) != row["digest"]:
            continue
        module = found[row["file"]]
        if row["name"]:
            module.became[row["name"]] = row["became"]
        else:
            way, count = row["became"].split()
            module.whole, module.count = way == "whole", int(count)
    return found
