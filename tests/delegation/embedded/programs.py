"""Programs that these tests start and watch: by process id, as nothing may be left behind."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BASE = Path(__file__).resolve().parent.parent.parent.parent
RUN_SERVERS = "tests/delegation/embedded/run_servers.py"
PATIENCE_SECONDS = 30.0


def is_alive(pid: int) -> bool:
    """Whether it runs: one that has ended and waits for its parent to notice does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def descendants(pid: int) -> set[int]:
    """Its children, theirs, and so on, in any session."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int(
                (folder / "stat").read_text().rpartition(")")[2].split()[1]
            )
        except OSError:
            continue
    found: set[int] = set()
    new = {pid}
    while new:
        new = {child for child, parent in parents.items() if parent in new} - found
        found |= new
    return found


def wait_until(true: Callable[[], bool]) -> bool:
    """Whether it became true in time."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def all_gone(pids: set[int]) -> bool:
    """Whether all of them end, which may take them a moment."""
    return wait_until(lambda: not any(is_alive(pid) for pid in pids))


@contextmanager
def servers_run_by_another_process(
    state: Path, *, python: str = sys.executable, checkout: Path = BASE, **options: Any
) -> Iterator[tuple["subprocess.Popen[str]", Mapping[str, Any]]]:
    """A process that runs the embedded servers until its input ends, and what it tells of them."""
    program = subprocess.Popen(
        [python, str(checkout / RUN_SERVERS), str(state)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
        env={"PYTHONPATH": str(checkout), "PATH": os.defpath} | options.pop("environment", {}),
        **options,
    )
    assert program.stdin is not None
    assert program.stdout is not None
    try:
        told = program.stdout.readline()
        assert told, "the servers did not start"
        yield program, json.loads(told)
    finally:
        program.stdin.close()
        program.wait(PATIENCE_SECONDS)
        program.stdout.close()
