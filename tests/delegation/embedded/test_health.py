"""A container's health check restarts what hangs, not what is starting or is not ready."""

import socket
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from delegation.embedded.health import CHANCES, children_of_init, is_hung, main


@pytest.fixture
def count_file(tmp_path: Path) -> Path:
    return tmp_path / "count"


@pytest.fixture
def silent() -> str:
    """An address where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}/healthz"


@pytest.fixture
def alive(httpserver: HTTPServer) -> str:
    httpserver.expect_request("/healthz").respond_with_data("alive")
    return httpserver.url_for("/healthz")


def write_process(proc: Path, pid: int, parent: int, name: str) -> None:
    folder = proc / str(pid)
    folder.mkdir()
    (folder / "comm").write_text(f"{name}\n")
    (folder / "status").write_text(f"Name:\t{name}\nTgid:\t{pid}\nPid:\t{pid}\nPPid:\t{parent}\n")


def test_what_answered_and_then_fails_several_times_hangs(
    alive: str, silent: str, count_file: Path
) -> None:
    assert not is_hung(alive, count_file)
    assert [is_hung(silent, count_file) for _ in range(CHANCES)] == [False, False, True]


def test_an_answer_in_between_begins_the_count_again(
    alive: str, silent: str, count_file: Path
) -> None:
    looks = [alive, silent, silent, alive, silent, silent]
    assert not any(is_hung(look, count_file) for look in looks)


def test_what_has_never_answered_is_starting(silent: str, count_file: Path) -> None:
    assert not any(is_hung(silent, count_file) for _ in range(CHANCES * 3))


def test_the_processes_that_the_containers_init_started_are_ended(tmp_path: Path) -> None:
    write_process(tmp_path, 1, 0, "docker-init")
    write_process(tmp_path, 7, 1, "python")
    write_process(tmp_path, 9, 7, "python")
    write_process(tmp_path, 30, 0, "python")  # the health check itself
    assert children_of_init(tmp_path) == [7]


def test_outside_a_container_nothing_is_ended(tmp_path: Path) -> None:
    write_process(tmp_path, 1, 0, "systemd")
    write_process(tmp_path, 7, 1, "sshd")
    assert children_of_init(tmp_path) == []


def test_what_is_alive_and_not_ready_is_unhealthy_and_goes_on(alive: str, silent: str) -> None:
    assert main(alive, alive) == 0
    assert main(silent, alive) == 1
