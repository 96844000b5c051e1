"""What the environment may ask of `make demo`, and what it says when it may not."""

import socket
from pathlib import Path

import pytest

from delegation.embedded import options
from delegation.embedded.errors import PortTaken, WrongEnvironment
from delegation.embedded.options import (
    HIGHEST_PORT,
    PORTS,
    made_environment,
    read_options,
    require_free_ports,
)
from delegation.embedded.ports import free_port, is_free
from delegation.environment import Environment

BASE = Path("/checkout")
OURS = {"DATABASE_URL": "ours", "DATABASE_OWNER_URL": "ours too", "REDIS_URL": "ours as well"}


def made(**given: str) -> dict[str, str]:
    return made_environment(read_options(given, BASE), OURS, secret_key="secret")


def test_port_moves_every_address() -> None:
    moved = read_options({"PORT": "9000"}, BASE)
    assert [moved.port_of(name) for name in PORTS] == [9000, 9001, 9002, 9003, 9004, 9005]
    assert made(PORT="9000") == {
        **OURS,
        "PUBLIC_URL": "http://127.0.0.1:9000",
        "STREAM_URL": "http://127.0.0.1:9001",
        "SECRET_KEY": "secret",
        "OPENAI_BASE_URL": "http://127.0.0.1:9003/v1",
        "OPENAI_API_KEY": "demo",
        "TEACHER_MODEL": "demo",
        "TRIAL_ALLOWANCE": "100000",
        "PLATFORM_ALLOWANCE": "100000",
    }


@pytest.mark.parametrize("port", ["80", "65531", "web", "-1", "8000.5"])
def test_it_says_what_port_may_be(port: str) -> None:
    with pytest.raises(WrongEnvironment, match=rf"PORT is '{port}'; it may be .* 1024 to 65529"):
        read_options({"PORT": port}, BASE)


def test_the_settings_allow_the_same_ports() -> None:
    limits = [getattr(limit, "le", None) for limit in Environment.model_fields["port"].metadata]
    assert HIGHEST_PORT in limits


def test_a_database_needs_both_roles() -> None:
    with pytest.raises(WrongEnvironment, match="DATABASE_OWNER_URL belong together"):
        read_options({"DATABASE_URL": "postgresql://app@host/db"}, BASE)


def test_what_is_set_is_left_alone() -> None:
    theirs = dict.fromkeys((*OURS, "SECRET_KEY", "PUBLIC_URL", "OPENAI_API_KEY"), "theirs")
    assert not read_options(theirs, BASE).needs_servers
    assert made(**theirs) == {"PORT": "8000", "STREAM_URL": "http://127.0.0.1:8001"}


def test_a_real_teacher_is_used_where_one_is_named() -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        assert not read_options({name: "theirs"}, BASE).needs_teacher
        assert "TEACHER_MODEL" not in made(**{name: "theirs"})


def test_state_lies_in_the_checkout_or_where_it_was_asked(tmp_path: Path) -> None:
    assert read_options({}, BASE).state == BASE / ".state"
    assert read_options({"STATE_DIR": str(tmp_path)}, BASE).state == tmp_path


def test_it_says_which_port_is_taken_and_how_to_move(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "is_free", lambda port: port != 8001)
    with pytest.raises(PortTaken, match=r"port 8001 \(stream\) is taken.* PORT=9000 make demo"):
        require_free_ports(read_options({}, BASE))
    require_free_ports(read_options({"PORT": "9000"}, BASE))


def test_ports_that_it_does_not_need_may_be_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "is_free", lambda port: port < 8003)
    names = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "OPENAI_API_KEY")
    require_free_ports(read_options(dict.fromkeys(names, "theirs"), BASE))
    with pytest.raises(PortTaken, match=r"port 8003 \(demo teacher\)"):
        require_free_ports(read_options(dict.fromkeys(names[:3], "theirs"), BASE))


def test_a_port_is_free_until_somebody_listens_there() -> None:
    port = free_port()
    assert is_free(port)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        assert not is_free(port)
