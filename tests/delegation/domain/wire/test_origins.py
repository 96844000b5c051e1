"""Origins: exact, wildcards for subdomains, and localhost by its own switch."""

import pytest

from delegation.domain.wire.origins import (
    OriginRefused,
    entries_allowing,
    is_loopback,
    normal_origin,
)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("https://Shop.Example/", "https://shop.example"),
        ("https://shop.example:443", "https://shop.example"),
        ("http://shop.example:8080", "http://shop.example:8080"),
        ("https://*.Shop.example", "https://*.shop.example"),
        ("https://*.shop.example:8443", "https://*.shop.example:8443"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("http://[::1]:3000", "http://[::1]:3000"),
    ],
)
def test_it_writes_an_origin_as_browsers_send_it(text: str, normal: str) -> None:
    assert normal_origin(text) == normal


@pytest.mark.parametrize(
    "text",
    [
        "https://*",
        "https://*.example",
        "https://*.com.",
        "https://a.*.example.com",
        "https://*.*.example.com",
        "https://*a.example.com",
        "https://*.127.0.0.1",
        "https://*.co.uk",
        "https://*.github.io",
        "https://*.GitHub.io:8443",
        "https://*.xn--p1ai",
        "https://*.com.br",
        "*.example.com",
        "https://user@shop.example",
        "https://shop.example:99999",
        "https://shop.example/path",
        "https://[::1",
        "ftp://shop.example",
        "null",
    ],
)
def test_it_refuses_what_is_no_origin(text: str) -> None:
    with pytest.raises(OriginRefused):
        normal_origin(text)


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://a.shop.example", True),
        ("https://a.b.shop.example", True),
        ("https://shop.example", False),
        ("https://evilshop.example", False),
        ("https://a.shop.example.evil.example", False),
        ("http://a.shop.example", False),
        ("https://a.shop.example:8443", False),
        ("https://*.shop.example", False),
        ("https://a.shop.example" + "x" * 300, False),
        ("null", False),
        ("", False),
    ],
)
def test_a_wildcard_allows_subdomains_and_nothing_else(origin: str, allowed: bool) -> None:
    assert ("https://*.shop.example" in entries_allowing(origin)) is allowed


def test_an_exact_entry_allows_itself() -> None:
    assert entries_allowing("https://shop.example") == ["https://shop.example"]


@pytest.mark.parametrize(
    ("origin", "loopback"),
    [
        ("http://localhost:3000", True),
        ("https://localhost", True),
        ("http://app.localhost:5173", True),
        ("http://127.0.0.1:8000", True),
        ("http://[::1]:8000", True),
        ("http://localhost.evil.example", False),
        ("http://127.0.0.1.evil.example", False),
        ("https://evillocalhost", False),
        ("https://localhost.", False),
        ("file://localhost", False),
        ("http://192.168.0.1", False),
        ("http://[::1", False),
        ("null", False),
    ],
)
def test_it_knows_pages_of_ones_own_machine(origin: str, loopback: bool) -> None:
    assert is_loopback(origin) is loopback


@pytest.mark.attack(
    "allow every page under co.uk or github.io to use a key",
    "no wildcard covers a public suffix",
)
@pytest.mark.parametrize("suffix", ["co.uk", "github.io", "com.br"])
def test_a_wildcard_of_a_public_suffix_allows_nobody_even_if_it_was_stored(suffix: str) -> None:
    assert f"https://*.{suffix}" not in entries_allowing(f"https://evil.{suffix}")
    assert f"https://*.shop.{suffix}" in entries_allowing(f"https://a.shop.{suffix}")
