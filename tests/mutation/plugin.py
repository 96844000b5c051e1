"""A pytest plugin: runs the collected tests once, then the tests that cover each mutant with it.

Every run is a process of its own, forked when everything is imported and no connection is open. A
run that breaks off is taken up where it was: what was killed is in a file, one line a mutant.
"""

import gc
import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import Any

import coverage
import pytest

from tests.mutation.critical import BASE, python_modules
from tests.mutation.database import Database, may_commit, needs_database
from tests.mutation.found import keep, read_found
from tests.mutation.known import faults
from tests.mutation.mutant import Mutant
from tests.mutation.mutants import mutants_of
from tests.mutation.results import digest_of
from tests.mutation.swapping import NotSwapped, existing_of, swap

SURVIVED, KILLED, NOT_SWAPPED = 0, 1, 3
# Of tests for one mutant of a sample. One that outlives them counts as a survivor.
MOST_SECONDS = 60
LEAST_SECONDS, TIMES_SLOWER = 20, 6  # how long a mutant may take: the machine may be busy


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mutate", action="append", default=[], help="a module, by its path")
    parser.addoption("--found", help="the file that takes what was found, one line a mutant")
    parser.addoption("--known", action="append", default=[], help="a file; its known faults")
    parser.addoption("--sample", type=int, default=0, help="so many mutants a module; 0: all")
    parser.addoption("--minutes", type=float, help="after which no further mutant is tried")


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
    option = session.config.getoption
    modules, known, sample = option("mutate"), option("known"), option("sample")
    run = _Run(session, [*modules, *known], Path(option("found")))
    if option("minutes"):
        run.end_at = time.monotonic() + 60 * option("minutes")
    run.measure()
    some = [each for each in faults() if each.file in known]
    run.wanted = {each.name: each.test for each in some}
    run.try_all([each.as_mutant() for each in some])
    if sample:
        run.try_sample(modules, sample)
        return True
    for module in modules:
        mutants, _ = mutants_of(module)
        run.count(module, len(mutants), whole=True)
        run.try_all(mutants)
    return True


