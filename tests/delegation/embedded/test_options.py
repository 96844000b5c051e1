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
OURS = {
    "DATABASE_URL": "ours",
    "DATABASE_PLATFORM_URL": "ours for all",
    "DATABASE_OWNER_URL": "ours too",
    "REDIS_URL": "ours as well",
}


def made(**given: str) -> dict[str, str]:
    return made_environment(read_options(given, BASE), OURS, secret_key="secret")


def test_port_moves_every_address() -> None:
    moved = read_options({"PORT": "9000"}, BASE)
    assert [moved.port_of(name) for name in PORTS] == list(range(9000, 9008))
    assert made(PORT="9000") == {
        **OURS,
        "PUBLIC_URL": "http://127.0.0.1:9000",
        "STREAM_URL": "http://127.0.0.1:9001",
        "SECRET_KEY": "secret",
        "OPERATORS_SECOND_FACTOR": "false",
        "EXPORTS_WITHOUT_ACCOUNT": "100",
        "LOG_FORMAT": "line",
        "OPENAI_BASE_URL": "http://127.0.0.1:9003/v1",
        "OPENAI_API_KEY": "demo",
        "TEACHER_MODEL": "demo",
        "TRIAL_ALLOWANCE": "100000",
        "PLATFORM_ALLOWANCE": "100000",
        "EMAIL_URL": "smtp+plain://127.0.0.1:9007",
    }


@pytest.mark.parametrize("port", ["80", "65531", "web", "-1", "8000.5"])
def test_it_says_what_port_may_be(port: str) -> None:
    with pytest.raises(WrongEnvironment, match=rf"PORT is '{port}'; it may be .* 1024 to 65527"):
        read_options({"PORT": port}, BASE)


def test_the_settings_allow_the_same_ports() -> None:
    limits = [getattr(limit, "le", None) for limit in Environment.model_fields["port"].metadata]
    assert HIGHEST_PORT in limits


@pytest.mark.parametrize("missing", options.ROLES)
def test_a_database_needs_all_roles(missing: str) -> None:
    given = {name: "postgresql://app@host/db" for name in options.ROLES if name != missing}
    with pytest.raises(WrongEnvironment, match="DATABASE_OWNER_URL belong together"):
        read_options(given, BASE)


def test_what_is_set_is_left_alone() -> None:
    names = (*OURS, "SECRET_KEY", "PUBLIC_URL", "OPENAI_API_KEY", "EMAIL_URL")
    theirs = dict.fromkeys(names, "theirs")
    assert not read_options(theirs, BASE).needs_servers
    assert made(**theirs) == {
        "PORT": "8000",
        "STREAM_URL": "http://127.0.0.1:8001",
        "OPERATORS_SECOND_FACTOR": "false",
        "EXPORTS_WITHOUT_ACCOUNT": "100",
        "LOG_FORMAT": "line",
    }


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
    names = (*OURS, "EMAIL_URL", "OPENAI_API_KEY")
    require_free_ports(read_options(dict.fromkeys(names, "theirs"), BASE))
    with pytest.raises(PortTaken, match=r"port 8003 \(demo teacher\)"):
        require_free_ports(read_options(dict.fromkeys(names[:-1], "theirs"), BASE))
    with pytest.raises(PortTaken, match=r"port 8006 \(mailbox\)"):
        require_free_ports(read_options(dict.fromkeys((*OURS, "OPENAI_API_KEY"), "x"), BASE))


def test_a_port_is_free_until_somebody_listens_there() -> None:
    port = free_port()
    assert is_free(port)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        assert not is_free(port)
