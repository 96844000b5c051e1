"""Faults that once went unnoticed, each with the test that notices it: `known.jsonl`.

`make mutate ARGS=--known` puts each back, alone, and runs its test.
"""

import ast
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.critical import BASE
from tests.mutation.mutant import Mutant

FILE = Path(__file__).with_name("known.jsonl")
NODE_SECONDS = 60  # for one test: the machine may be busy
FOUND = BASE / ".state" / "mutation" / "known.jsonl"


@dataclass(frozen=True)
class Fault:
    """A text of a file that becomes another, and the test that fails then, as `file::name`."""

    kind: str
    file: str
    old: str
    new: str
    test: str

    @property
    def source(self) -> str:
        return (BASE / self.file).read_text("utf-8").replace(self.old, self.new)

    @property
    def name(self) -> str:
        return f"{self.old.strip()} => {self.new.strip()} [{self.test}]"

    def as_mutant(self) -> Mutant:
        """What the plugin puts in place: a function of a Python module, or one of its constants."""
        text = (BASE / self.file).read_text("utf-8")
        first = text[: text.index(self.old)].count("\n") + 1
        first += self.old[: len(self.old) - len(self.old.lstrip("\n"))].count("\n")
        lines = tuple(range(first, first + self.old.rstrip("\n").count("\n") + 1))
        return Mutant(self.file, _function_at(text, lines[-1]), lines, self.name, self.source)


def faults() -> list[Fault]:
    """Every fault of the file."""
    return [Fault(**json.loads(line)) for line in FILE.read_text("utf-8").splitlines()]


def _function_at(text: str, line: int) -> str:
    """The full name of the function or method around a line; "" outside of all."""
    nodes: list[ast.AST] = list(ast.parse(text).body)
    name = ""
    while nodes:
        node = nodes.pop()
        kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        if isinstance(node, kinds) and node.lineno <= line <= (node.end_lineno or 0):
            name = f"{name}.{node.name}".lstrip(".")
            nodes = list(node.body) if isinstance(node, ast.ClassDef) else []
    return name


def run_python(some: list[Fault]) -> dict[str, str]:
    """What became of each fault of Python modules, by its name."""
    if not some:
        return {}
    FOUND.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-o", "addopts=-p tests.servers",
            "-p", "tests.mutation.plugin", "-p", "no:cacheprovider",
            f"--found={FOUND}", *sorted({f"--known={fault.file}" for fault in some}),
            *sorted({fault.test for fault in some}),
        ],
        cwd=BASE, check=False,
    )  # fmt: skip
    rows = [json.loads(line) for line in FOUND.read_text("utf-8").splitlines()]
    FOUND.unlink()  # of a run that broke off it stays, so that the next one goes on there
    return {row["name"]: row["became"] for row in rows}


def run_javascript(fault: Fault) -> str:
    """Run the test in a copy that has the fault."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("frontend/src", "tests/js", "tests/shared", "tests/benchmarks"):
            shutil.copytree(BASE / name, copy / name)
        for name in ("frontend/README.md", "package.json"):
            shutil.copy(BASE / name, copy / name)
        (copy / fault.file).write_text(fault.source, "utf-8")
        file, _, name = fault.test.partition("::")
        if file.endswith(".py"):
            return _fuzz(copy)
        pattern = f"--test-name-pattern=^{_escaped(name)}$"
        try:
            ran = subprocess.run(
                ["node", "--test", pattern, file], cwd=copy, capture_output=True,
                check=False, timeout=NODE_SECONDS,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return "killed"
        return "killed" if ran.returncode else "survived"


def _fuzz(copy: Path) -> str:
    """Compare Python with the JavaScript of the copy, as `test_twins.py` does."""
    command = (
        "from tests.benchmarks import matching_fuzz as fuzz; from pathlib import Path;"
        f"fuzz.TWIN = Path({str(copy / 'tests/benchmarks/matching_twin.mjs')!r});"
        "raise SystemExit(bool(next(fuzz.differences(2_000), None)))"
    )
    ran = subprocess.run([sys.executable, "-c", command], cwd=BASE, check=False)
    return "killed" if ran.returncode == 1 else "survived"


def _escaped(name: str) -> str:
    return "".join(f"\\{each}" if each in r"\^$.|?*+()[]{}/" else each for each in name)


def main(wanted: list[str]) -> int:
    """Try the faults of files whose paths have one of these parts, or all."""
    some = [fault for fault in faults() if not wanted or any(part in fault.file for part in wanted)]
    found = run_python([fault for fault in some if fault.file.endswith(".py")])
    for fault in some:
        if fault.file.endswith(".js"):
            found[fault.name] = run_javascript(fault)
    unnoticed = 0
    for fault in some:
        became = found.get(fault.name, "not tried")
        unnoticed += became != "killed"
        sys.stdout.write(f"{became:12} {fault.kind}: {fault.file}: {fault.name}\n")
    sys.stdout.write(f"{len(some)} faults, {unnoticed} unnoticed\n")
    return 1 if unnoticed else 0
