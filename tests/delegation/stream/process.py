"""The stream process as it is started in production."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from delegation.embedded.ports import free_port
from tests.delegation.stream.serving import StreamProcess, wait_until

ROOT = Path(__file__).parents[3]


@contextmanager
def started(**environment: str) -> Iterator[tuple[StreamProcess, subprocess.Popen[bytes]]]:
    """`python -m delegation.stream` with the environment as it is now and this, ready to serve."""
    port = free_port()
    command = [sys.executable, "-m", "delegation.stream", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
    stream = StreamProcess(port)
    try:
        wait_until(lambda: process.poll() is not None or is_ready(stream))
        assert process.poll() is None, "it did not start"
        yield stream, process
    finally:
        process.kill()
        process.wait()


def is_ready(stream: StreamProcess) -> bool:
    try:
        return stream.get("/readyz").status == 200
    except OSError:
        return False
