"""Origins: exact, wildcards for subdomains, and localhost by its own switch."""

import pytest

from delegation.domain.wire.origins import (
    OriginRefused,
    entries_allowing,
    is_loopback,
    is_public_suffix,
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
        ("http://shop.example:80", "http://shop.example"),
        ("https://SHOP.EXAMPLEX", "https://shop.examplex"),
        ("https://github.io", "https://github.io"),  # an exact host may be anyone's
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
    ("text", "why"),
    [
        ("https://[::1", "The host or port of this origin cannot be read."),
        ("https://shop.example:99999", "The host or port of this origin cannot be read."),
        ("https://a..shop.example", "The host or port of this origin cannot be read."),
        ("ftp://shop.example", "An origin starts with https:// (or http:// for a test page)."),
        ("https://shop.example/path", "only scheme, host and port, without a path."),
        ("https://shop.example?x=1", "only scheme, host and port, without a path."),
        ("https://shop.example#top", "only scheme, host and port, without a path."),
        ("https://:secret@shop.example", "only scheme, host and port, without a path."),
        ("https://", "names one exact host, or all subdomains of one: https://*.example.com."),
        ("https://*.", "names one exact host, or all subdomains of one: https://*.example.com."),
        ("https://a.*.b.com", "names one exact host, or all subdomains of one: https://*."),
        ("https://shop store.example", "Add one origin at a time, without spaces and commas."),
        ("https://a.example,https://b.example", "Add one origin at a time"),
        ("https://*.example", "A wildcard needs a domain of your own: https://*.example.com."),
        ("https://*.com.", "A wildcard needs a domain of your own: https://*.example.com."),
        (
            "https://*.co.uk",
            "Anyone can register a name under co.uk. Use a domain of your own instead.",
        ),
    ],
)
def test_it_says_why_it_refuses(text: str, why: str) -> None:
    with pytest.raises(OriginRefused) as refused:
        normal_origin(text)
    assert why in str(refused.value)
    assert str(refused.value).endswith(".")


def test_an_origin_is_as_long_as_browsers_send_it() -> None:
    host = "a." * 119 + "shop.example"
    longest = f"https://{host[-247:]}"
    assert len(longest) == 255
    assert "https://*.shop.example" in entries_allowing(longest)
    assert entries_allowing(f"https://a{host[-247:]}") == []


def test_a_port_does_not_hide_a_public_suffix() -> None:
    assert "https://*.co.uk:8443" not in entries_allowing("https://evil.co.uk:8443")
    assert "https://*.shop.co.uk:8443" in entries_allowing("https://a.shop.co.uk:8443")


@pytest.mark.parametrize(
    ("host", "public"),
    [("co.uk", True), ("CO.UK.", True), ("shop.co.uk", False), ("", False), ("localhost", False)],
)
def test_it_knows_where_strangers_can_register_names(host: str, public: bool) -> None:
    assert is_public_suffix(host) is public


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
        ("http://localhost/path", False),
        ("http://localhost?x=1", False),
        ("https://", False),
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
