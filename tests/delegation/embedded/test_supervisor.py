"""What dies is started again and said; everything stops in order."""

import os
import sys
from pathlib import Path

from delegation.embedded.process import Process, Program
from delegation.embedded.supervisor import FIRST_PAUSE_SECONDS, GOOD_RUN_SECONDS, Supervisor
from tests.delegation.embedded.programs import all_gone, is_alive, wait_until


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def sleeper(name: str, folder: Path) -> Process:
    code = f"import time; print('{name} works', flush=True); time.sleep(600)"
    argv = [sys.executable, "-c", code]
    environment = {"PATH": os.defpath}
    return Process(Program(name, argv, environment=environment, log=folder / f"{name}.log"))


def kill(process: Process) -> None:
    pid = process.pid
    assert pid is not None
    process.kill()
    assert all_gone({pid})


def test_it_starts_a_killed_process_again_and_says_so(tmp_path: Path) -> None:
    said: list[str] = []
    clock = Clock()
    supervisor = Supervisor(said.append, clock=clock)
    web, stream = sleeper("web", tmp_path), sleeper("stream", tmp_path)
    supervisor.start([web, stream])
    try:
        first, other = web.pid, stream.pid
        assert wait_until(lambda: "web works" in web.tail())
        kill(web)
        supervisor.look()
        assert said[0].startswith("web ended (killed by signal 9); starting it again in 0.5 s.")
        assert "web works" in said[0]
        supervisor.look()
        assert not web.is_running(), "it waits before it starts it again"
        clock.now += FIRST_PAUSE_SECONDS
        supervisor.look()
        assert said[1:] == ["web started again"]
        assert web.is_running()
        assert web.pid != first
        assert stream.pid == other
    finally:
        supervisor.stop()


def test_it_waits_longer_for_one_that_dies_again_and_again(tmp_path: Path) -> None:
    said: list[str] = []
    clock = Clock()
    supervisor = Supervisor(said.append, clock=clock)
    beat = sleeper("beat", tmp_path)
    supervisor.start([beat])
    try:
        for pause in ("0.5", "1", "2", "4", "8", "16", "30", "30"):
            kill(beat)
            supervisor.look()
            assert f"starting it again in {pause} s" in said[-1]
            clock.now += float(pause)
            supervisor.look()
        clock.now += GOOD_RUN_SECONDS + 1
        kill(beat)
        supervisor.look()
        assert "starting it again in 0.5 s" in said[-1]
    finally:
        supervisor.stop()


def test_it_stops_the_last_started_first(tmp_path: Path) -> None:
    order: list[str] = []

    class Noted(Process):
        def stop(self) -> None:
            order.append(self.name)
            super().stop()

    supervisor = Supervisor(lambda _: None)
    processes = [Noted(sleeper(name, tmp_path).program) for name in ("web", "stream", "worker")]
    supervisor.start(processes)
    pids = {process.pid for process in processes if process.pid}
    assert all(is_alive(pid) for pid in pids)
    supervisor.stop()
    assert order == ["worker", "stream", "web"]
    assert all_gone(pids)


def test_one_that_was_started_before_is_watched_as_well(tmp_path: Path) -> None:
    said: list[str] = []
    server = sleeper("postgres", tmp_path)
    server.start()
    pid = server.pid
    supervisor = Supervisor(said.append)
    supervisor.start([server])
    try:
        assert server.pid == pid
        kill(server)
        supervisor.look()
        assert "postgres ended" in said[0]
    finally:
        supervisor.stop()
