"""The guard refuses one address for each of its rules, and accepts the nearest one outside."""

import ipaddress
from typing import Any

import pytest

from delegation.teacher import Guard, TeacherMisconfigured, TeacherUnavailable
from delegation.teacher.guard import is_public, system_resolve

NOT_PUBLIC = "it leads to a network that is not public"
LOCAL = "it is a name of a local network"


@pytest.mark.parametrize(
    "text",
    [
        "192.0.0.9",
        "192.88.99.9",
        "168.63.129.16",
        "100.100.100.200",
        "64:ff9b::808:808",
        "64:ff9b:1::808:808",
        "2001:1::1",
        "2002:808:808::1",
        "3fff::1",
        "5f00::1",
        "fec0::1",
        "::808:808",
        "ff0e::1",
        "224.0.1.1",
        "239.1.1.1",
        "240.0.0.1",
        "2606:4700::1111%eth0",
        "::ffff:10.0.0.1",
        "4000::1",
    ],
)
def test_an_address_in_a_closed_network_is_not_public(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    "text",
    [
        "192.0.1.1",
        "192.88.98.1",
        "168.63.129.17",
        "100.63.255.255",
        "2001:200::1",
        "2003::1",
        "2606:4700::1111",
        "::ffff:8.8.8.8",
    ],
)
def test_an_address_next_to_a_closed_network_is_public(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


def refusal_of(address: str, guard: Guard | None = None, **options: Any) -> str:
    with pytest.raises(TeacherMisconfigured) as caught:
        (guard or Guard()).check_url(address, **options)
    assert caught.value.code == "teacher_address_refused"
    return str(caught.value.detail)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://api.example/a b", "it holds characters that no address holds"),
        ("https://api.example:99999/v1", "it cannot be read"),
        ("https://[::1/v1", "it cannot be read"),
        ("https://me@api.example/v1", "it holds a user name"),
        (
            "https://api.example/v1#x",
            "it holds more than a host, a path and plain parameters",
        ),
        (
            "https://api.example/v1?a=1",
            "it holds more than a host, a path and plain parameters",
        ),
        ("http://api.example/v1", "it is not https"),
        ("https:///v1", "it has no host"),
        (f"https://{'a' * 250}.com/v1", "it has no host"),
        ("https://a%62c.example/v1", "its host holds characters that no name holds"),
        ("https://[fd00::1]/v1", NOT_PUBLIC),
        ("https://10.0.0.1/v1", NOT_PUBLIC),
        ("https://8.8.8/v1", NOT_PUBLIC),
        ("https://8.8.8.8.8/v1", NOT_PUBLIC),
        ("https://a.8.8.8/v1", NOT_PUBLIC),
        ("https://api.example.0x7f/v1", NOT_PUBLIC),
        ("https://intranet/v1", LOCAL),
        ("https://intranet./v1", LOCAL),
        *((f"https://a.{end}/v1", LOCAL) for end in ("local", "localhost", "internal")),
        *((f"https://a.{end}/v1", LOCAL) for end in ("arpa", "test", "onion")),
    ],
)
def test_a_refusal_gives_exactly_its_reason(address: str, why: str) -> None:
    assert refusal_of(address) == why


@pytest.mark.parametrize(
    "address",
    [
        "https://api.example/v1",
        "https://api.example./v1",
        "https://api.example/~a!$&'()*+,;=:@",
        "https://8.8.8.8/v1",
        "https://8.8.8.8:8443/v1",
        "https://[2606:4700::1111]/v1",
        f"https://{'a' * 61}.{'b' * 63}.{'c' * 63}.{'d' * 63}/v1",  # 253 characters
        "https://a-b_c.example/v1",
        "https://x0.example.x0/v1",
    ],
)
def test_a_public_address_passes(address: str) -> None:
    Guard().check_url(address)


