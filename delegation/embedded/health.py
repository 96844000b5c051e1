"""Whether a process answers over HTTP."""

import sys
import time
import urllib.error
import urllib.request

from delegation.embedded.errors import ProcessFailed
from delegation.embedded.process import Process

ANSWER_SECONDS = 5.0  # of one request
PAUSE_SECONDS = 0.1


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


if __name__ == "__main__":
    sys.exit(not answers(sys.argv[1]))
