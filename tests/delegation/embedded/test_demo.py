"""`make demo` as a newcomer meets it: one command, a page, and Ctrl-C."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from delegation.embedded.health import answers
from tests.delegation.embedded.programs import BASE, all_gone, descendants, wait_until
from tests.ports import neighbouring_ports

PORTS = 8
OURS = ("DATABASE_URL", "DATABASE_PLATFORM_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY")


@pytest.fixture
def demo(kept_state: Path) -> Iterator["subprocess.Popen[str]"]:
    """A running demo, after it has said that it is ready, and with what else it said."""
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    environment |= {"PORT": str(neighbouring_ports(PORTS)), "STATE_DIR": str(kept_state)}
    program = subprocess.Popen(
        [sys.executable, "-m", "delegation.embedded"],
        cwd=BASE,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield program
    finally:
        program.kill()
        program.communicate()


def read_until(program: "subprocess.Popen[str]", wanted: str) -> list[str]:
    """What it says up to the line that holds this; fails when it ends before."""
    assert program.stdout is not None
    said = []
    for line in program.stdout:
        said.append(line)
        if wanted in line:
            return said
    raise AssertionError("".join(said))


def test_it_says_where_it_is_restarts_what_dies_and_ends_with_ctrl_c(
    demo: "subprocess.Popen[str]", kept_state: Path
) -> None:
    said = "".join(read_until(demo, "Ctrl-C stops everything"))
    web = said.partition("ready ")[2].split()[0]
    shop = said.partition("shop page")[2].split()[0]
    assert answers(f"{web}readyz")
    assert answers(f"{web}gatekeeper.js")
    assert answers(shop)
    assert shop.split("/")[2] != web.split("/")[2], "the shop has an origin of its own"
    for person in ("operator", "owner", "moderator", "outsider"):
        assert f"{person}@demo.example" in said

    granian = [pid for pid in descendants(demo.pid) if "granian" in argv(pid)]
    os.kill(next(pid for pid in granian if descendants(pid)), signal.SIGKILL)
    read_until(demo, "web started again")
    assert wait_until(lambda: answers(f"{web}readyz"))

    started = descendants(demo.pid)
    demo.send_signal(signal.SIGINT)
    read_until(demo, "stopped")
    assert demo.wait(60) == 0
    assert all_gone(started)
    assert not (kept_state / "servers.env").exists()


def argv(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []


def test_it_leaves_nothing_behind_when_it_is_killed(demo: "subprocess.Popen[str]") -> None:
    read_until(demo, "ready ")
    started = descendants(demo.pid)
    assert len(started) > 15
    demo.kill()
    assert all_gone(started)
