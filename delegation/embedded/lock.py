"""One run at a time in a state folder."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from delegation.embedded.errors import StateInUse

FILE = "lock"
STARTING_SECONDS = 5.0  # between making the lock and holding it, with all the time in the world
DYING_SECONDS = 1.0  # a run that was just killed may still be there
STOPPING_SECONDS = 45.0  # the keepers of a killed run give its programs up to 30 to end


@contextmanager
def locked(state: Path, *, wait_seconds: float = STOPPING_SECONDS) -> Iterator[int]:
    """Holds the state folder's lock; gives its descriptor, for keepers to hold as well: so it is
    free only when the last of their programs is gone. Raises StateInUse after `wait_seconds`."""
    path = state / FILE
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        began = time.monotonic()
        while not try_lock(descriptor):
            holder = path.read_text().strip()
            patience = DYING_SECONDS if holder_lives(holder) else wait_seconds
            if time.monotonic() - began > patience:
                raise StateInUse(
                    f"process {holder or '(unknown)'} already runs in {state}:"
                    " stop it first, or set STATE_DIR to another folder"
                )
            time.sleep(0.1)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


def try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def holder_lives(holder: str) -> bool:
    """Whether the run that took the lock is alive: then it will not let go soon."""
    try:
        status = Path(f"/proc/{int(holder)}/stat").read_text()
    except (ValueError, OSError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"  # ended, and not yet noticed by its parent


def is_abandoned(state: Path) -> bool:
    """Whether no run, and no keeper of one, holds the state folder's lock or is about to."""
    try:
        descriptor = os.open(state / FILE, os.O_RDWR)
    except OSError:
        return False
    try:
        age = time.time() - os.fstat(descriptor).st_mtime
        return age > STARTING_SECONDS and try_lock(descriptor)
    finally:
        os.close(descriptor)
