"""Measure the critical modules: `python -m tests.mutation [PART OF A PATH...]`.

Without arguments it takes those that were never measured or have changed since, one after the
other. What was found of a module that broke off is in `.state/mutation` and is not tried again.
`--sample N` takes N mutants of each module, the same in every run, and `--minutes M` ends after
that time with what was tried by then. `--known` runs the known faults instead.
"""

import argparse
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator

from tests.mutation import javascript, known
from tests.mutation.critical import BASE, JAVASCRIPT, critical_modules, python_modules
from tests.mutation.found import Found, read_found
from tests.mutation.results import Result, digest_of, read_results, write_result

STATE = BASE / ".state" / "mutation"


def measure_python(
    modules: list[str], tests: tuple[str, ...], *, sample: int, minutes: float | None
) -> dict[str, Found]:
    """Run the plugin over modules with the same tests; return what was found, also before."""
    STATE.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-o", "addopts=-p tests.servers",
            "-p", "tests.mutation.plugin", "-p", "no:cacheprovider",
            f"--found={STATE / 'found.jsonl'}", f"--sample={sample}",
            *([f"--minutes={minutes}"] if minutes else []),
            *(f"--mutate={module}" for module in modules), *tests,
        ],
        cwd=BASE, check=False,
    )  # fmt: skip
    found = read_found(STATE / "found.jsonl", {module: digest_of(module) for module in modules})
    return {module: of_it for module, of_it in found.items() if of_it.became}


def by_tests(modules: list[str]) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """The Python modules among these, those with the same tests together."""
    tests_of = python_modules()
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for module in modules:
        if module in tests_of:
            groups[tests_of[module]].append(module)
    yield from groups.items()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make mutate")
    parser.add_argument("parts", nargs="*", help="parts of paths")
    parser.add_argument("--known", action="store_true", help="the known faults")
    parser.add_argument("--sample", type=int, default=0, help="so many mutants of each module")
    parser.add_argument("--minutes", type=float, help="how long each language may take")
    given = parser.parse_args(arguments)
    if given.known:
        return known.main(given.parts)
    results = read_results()
    chosen = [
        module
        for module in critical_modules()
        if not given.parts or any(part in module for part in given.parts)
        if given.parts or not _is_known(module, results)
    ]
    left, end_at = len(chosen), time.monotonic() + 60 * (given.minutes or 0)
    for tests, modules in by_tests(chosen):
        part = (end_at - time.monotonic()) / 60 * len(modules) / left
        left -= len(modules)
        minutes = max(part, 0.1) if given.minutes else None
        for module, found in measure_python(
            modules, tests, sample=given.sample, minutes=minutes
        ).items():
            _keep(module, found)
    scripts = [module for module in chosen if module in JAVASCRIPT]
    if scripts:
        javascript.prepare()
        found_of = javascript.measure(scripts, sample=given.sample, minutes=given.minutes)
        for module, found in found_of.items():
            _keep(module, found)
    return 0


def _keep(module: str, found: Found) -> None:
    result = write_result(module, found)
    sys.stdout.write(
        f"{module}: {result.killed} of {result.mutants} killed,"
        f" {len(result.survivors)} survive, {result.not_tried} not tried"
        f" ({result.way} of {result.all_mutants})\n"
    )


def _is_known(module: str, results: dict[str, Result | None]) -> bool:
    result = results.get(module)
    return result is not None and getattr(result, "digest", "") == digest_of(module)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
