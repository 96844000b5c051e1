"""Measure the critical modules: `python -m tests.mutation [PART OF A PATH...]`.

Without arguments it takes those that were never measured or have changed since, one after the
other. What was found of a module that broke off is in `.state/mutation` and is not tried again.
`--known` runs the known faults instead.
"""

import json
import subprocess
import sys
import time

from tests.mutation import javascript, known
from tests.mutation.critical import BASE, JAVASCRIPT, critical_modules, python_modules
from tests.mutation.results import Result, digest_of, read_results, write_result

STATE = BASE / ".state" / "mutation"


def measure_python(module: str, tests: tuple[str, ...]) -> dict[str, str]:
    """Run the plugin over one module; what became of each mutant, by its name."""
    folder = STATE / f"{module.replace('/', '.')}.{digest_of(module)}"
    folder.mkdir(parents=True, exist_ok=True)
    found = folder / "found.jsonl"
    subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-o", "addopts=-p tests.servers",
            "-p", "tests.mutation.plugin", "-p", "no:cacheprovider",
            f"--mutate={module}", f"--found={found}", *tests,
        ],
        cwd=BASE, check=False,
    )  # fmt: skip
    rows = [json.loads(line) for line in found.read_text("utf-8").splitlines()]
    return {row["name"]: row["became"] for row in rows}


def main(parts: list[str]) -> int:
    if parts[:1] == ["--known"]:
        return known.main(parts[1:])
    results = read_results()
    chosen = [
        module
        for module in critical_modules()
        if (any(part in module for part in parts) if parts else not _is_known(module, results))
    ]
    if any(module in JAVASCRIPT for module in chosen):
        javascript.prepare()
    for module in chosen:
        started = time.monotonic()
        if module in JAVASCRIPT:
            became = javascript.measure(module)
        else:
            became = measure_python(module, python_modules()[module])
        result = write_result(module, became)
        sys.stdout.write(
            f"{module}: {result.killed} of {result.mutants} killed,"
            f" {len(result.survivors)} survive, {result.not_tried} not tried,"
            f" {time.monotonic() - started:.0f} s\n"
        )
    return 0


def _is_known(module: str, results: dict[str, Result | None]) -> bool:
    result = results.get(module)
    return result is not None and getattr(result, "digest", "") == digest_of(module)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
