"""The product's processes on one machine, against given servers."""

import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from delegation.embedded import commands
from delegation.embedded.ports import HOST
from delegation.embedded.process import Process, Program

BASE_DIR = Path(__file__).resolve().parent.parent.parent
WORKER_GRACE = 30.0  # seconds; longer than CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT


def python_program(
    name: str,
    command: list[str],
    environment: Mapping[str, str],
    *,
    logs: Path,
    grace: float = 10.0,
) -> Program:
    """A Python module with arguments, run in the checkout; its log is `<logs>/<name>.log`."""
    return Program(
        name,
        [sys.executable, "-m", *command],
        environment={**environment, "PYTHONPATH": str(BASE_DIR), "PYTHONUNBUFFERED": "1"},
        log=logs / f"{name}.log",
        grace=grace,
        folder=BASE_DIR,
    )


def product_processes(
    port: int, environment: Mapping[str, str], *, state: Path, hold: int | None = None
) -> dict[str, Process]:
    """Web on `port`, stream on `port + 1`, workers and beat, by name and not yet started.

    The environment names their servers and secrets (see delegation/environment.py).
    """
    logs = state / "logs"
    schedule = str(state / "beat-schedule")
    programs = [
        python_program("web", commands.web(HOST, port), environment, logs=logs),
        python_program("stream", commands.stream(HOST, port + 1), environment, logs=logs),
        python_program("worker", commands.worker(), environment, logs=logs, grace=WORKER_GRACE),
        python_program(
            "slow",
            [*commands.slow_worker(), "-n", f"slow@{socket.gethostname()}"],
            environment,
            logs=logs,
            grace=WORKER_GRACE,
        ),
        python_program("beat", commands.beat(schedule), environment, logs=logs),
    ]
    return {program.name: Process(program, hold=hold) for program in programs}
