"""PostgreSQL and Valkey for one state folder."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from delegation.embedded.accounts import server_account
from delegation.embedded.lock import locked
from delegation.embedded.passwords import kept_passwords, write_secretly
from delegation.embedded.places import Place, data_home, make_state
from delegation.embedded.postgres import SUPERUSER, Postgres
from delegation.embedded.process import Process
from delegation.embedded.roles import ALL_TENANTS, OWNER
from delegation.embedded.valkey import Valkey

ENVIRONMENT_FILE = "servers.env"  # delegation/settings.py reads it where the environment is silent


@dataclass(frozen=True)
class Servers:
    """The running servers; their addresses hold passwords."""

    postgres: Postgres
    valkey: Valkey
    state: Path
    secret_key: str

    @property
    def database_url(self) -> str:
        """For the role that serves."""
        return self.postgres.url()

    @property
    def database_platform_url(self) -> str:
        """For the role that sees every tenant's rows."""
        return self.postgres.url(ALL_TENANTS)

    @property
    def database_owner_url(self) -> str:
        """For the role that owns the tables and migrates."""
        return self.postgres.url(OWNER)

    @property
    def database_superuser_url(self) -> str:
        return self.postgres.url(SUPERUSER)

    @property
    def redis_url(self) -> str:
        return self.valkey.url()

    def processes(self) -> list[Process]:
        """Both, in the order in which they start."""
        started = (self.valkey.process, self.postgres.process)
        return [process for process in started if process]

    def environment(self) -> dict[str, str]:
        """The settings with which the product uses these servers."""
        return {
            "DATABASE_URL": self.database_url,
            "DATABASE_PLATFORM_URL": self.database_platform_url,
            "DATABASE_OWNER_URL": self.database_owner_url,
            "REDIS_URL": self.redis_url,
            "SECRET_KEY": self.secret_key,
        }


@contextmanager
def embedded_servers(
    state: Path,
    *,
    postgres_port: int | None = None,
    valkey_port: int | None = None,
    throwaway: bool = False,
) -> Iterator[Servers]:
    """Runs both servers over the state folder's data, which is kept, and stops them at the end.

    Ports that are None are chosen. `throwaway` is faster and does not survive a crash. When this
    process is killed, their keepers stop them. Raises what EmbeddedError sums up.
    """
    state = make_state(state)
    with (
        locked(state) as lock,
        running_servers(
            state, lock, postgres_port=postgres_port, valkey_port=valkey_port, throwaway=throwaway
        ) as servers,
        environment_file(state, servers.environment()),
    ):
        yield servers


@contextmanager
def running_servers(
    state: Path,
    lock: int,
    *,
    postgres_port: int | None = None,
    valkey_port: int | None = None,
    throwaway: bool = False,
) -> Iterator[Servers]:
    """The same for a state folder whose lock the caller holds (see lock.py); writes no file."""
    passwords = kept_passwords(state)
    account = server_account(state / "servers" / "postgres")
    place = Place(
        home=data_home(state, account),
        logs=state / "logs",
        passwords=passwords,
        account=account,
        hold=lock,
        throwaway=throwaway,
    )
    postgres, valkey = Postgres(place, postgres_port), Valkey(place, valkey_port)
    try:
        valkey.start()
        postgres.start()
        yield Servers(postgres, valkey, state, passwords.secret_key)
    finally:
        postgres.stop()
        valkey.stop()


@contextmanager
def environment_file(state: Path, environment: Mapping[str, str]) -> Iterator[Path]:
    """While it lasts, commands in other terminals find the running servers by this file."""
    path = state / ENVIRONMENT_FILE
    write_secretly(path, "".join(f"{name}={value}\n" for name, value in environment.items()))
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
