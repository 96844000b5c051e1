"""No address of a tenant's leads into a network that is not public."""

import ipaddress
import socket
from collections.abc import Iterator

import pytest

from delegation.teacher import (
    Endpoint,
    Guard,
    NoBreaker,
    OwnMemory,
    Persona,
    Teacher,
    TeacherError,
    TeacherMisconfigured,
    TeacherRequest,
    TeacherUnavailable,
)
from delegation.teacher.guard import is_public
from tests.delegation.teacher.asking import SHORT
from tests.delegation.teacher.hostile import HOSTILE, Canary
from tests.faults.teacher_server import FaultTeacher


@pytest.fixture
def canary() -> Iterator[Canary]:
    canary = Canary()
    yield canary
    canary.socket.close()


def ask(guard: Guard, address: str) -> None:
    teacher = Teacher(memory=OwnMemory(), breaker=NoBreaker(), guard=guard, limits=SHORT)
    try:
        teacher.reply(Endpoint(1, address, "m", "sk-secret"), TeacherRequest(Persona(), "Hi"))
    finally:
        teacher.close()


def test_there_are_at_least_sixty_hostile_addresses() -> None:
    assert len(set(HOSTILE)) >= 60


@pytest.mark.attack(
    "name a model at an address inside the operators' network",
    "only public addresses, judged before and at the connection",
)
@pytest.mark.parametrize("address", HOSTILE)
def test_a_hostile_address_is_refused_before_a_name_is_resolved(address: str) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise AssertionError(f"{host} was resolved")

    with pytest.raises(TeacherMisconfigured) as caught:
        ask(Guard(resolve=resolve), address)
    assert caught.value.code == "teacher_address_refused"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://api.example/a b", "it holds characters that no address holds"),
        ("https://api.example/a\\b", "it holds characters that no address holds"),
        ("https://api.example/\tv1", "it holds characters that no address holds"),
        ("https://api.example/v1\x7f", "it holds characters that no address holds"),
        ("https://api.example/\u00fc", "it holds characters that no address holds"),
        ("https://me@api.example/v1", "it holds a user name"),
    ],
)
def test_owners_read_why_an_address_is_refused(address: str, why: str) -> None:
    with pytest.raises(TeacherMisconfigured) as caught:
        Guard().check_url(address)
    assert why in str(caught.value.detail)


@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["10.0.0.1"],
        ["169.254.169.254"],
        ["1.1.1.1", "127.0.0.1"],
        ["2606:4700::1111", "fe80::1%2"],
        ["nonsense"],
    ],
)
def test_a_public_name_of_a_private_address_reaches_nobody(
    canary: Canary, found: list[str]
) -> None:
    with pytest.raises(TeacherMisconfigured) as caught:
        ask(Guard(resolve=lambda host, port: found), f"https://example.com:{canary.port}/v1")
    assert caught.value.code == "teacher_address_refused"
    assert canary.connections == 0


def test_a_resolver_that_changes_its_answer_is_asked_once_per_connection(canary: Canary) -> None:
    answers = iter([["127.0.0.1"], ["1.1.1.1"]])
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    with pytest.raises(TeacherMisconfigured):
        ask(Guard(resolve=resolve), f"https://example.com:{canary.port}/v1")
    assert asked == ["example.com"]
    assert canary.connections == 0


def test_the_connection_goes_to_the_address_that_was_judged(server: FaultTeacher) -> None:
    guard = Guard(
        exceptions=[f"teacher.example:{server.port}"], resolve=lambda host, port: ["127.0.0.1"]
    )
    ask(guard, f"http://teacher.example:{server.port}/v1")
    assert server.calls[0].headers["host"] == f"teacher.example:{server.port}"


def test_an_exception_is_for_its_host_and_port_alone(server: FaultTeacher) -> None:
    guard = Guard(exceptions=["127.0.0.1:1"])
    with pytest.raises(TeacherMisconfigured):
        ask(guard, server.base_url)
    assert server.calls == []


def test_a_redirect_is_not_followed(server: FaultTeacher, canary: Canary) -> None:
    server.script(f"redirect:http://127.0.0.1:{canary.port}/v1/chat/completions")
    with pytest.raises(TeacherMisconfigured) as caught:
        ask(Guard(exceptions=[f"127.0.0.1:{server.port}"]), server.base_url)
    assert caught.value.code == "teacher_redirected"
    assert canary.connections == 0


def test_a_name_without_an_address_is_unreachable() -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    with pytest.raises(TeacherUnavailable) as caught:
        ask(Guard(resolve=resolve), "https://example.com/v1")
    assert caught.value.code == "teacher_connect_failed"


def test_a_tenants_host_learns_nothing_of_our_environment(
    server: FaultTeacher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-canary")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-canary")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Canary: canary\nAuthorization: Bearer canary")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    ask(Guard(exceptions=[f"127.0.0.1:{server.port}"]), server.base_url)
    headers = server.calls[0].headers
    assert headers["authorization"] == "Bearer sk-secret"
    assert "canary" not in str(headers)
    assert not [name for name in headers if name.startswith("x-")]


@pytest.mark.parametrize("text", ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_public_addresses_are_public(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    "address",
    [
        "https://api.openai.com/v1",
        "https://my-host.openai.azure.com:8443/openai/v1/",
        "https://8.8.8.8/v1",
    ],
)
def test_public_addresses_pass(address: str) -> None:
    Guard().check_url(address)
    with pytest.raises(TeacherError):  # the same without https does not
        Guard().check_url(address.replace("https", "http"))
