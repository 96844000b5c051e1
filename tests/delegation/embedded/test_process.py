"""A program and its keeper: nothing outlives whoever started it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from delegation.embedded.errors import ProcessFailed
from delegation.embedded.process import Process, Program
from tests.delegation.embedded.programs import BASE, all_gone, descendants, is_alive, wait_until

SLEEP = "import time; time.sleep(600)"
STUBBORN = """
import signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(600)
"""
WITH_A_RUNAWAY_CHILD = f"""
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", {SLEEP!r}], start_new_session=True)
print("started", flush=True)
time.sleep(600)
"""
PARENT = """
import sys, time
from pathlib import Path
from delegation.embedded.process import Process, Program
process = Process(Program("child", [sys.executable, "-c", sys.argv[1]], environment={},
                          log=Path(sys.argv[2])))
process.start()
print(process.pid, flush=True)
time.sleep(600)
"""


def program(code: str, folder: Path, *, grace: float = 10.0) -> Process:
    return Process(
        Program(
            "probe",
            [sys.executable, "-c", code],
            environment={"PATH": os.defpath},
            log=folder / "probe.log",
            grace=grace,
        )
    )


def started(process: Process, *, says: str) -> int:
    """Starts it and waits for what it says; returns its process id."""
    process.start()
    assert wait_until(lambda: says in process.tail())
    assert process.pid is not None
    return process.pid


@pytest.mark.parametrize("code", [SLEEP, WITH_A_RUNAWAY_CHILD])
def test_it_leaves_nothing_behind_when_its_parent_is_killed(code: str, tmp_path: Path) -> None:
    log = tmp_path / "child.log"
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, code, str(log)],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(BASE)},
    )
    with parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        if code == WITH_A_RUNAWAY_CHILD:
            assert wait_until(lambda: "started" in log.read_text())
        below = descendants(parent.pid)
        assert child in below
        parent.kill()
        assert all_gone(below)


def test_it_leaves_nothing_behind_when_its_keeper_is_killed(tmp_path: Path) -> None:
    process = program(SLEEP, tmp_path)
    process.start()
    assert process.pid is not None
    keepers = descendants(os.getpid()) - {process.pid}
    keeper = next(pid for pid in keepers if process.pid in descendants(pid))
    os.kill(keeper, signal.SIGKILL)
    assert all_gone({process.pid})
    process.stop()


def test_stopping_asks_first_and_kills_who_does_not_listen(tmp_path: Path) -> None:
    process = program(STUBBORN, tmp_path, grace=0.3)
    pid = started(process, says="deaf")
    process.stop()
    assert not is_alive(pid)
    assert process.status() == 128 + signal.SIGKILL


def test_stopping_ends_what_the_program_started(tmp_path: Path) -> None:
    process = program(WITH_A_RUNAWAY_CHILD, tmp_path)
    pid = started(process, says="started")
    below = descendants(pid)
    assert below
    process.stop()
    assert all_gone(below)
    assert process.status() == 128 + signal.SIGTERM


def test_it_tells_the_status_of_a_program_that_ends_by_itself(tmp_path: Path) -> None:
    process = program("raise SystemExit(7)", tmp_path)
    process.start()
    assert process.wait(30) == 7
    assert not process.is_running()


def test_it_tells_what_was_written_since_the_last_start_only(tmp_path: Path) -> None:
    process = program("import sys; print('first'); print('second', file=sys.stderr)", tmp_path)
    process.start()
    process.wait(30)
    assert sorted(process.tail().split()) == ["first", "second"]
    process.start()
    process.wait(30)
    assert sorted(process.tail().split()) == ["first", "second"]


def test_it_says_when_a_program_does_not_exist(tmp_path: Path) -> None:
    nowhere = Program("probe", ["/no/such/program"], environment={}, log=tmp_path / "probe.log")
    process = Process(nowhere)
    process.start()
    assert process.wait(30) == 127
    assert "cannot run /no/such/program" in process.tail()


def test_it_does_not_wait_for_ever(tmp_path: Path) -> None:
    process = program(SLEEP, tmp_path)
    process.start()
    with pytest.raises(ProcessFailed, match="took over"):
        process.wait(0.2)
    assert process.pid is not None
    assert not is_alive(process.pid)


def test_a_program_inherits_no_descriptor_of_its_parent(tmp_path: Path) -> None:
    listing = "import os; print(len(os.listdir('/proc/self/fd')))"
    with (tmp_path / "lock").open("w") as lock:
        os.set_inheritable(lock.fileno(), True)
        process = Process(program(listing, tmp_path).program, hold=lock.fileno())
        process.start()
        process.wait(30)
    assert process.tail() == "4"  # its three streams, and the listing itself
