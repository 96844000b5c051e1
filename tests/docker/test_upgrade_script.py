"""What docker/upgrade does to docker/.env first, with a `docker` that only notes its arguments."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.docker.making import DOCKER

# It also lists the services, and is slow to end: whoever reads its list must read all of it.
NOTE = """#!/bin/sh
echo "$@" >>"$NOTES"
[ "$*" = "compose config --services" ] || exit 0
printf 'events\\ncache\\n' && sleep 0.2 && seq 10000
"""


class Upgrade:
    """The script in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.env = folder / ".env"
        self._folder = folder
        self._notes = folder / "notes"
        shutil.copy(DOCKER / "upgrade", folder / "upgrade")
        (folder / "bin").mkdir()
        program = folder / "bin" / "docker"
        program.write_text(NOTE)
        program.chmod(0o755)

    def run(self) -> subprocess.CompletedProcess[str]:
        path = f"{self._folder / 'bin'}:{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, "NOTES": str(self._notes)}
        return subprocess.run(
            [self._folder / "upgrade"], env=environment, capture_output=True, text=True
        )

    def commands(self) -> list[str]:
        return self._notes.read_text().splitlines() if self._notes.exists() else []

    def variables(self) -> dict[str, str]:
        lines = self.env.read_text().splitlines()
        return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.fixture
def upgrade(tmp_path: Path) -> Upgrade:
    return Upgrade(tmp_path)


@pytest.mark.parametrize(
    "before", ["VERSION=2", "VERSION=2\n", "PLATFORM_PASSWORD=\nVERSION=2\n", "VERSION=2\n\n"]
)
def test_a_password_that_a_release_brought_is_made(upgrade: Upgrade, before: str) -> None:
    upgrade.env.write_text(before)

    done = upgrade.run()

    assert done.returncode == 0, done.stderr
    assert upgrade.variables()["VERSION"] == "2"
    password = upgrade.variables()["PLATFORM_PASSWORD"]
    assert len(password) == 48
    assert set(password) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
    assert password not in done.stdout
    assert "PLATFORM_PASSWORD was missing" in done.stdout


def test_a_password_that_is_there_stays(upgrade: Upgrade) -> None:
    upgrade.env.write_text("PLATFORM_PASSWORD=chosen\nVERSION=2\n")

    assert upgrade.run().returncode == 0
    assert upgrade.env.read_text() == "PLATFORM_PASSWORD=chosen\nVERSION=2\n"


def test_two_upgrades_make_different_passwords_once(upgrade: Upgrade) -> None:
    upgrade.env.write_text("VERSION=2\n")
    upgrade.run()
    made = upgrade.env.read_text()

    upgrade.run()

    assert upgrade.env.read_text() == made


def test_a_database_elsewhere_needs_the_second_address_first(upgrade: Upgrade) -> None:
    before = "DATABASE_URL=postgresql://delegation_app:p@db.example/delegation\n"
    upgrade.env.write_text(before)

    done = upgrade.run()

    assert done.returncode == 1
    assert "Set DATABASE_PLATFORM_URL in docker/.env" in done.stdout
    assert upgrade.env.read_text() == before
    assert upgrade.commands() == []


def test_settings_are_checked_before_anything_is_changed(upgrade: Upgrade) -> None:
    upgrade.env.write_text("VERSION=2\n")
    upgrade.run()
    assert upgrade.commands()[0] == "compose config --quiet"


def test_the_right_of_the_former_release_ends_after_its_processes(upgrade: Upgrade) -> None:
    upgrade.env.write_text("VERSION=2\n")
    upgrade.run()
    commands = upgrade.commands()
    closing = "compose run --rm --no-deps roles python -m delegation.embedded.roles close"
    last_start = max(
        number
        for number, command in enumerate(commands)
        if command.startswith("compose up") and not command.endswith("caddy")
    )
    assert commands.index(closing) > last_start


def test_every_server_that_a_release_brought_is_started_before_its_processes(
    upgrade: Upgrade,
) -> None:
    upgrade.env.write_text("VERSION=2\n")
    assert upgrade.run().returncode == 0
    commands = upgrade.commands()
    first_process = next(
        n for n, each in enumerate(commands) if each.endswith("wait --no-deps stream")
    )
    for service in ("events", "cache"):
        start = f"compose up --detach --wait --no-deps --no-recreate {service}"
        assert commands.index(start) < first_process


def test_the_proxy_has_its_new_settings_before_the_first_process_ends(upgrade: Upgrade) -> None:
    upgrade.env.write_text("VERSION=2\n")
    assert upgrade.run().returncode == 0
    commands = upgrade.commands()
    reload = "compose exec caddy caddy reload --config /etc/caddy/Caddyfile --adapter caddyfile"
    assert commands.index(reload) < next(
        n for n, each in enumerate(commands) if each.endswith("wait --no-deps stream")
    )
