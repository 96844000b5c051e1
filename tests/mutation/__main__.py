"""Measure the critical modules: `python -m tests.mutation [PART OF A PATH...]`.

Without arguments it takes those that were never measured or have changed since, one after the
other. What was found of a module that broke off is in `.state/mutation` and is not tried again.
`--known` runs the known faults instead.
"""

import hashlib
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator

from tests.mutation import javascript, known
from tests.mutation.critical import BASE, JAVASCRIPT, critical_modules, python_modules
from tests.mutation.results import Result, digest_of, read_results, write_result

WHOLE = "whole"  # as the plugin marks a module whose mutants were all tried
STATE = BASE / ".state" / "mutation"


def measure_python(modules: list[str], tests: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Run the plugin over modules with the same tests: module -> mutant -> what became of it.

    A module is in the answer once all of its mutants were tried.
    """
    digest = hashlib.sha256("".join(map(digest_of, modules)).encode()).hexdigest()[:16]
    found = STATE / f"found.{digest}.jsonl"
    STATE.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-o", "addopts=-p tests.servers",
            "-p", "tests.mutation.plugin", "-p", "no:cacheprovider",
            f"--found={found}", *(f"--mutate={module}" for module in modules), *tests,
        ],
        cwd=BASE, check=False,
    )  # fmt: skip
    rows = [json.loads(line) for line in found.read_text("utf-8").splitlines()]
    became: dict[str, dict[str, str]] = {row["file"]: {} for row in rows if row["became"] == WHOLE}
    for row in rows:
        if row["file"] in became and row["name"]:
            became[row["file"]][row["name"]] = row["became"]
    return became


def by_tests(modules: list[str]) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """The Python modules among these, those with the same tests together."""
    tests_of = python_modules()
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for module in modules:
        if module in tests_of:
            groups[tests_of[module]].append(module)
    yield from groups.items()


def main(parts: list[str]) -> int:
    if parts[:1] == ["--known"]:
        return known.main(parts[1:])
    results = read_results()
    chosen = [
        module
        for module in critical_modules()
        if (any(part in module for part in parts) if parts else not _is_known(module, results))
    ]
    for tests, modules in by_tests(chosen):
        for module, became in measure_python(modules, tests).items():
            _keep(module, became)
    scripts = [module for module in chosen if module in JAVASCRIPT]
    if scripts:
        javascript.prepare()
    for module in scripts:
        _keep(module, javascript.measure(module))
    return 0


def _keep(module: str, became: dict[str, str]) -> None:
    result = write_result(module, became)
    sys.stdout.write(
        f"{module}: {result.killed} of {result.mutants} killed,"
        f" {len(result.survivors)} survive, {result.not_tried} not tried\n"
    )


def _is_known(module: str, results: dict[str, Result | None]) -> bool:
    result = results.get(module)
    return result is not None and getattr(result, "digest", "") == digest_of(module)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