def test_a_name_of_the_dns_is_no_longer_than_253_characters() -> None:
    host = f"{'a' * 62}.{'b' * 63}.{'c' * 63}.{'d' * 63}"
    assert len(host) == 254
    assert refusal_of(f"https://{host}/v1") == "it has no host"


@pytest.mark.parametrize(
    ("query", "passes"),
    [("?api-version=2024-10-21", True), ("?a=1&b=", True), ("?a=https://x", False), ("?a", False)],
)
def test_plain_parameters_pass_where_a_query_is_allowed(query: str, passes: bool) -> None:
    address = f"https://api.example/v1{query}"
    if passes:
        Guard().check_url(address, may_have_query=True)
    else:
        assert "plain parameters" in refusal_of(address, may_have_query=True)
    assert "plain parameters" in refusal_of(f"{address}#x", may_have_query=True)


def test_an_exception_is_a_host_and_a_port_that_a_scheme_may_imply() -> None:
    guard = Guard(exceptions=["LLM.local:443", "llm.local:80", "llm.local:8000"])
    for address in (
        "https://llm.local/v1",
        "https://llm.local:443/v1",
        "http://llm.local/v1",
        "http://llm.local:8000/v1",
        "https://LLM.local:8000/v1",
    ):
        guard.check_url(address)
    assert refusal_of("https://llm.local:8001/v1", guard) == LOCAL
    assert refusal_of("http://other.local/v1", guard) == "it is not https"
    assert refusal_of("ftp://llm.local:8000/v1", guard) == "it is neither http nor https"
    assert refusal_of("ftp://llm.local/v1", guard) == "it is neither http nor https"


@pytest.mark.parametrize(
    ("port", "passes", "refused"),
    [
        (443, "https://llm.local/v1", "http://llm.local/v1"),
        (80, "http://llm.local/v1", "https://llm.local/v1"),
    ],
)
def test_each_scheme_implies_its_own_port(port: int, passes: str, refused: str) -> None:
    guard = Guard(exceptions=[f"llm.local:{port}"])
    guard.check_url(passes)
    refusal_of(refused, guard)


def test_an_exception_does_not_allow_a_user_name_or_a_fragment() -> None:
    guard = Guard(exceptions=["llm.local:8000"])
    assert refusal_of("http://me@llm.local:8000/v1", guard) == "it holds a user name"
    assert "plain parameters" in refusal_of("http://llm.local:8000/v1#x", guard)


def test_a_name_is_pinned_to_its_public_addresses_in_order() -> None:
    found = ["8.8.8.8", "2606:4700::1111"]
    asked: list[tuple[str, int]] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return found

    assert Guard(resolve=resolve).pin("api.example", 8443) == found
    assert asked == [("api.example", 8443)]


@pytest.mark.parametrize("found", [["10.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["nonsense"]])
def test_one_private_address_among_public_ones_refuses_them_all(found: list[str]) -> None:
    guard = Guard(exceptions=["LLM.local:8000"], resolve=lambda host, port: found)
    with pytest.raises(TeacherMisconfigured) as caught:
        guard.pin("api.example", 8000)
    assert caught.value.detail == NOT_PUBLIC
    with pytest.raises(TeacherMisconfigured):
        guard.pin("llm.local", 8001)
    assert guard.pin("LLM.Local", 8000) == found


@pytest.mark.parametrize("problem", [OSError("?"), UnicodeError("?"), None])
def test_the_error_says_that_a_name_has_no_address(problem: Exception | None) -> None:
    def resolve(host: str, port: int) -> list[str]:
        if problem:
            raise problem
        return []

    with pytest.raises(TeacherUnavailable) as caught:
        Guard(resolve=resolve, exceptions=["api.example:443"]).pin("api.example", 443)
    assert caught.value.code == "teacher_connect_failed"
    assert caught.value.detail == "the name has no address"


def test_the_system_resolves_an_address_to_itself() -> None:
    assert system_resolve("127.0.0.1", 80) == ["127.0.0.1"]
