"""Whether a process answers over HTTP.

Run as `python -m delegation.embedded.health READY [ALIVE]`, it is a container's health check.
Docker never restarts an unhealthy container, so this does: when ALIVE fails several times in a row,
it kills what the container's init started, and the restart policy starts the container again.
"""

import os
import re
import signal
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from delegation.embedded.errors import ProcessFailed
from delegation.embedded.process import Process

ANSWER_SECONDS = 5.0  # of one request
PAUSE_SECONDS = 0.1
CHANCES = 3  # health checks in a row that may fail before a process counts as hung
COUNT_FILE = "failed-health-checks"  # in the container's own /tmp, which a restart empties
INITS = {"docker-init", "tini"}  # what `init: true` runs as process 1
STATUS = re.compile(r"^Pid:\s+(?P<pid>\d+)\nPPid:\s+(?P<parent>\d+)$", re.MULTILINE)


def answers(address: str) -> bool:
    """Whether a GET there answers 200. Asks directly, whatever proxies the environment names."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=ANSWER_SECONDS) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def wait_until_answers(address: str, process: Process, *, seconds: float) -> None:
    """Returns when the process answers 200 there; raises ProcessFailed when it ends or is late."""
    deadline = time.monotonic() + seconds
    while not answers(address):
        if not process.is_running():
            raise ProcessFailed(f"{process.name} ended while starting:\n{process.tail()}")
        if time.monotonic() > deadline:
            raise ProcessFailed(
                f"{process.name} does not answer on {address} after {seconds} s:\n{process.tail()}"
            )
        time.sleep(PAUSE_SECONDS)


def is_hung(address: str, count_file: Path) -> bool:
    """Tell whether CHANCES looks in a row failed, after one that did not.

    A process that has never answered is starting, which may take long on a busy machine.
    """
    if answers(address):
        count_file.write_bytes(b"")
        return False
    if not count_file.exists():
        return False
    failed = len(count_file.read_bytes()) + 1
    count_file.write_bytes(b"." * failed)
    return failed >= CHANCES


def children_of_init(proc: Path) -> list[int]:
    """Return the processes that a container's init started; nothing outside a container."""
    if (proc / "1" / "comm").read_text().strip() not in INITS:
        return []
    statuses = [path.read_text() for path in proc.glob("[0-9]*/status")]
    return [
        int(found["pid"])
        for status in statuses
        if (found := STATUS.search(status)) and found["parent"] == "1"
    ]


def main(ready: str, alive: str | None = None) -> int:
    """Return 0 when READY answers. End the container's processes when ALIVE hangs."""
    count_file = Path(tempfile.gettempdir()) / COUNT_FILE
    if alive and is_hung(alive, count_file):
        for process in children_of_init(Path("/proc")):
            os.kill(process, signal.SIGKILL)  # one that hangs ends by nothing else
    return int(not answers(ready))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
