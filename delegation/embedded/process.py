"""One program under a keeper: it ends with us, however we end."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from delegation.embedded.accounts import Account
from delegation.embedded.errors import ProcessFailed

KEEPER = Path(__file__).with_name("keeper.py")
KILL_SECONDS = 10  # a killed program that has not gone after this hangs in the kernel


@dataclass(frozen=True)
class Program:
    """What to run: `grace` is the seconds it has after the `stop` signal before it is killed."""

    name: str
    argv: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    stop: signal.Signals = signal.SIGTERM
    grace: float = 10.0
    folder: Path = Path("/")
    account: Account | None = None


class Process:
    """Starts, watches and stops one program; may be started again after it ended.

    `hold` is a file descriptor that the keeper holds open until the program is gone.
    """

    def __init__(self, program: Program, *, hold: int | None = None) -> None:
        self.program = program
        self.pid: int | None = None
        self._hold = hold
        self._keeper: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._log_start = 0

    @property
    def name(self) -> str:
        return self.program.name

    def start(self, *, output: int | None = None) -> None:
        """Returns when the program has been started, which is not yet when it is ready.

        `output` is a descriptor for what it prints, which otherwise goes to the log. Raises
        ProcessFailed when the keeper could not be started.
        """
        ours, theirs = socket.socketpair()
        with theirs, self._open_log() as log:
            descriptors = [theirs.fileno(), *([] if self._hold is None else [self._hold])]
            self._keeper = subprocess.Popen(
                [sys.executable, "-I", "-S", str(KEEPER), self._order(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=log if output is None else output,
                stderr=log,
                env=dict(self.program.environment),
                pass_fds=descriptors,
                start_new_session=True,  # a Ctrl-C at the terminal is for us alone to pass on
            )
        self._line = ours
        told = ours.recv(32)
        if not told:
            self.stop()
            raise ProcessFailed(f"{self.name} could not be started: {self.tail()}")
        self.pid = int(told)

    def _order(self, line: int) -> str:
        program, account = self.program, self.program.account
        return json.dumps(
            {
                "argv": list(program.argv),
                "line": line,
                "parent": os.getpid(),
                "stop": int(program.stop),
                "grace": program.grace,
                "folder": str(program.folder),
                "uid": account.uid if account else None,
                "gid": account.gid if account else None,
            }
        )

    def _open_log(self) -> BinaryIO:
        self.program.log.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.program.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._log_start = os.fstat(descriptor).st_size
        return os.fdopen(descriptor, "ab")

    def status(self) -> int | None:
        """The exit status, 128 + signal when a signal ended it, None while it runs."""
        return self._keeper.poll() if self._keeper else None

    def is_running(self) -> bool:
        return self._keeper is not None and self._keeper.poll() is None

    def wait(self, seconds: float) -> int:
        """The exit status of a program that ends by itself; raises ProcessFailed if it does not."""
        if self._keeper is None:
            raise ProcessFailed(f"{self.name} was not started")
        try:
            return self._keeper.wait(seconds)
        except subprocess.TimeoutExpired:
            self.stop()
            raise ProcessFailed(f"{self.name} took over {seconds} s: {self.tail()}") from None

    def stop(self) -> None:
        """Asks it to stop, kills it after its grace; returns when all that it started is gone."""
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._keeper is not None:
            self._keeper.wait(self.program.grace + KILL_SECONDS)

    def kill(self) -> None:
        """Kills the program itself with SIGKILL, as the kernel would; returns when it is gone."""
        if self.pid is not None and self.is_running():
            os.kill(self.pid, signal.SIGKILL)
        self.stop()

    def tail(self, lines: int = 12) -> str:
        """The last lines it wrote since it was last started."""
        try:
            with self.program.log.open("rb") as log:
                log.seek(self._log_start)
                written = log.read().decode(errors="replace").splitlines()
        except OSError:
            written = []
        return "\n".join(written[-lines:]) or "(it wrote nothing)"