class _Run:
    """The tests, what they cover of some files, and the mutants of those."""

    def __init__(self, session: pytest.Session, files: list[str], found: Path) -> None:
        self.items = {item.nodeid: item for item in session.items}
        self.files, self.found = files, found
        self.existing = existing_of(files)
        gc.freeze()  # so that the processes share what is there
        self.digests = {file: digest_of(file) for file in files}
        self.folders = python_modules()
        self.database: Database | None = None
        self.end_at: float | None = None
        self.sampled = bool(session.config.getoption("sample"))
        self.killers: Counter[tuple[str, str]] = Counter()  # (file, test)
        self.seconds: dict[str, float] = {}
        self.covering: dict[str, list[str]] = {}  # "file:line" -> tests
        self.wanted: dict[str, str] = {}  # a known fault -> the test that notices it

    def measure(self) -> None:
        """Find which tests pass, what each takes and which lines it runs."""
        if any(needs_database(item) for item in self.items.values()):
            self.database = Database(self.items, self.found.with_name("tables.json"))
            assert self._fork(self.database.migrate, seconds=300) == SURVIVED
            for name in ("tests.conftest", "conftest"):
                if name in sys.modules:
                    sys.modules[name].call_command = lambda *_, **__: None  # type: ignore[attr-defined]
        of_files = sha256(json.dumps(self.digests).encode()).hexdigest()[:16]
        file = self.found.with_name(f"covering.{of_files}.json")
        before = json.loads(file.read_text()) if file.exists() else {}
        tests = {name: digest_of(name) for name in {_file_of(test) for test in self.items}}
        known = {
            name for name, digest in tests.items() if before.get("tests", {}).get(name) == digest
        }
        again = [item for test, item in self.items.items() if _file_of(test) not in known]
        measured = file.with_suffix(".new")
        self._fork(lambda: self._measure_here(again, measured), seconds=1800)
        found = json.loads(measured.read_text())
        for kind in ("seconds", "covering"):
            setattr(self, kind, found[kind])
        for test, seconds in before.get("seconds", {}).items():
            if _file_of(test) in known and test in self.items:
                self.seconds[test] = seconds
        for place, some in before.get("covering", {}).items():
            kept = [test for test in some if test in self.seconds and _file_of(test) in known]
            self.covering[place] = [*self.covering.get(place, ()), *kept]
        file.write_text(
            json.dumps({"tests": tests, "seconds": self.seconds, "covering": self.covering})
        )
        self._clean(again)
        dropped = sorted(set(self.items) - set(self.seconds))
        say(f"{len(self.seconds)} tests pass, {len(dropped)} do not: {dropped}")

    def _clean(self, items: list[Any]) -> None:
        """Remove what these tests committed: a test that counts rows would fail for it."""
        if self.database is not None and any(map(may_commit, items)):
            assert self._fork(self.database.empty, seconds=120) == SURVIVED

    def _measure_here(self, items: list[Any], file: Path) -> int:
        measuring = coverage.Coverage(
            data_file=None,
            include=[str(BASE / file) for file in self.files],
            config_file=False,
            messages=False,
        )
        measuring.start()
        seconds: dict[str, float] = {}
        for item in items:
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

    def try_sample(self, modules: list[str], sample: int) -> None:
        """Try one mutant of each module, then a second of each: a run that ends early is even."""
        drawn = []
        for module in modules:
            mutants, count = mutants_of(module, sample=sample)
            self.count(module, count, whole=len(mutants) < sample)
            drawn.append(mutants)
        self.try_all([each for row in zip_longest(*drawn) for each in row if each is not None])

    def try_all(self, mutants: list[Mutant]) -> None:
        """Try each mutant that was not tried before, and keep what became of it."""
        # What survived is tried again: there may be a test for it now.
        done = {
            (file, name)
            for file, found in read_found(self.found, self.digests).items()
            for name, became in found.became.items()
            if became != "survived"
        }
        told = self.found.with_suffix(".told")
        for number, mutant in enumerate(mutants, 1):
            if self.end_at is not None and time.monotonic() > self.end_at:
                return
            if (mutant.file, mutant.name) in done:
                continue
            told.unlink(missing_ok=True)
            tests = self._tests_for(mutant, self.wanted.get(mutant.name))
            became = self._try(mutant, tests, told)
            by = told.read_text() if told.exists() else ""
            self.killers[mutant.file, by] += 1
            keep(self.found, mutant.file, self.digests[mutant.file], mutant.name, became)
            say(f"{mutant.file} {number}/{len(mutants)} {became}: {mutant.name} {by}")

    def count(self, file: str, count: int, *, whole: bool) -> None:
        keep(self.found, file, self.digests[file], "", f"{'whole' if whole else 'sample'} {count}")

    def _tests_for(self, mutant: Mutant, wanted: str | None) -> list[str]:
        """The tests that run one of its lines; of a constant, those that run any of its module.

        The likeliest come first: those that killed others of the module, then the fastest. Of a
        known fault, the named test, or those of a folder or file.
        """
        if wanted and "::" in wanted:
            return [test for test in self.seconds if test.partition("[")[0] == wanted]
        if mutant.function:
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
        near = self.folders.get(mutant.file, ("",))
        return sorted(
            (test for test in tests if test.startswith(near)),
            key=lambda test: (-self.killers[mutant.file, test], self.seconds[test]),
        )

    def _try(self, mutant: Mutant, tests: list[str], told: Path) -> str:
        if not tests:
            return "survived"

        def run() -> int:
            try:
                swap(mutant, self.existing[mutant.file])
            except NotSwapped as problem:
                say(str(problem))
                return KILLED if "importable" in str(problem) else NOT_SWAPPED
            except Exception as problem:  # a fault of ours says nothing about the tests
                say(repr(problem))
                return NOT_SWAPPED
            reports_of(self.items[tests[0]]).tell = told
            return SURVIVED if all(_passes(self.items[test]) for test in chosen) else KILLED

        chosen: list[str] = []
        usual = 0.0
        for test in tests:
            if self.sampled and chosen and usual + self.seconds[test] > MOST_SECONDS:
                break
            chosen.append(test)
            usual += self.seconds[test]
        code = self._fork(run, seconds=LEAST_SECONDS + TIMES_SLOWER * usual)
        self._clean([self.items[test] for test in chosen])
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


def _file_of(test: str) -> str:
    return test.partition("::")[0]
