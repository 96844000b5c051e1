"""A pytest plugin: runs the collected tests once, then the tests that cover each mutant with it.

Every run is a process of its own, forked when everything is imported and no connection is open. A
run that breaks off is taken up where it was: what was killed is in a file, one line a mutant.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import coverage
import pytest
from django.core.management import call_command

from tests.mutation.critical import BASE
from tests.mutation.known import faults
from tests.mutation.mutant import Mutant
from tests.mutation.mutants import mutants_of
from tests.mutation.swapping import NotSwapped, functions_of, swap

SURVIVED, KILLED, NOT_SWAPPED = 0, 1, 3
WHOLE = "whole"  # in the place of a fate: all mutants of the file were tried
LEAST_SECONDS, TIMES_SLOWER = 20, 6  # how long a mutant may take: the machine may be busy


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mutate", action="append", default=[], help="a module, by its path")
    parser.addoption("--found", help="the file that takes what was found, one line a mutant")
    parser.addoption("--known", action="append", default=[], help="a file; its known faults")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(_Reports(), "mutation-reports")


class _Reports:
    """What the tests of this process came to."""

    failed = False
    tell: Path | None = None  # takes the name of a test that failed

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed = self.failed or report.failed
        if report.failed and self.tell:
            self.tell.write_text(report.nodeid)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    modules, known = session.config.getoption("mutate"), session.config.getoption("known")
    run = _Run(session, [*modules, *known], Path(session.config.getoption("found")))
    run.measure()
    some = [each for each in faults() if each.file in known]
    run.wanted = {each.name: each.test for each in some}
    run.try_all([each.as_mutant() for each in some])
    for module in modules:
        run.try_all(mutants_of(module))
        run.keep(module, "", WHOLE)
    return True


class _Run:
    """The tests, what they cover of some files, and the mutants of those."""

    def __init__(self, session: pytest.Session, files: list[str], found: Path) -> None:
        self.items = {item.nodeid: item for item in session.items}
        self.files, self.found = files, found
        self.functions = {file: functions_of(file) for file in files}
        self.seconds: dict[str, float] = {}
        self.covering: dict[str, list[str]] = {}  # "file:line" -> tests
        self.wanted: dict[str, str] = {}  # a known fault -> the test that notices it

    def measure(self) -> None:
        """Find which tests pass, what each takes and which lines it runs."""
        if any(_needs_database(item) for item in self.items.values()):
            assert self._fork(lambda: _migrate(self.items), seconds=300) == SURVIVED
            for name in ("tests.conftest", "conftest"):
                if name in sys.modules:
                    sys.modules[name].call_command = lambda *_, **__: None  # type: ignore[attr-defined]
        file = self.found.with_suffix(".coverage.json")
        self._fork(lambda: self._measure_here(file), seconds=1800)
        measured = json.loads(file.read_text())
        self.seconds = measured["seconds"]
        self.covering = measured["covering"]
        dropped = sorted(set(self.items) - set(self.seconds))
        say(f"{len(self.seconds)} tests pass, {len(dropped)} do not: {dropped}")

    def _measure_here(self, file: Path) -> int:
        measuring = coverage.Coverage(
            data_file=None,
            include=[str(BASE / file) for file in self.files],
            config_file=False,
            messages=False,
        )
        measuring.start()
        seconds: dict[str, float] = {}
        for item in self.items.values():
            measuring.switch_context(item.nodeid)
            started = time.monotonic()
            if _passes(item):
                seconds[item.nodeid] = time.monotonic() - started
        measuring.stop()
        data = measuring.get_data()
        covering = {
            f"{name}:{line}": [test for test in tests if test in seconds]
            for name in self.files
            for line, tests in data.contexts_by_lineno(str(BASE / name)).items()
        }
        file.write_text(json.dumps({"seconds": seconds, "covering": covering}))
        return SURVIVED

    def try_all(self, mutants: list[Mutant]) -> None:
        """Try each mutant that was not tried before, and keep what became of it."""
        rows = [json.loads(line) for line in _lines(self.found)]
        # What survived is tried again: there may be a test for it now.
        done = {(row["file"], row["name"]) for row in rows if row["became"] != "survived"}
        told = self.found.with_suffix(".told")
        for number, mutant in enumerate(mutants, 1):
            if (mutant.file, mutant.name) in done:
                continue
            told.unlink(missing_ok=True)
            tests = self._tests_for(mutant, self.wanted.get(mutant.name))
            became = self._try(mutant, tests, told)
            by = told.read_text() if told.exists() else ""
            self.keep(mutant.file, mutant.name, became)
            say(f"{mutant.file} {number}/{len(mutants)} {became}: {mutant.name} {by}")

    def keep(self, file: str, name: str, became: str) -> None:
        row = {"file": file, "name": name, "became": became}
        with self.found.open("a") as found:
            found.write(json.dumps(row, ensure_ascii=False) + "\n")

    def _tests_for(self, mutant: Mutant, wanted: str | None) -> list[str]:
        """The tests that run one of its lines, the fastest first; of a constant, all.

        Of a known fault, the named test, or those of a folder or file.
        """
        if wanted and "::" in wanted:
            tests = {test for test in self.seconds if test.partition("[")[0] == wanted}
        elif mutant.function:
            tests = {
                test
                for line in mutant.lines
                for test in self.covering.get(f"{mutant.file}:{line}", ())
            }
        else:
            tests = {
                test
                for place, tests in self.covering.items()
                for test in tests
                if place.startswith(f"{mutant.file}:")
            }
        return sorted(tests, key=lambda test: self.seconds[test])

    def _try(self, mutant: Mutant, tests: list[str], told: Path) -> str:
        if not tests:
            return "survived"

        def run() -> int:
            try:
                swap(mutant, self.functions[mutant.file])
            except NotSwapped as problem:
                say(str(problem))
                return KILLED if "importable" in str(problem) else NOT_SWAPPED
            reports_of(self.items[tests[0]]).tell = told
            return SURVIVED if all(_passes(self.items[test]) for test in tests) else KILLED

        usual = sum(self.seconds[test] for test in tests)
        code = self._fork(run, seconds=LEAST_SECONDS + TIMES_SLOWER * usual)
        return {SURVIVED: "survived", NOT_SWAPPED: "not swapped"}.get(code, "killed")

    def _fork(self, work: Callable[[], int], *, seconds: float) -> int:
        """Return what the work returns in a process of its own; `KILLED` when it takes too long."""
        child = os.fork()
        if child == 0:
            os.setsid()
            try:
                os._exit(work())
            except BaseException as problem:
                say(repr(problem))
                os._exit(KILLED)
        give_up = time.monotonic() + seconds
        while True:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                _end_group(child)
                return os.waitstatus_to_exitcode(status)
            if time.monotonic() > give_up:
                _end_group(child)
                os.waitpid(child, 0)
                return KILLED
            time.sleep(0.01)


def _end_group(leader: int) -> None:
    """End what a run started and left behind."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return


def say(text: str) -> None:
    """To the terminal, past what pytest captures."""
    sys.__stderr__.write(f"{text}\n")  # type: ignore[union-attr]


def reports_of(item: Any) -> "_Reports":
    found: _Reports = item.config.pluginmanager.getplugin("mutation-reports")
    return found


def _passes(item: Any) -> bool:
    reports = reports_of(item)
    reports.failed = False
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
    return not reports.failed


def _needs_database(item: Any) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return "django_db_setup" in fixtures or item.get_closest_marker("django_db") is not None


def _migrate(items: dict[str, Any]) -> int:
    from pytest_django.plugin import blocking_manager_key

    blocker = next(iter(items.values())).config.stash[blocking_manager_key]
    with blocker.unblock():
        call_command("migrate", database="owner", verbosity=0)
    return SURVIVED


def _lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []
