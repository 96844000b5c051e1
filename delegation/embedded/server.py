"""What our launchers of servers have in common."""

import os
import time
from abc import ABC, abstractmethod
from typing import Any, ClassVar

from delegation.embedded.errors import PortTaken, ProcessFailed
from delegation.embedded.places import Place
from delegation.embedded.ports import on_a_port
from delegation.embedded.process import Process, Program

LOOK_SECONDS = 0.02


class Server(ABC):
    """One server over one data folder. `start` may be called again after `stop` or `kill`."""

    name: ClassVar[str]
    """Of its program, its folder and its log."""
    title: ClassVar[str]
    """As people know it."""
    start_seconds: ClassVar[float]
    """The longest that it may take, reading what an earlier run left included."""
    words_for_a_taken_port: ClassVar[tuple[str, ...]]
    """One of them is in what it says when another program has its port."""

    def __init__(self, place: Place, port: int | None) -> None:
        self.data = place.home / self.name
        self.port = port
        self.process: Process | None = None
        self._place = place

    def start(self) -> None:
        """Starts the server; returns when it answers. Raises PortTaken or ProcessFailed."""
        on_a_port(self.port, self._launch)

    def stop(self) -> None:
        """Lets it write what it holds and stops it; returns when it is gone."""
        if self.process:
            self.process.stop()

    def kill(self) -> None:
        """Ends it uncleanly, as a crash would."""
        if self.process:
            self.process.kill()

    @abstractmethod
    def _server_program(self) -> Program:
        """The server on `self.port`."""

    @abstractmethod
    def _is_ready(self, process: Process) -> bool:
        """Whether it answers."""

    def _program(self, name: str, argv: list[str], **options: Any) -> Program:
        """One that sees nothing of our environment, writes to its log and runs as its account."""
        return Program(
            name,
            argv,
            environment={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            log=self._place.logs / f"{self.name}.log",
            account=self._place.account,
            **options,
        )

    def _launch(self, port: int) -> None:
        self.port = port
        self.process = Process(self._server_program(), hold=self._place.hold)
        self.process.start()
        try:
            self._wait_until_ready(self.process)
        except BaseException:
            self.process.stop()
            raise

    def _wait_until_ready(self, process: Process) -> None:
        deadline = time.monotonic() + self.start_seconds
        while time.monotonic() < deadline:
            if not process.is_running():
                said = process.tail()
                if any(words in said for words in self.words_for_a_taken_port):
                    raise PortTaken(f"port {self.port} ({self.title}) is taken")
                raise ProcessFailed(f"{self.title} did not start:\n{said}")
            if self._is_ready(process):
                return
            time.sleep(LOOK_SECONDS)
        raise ProcessFailed(
            f"{self.title} was not ready in {self.start_seconds} s:\n{process.tail()}"
        )
