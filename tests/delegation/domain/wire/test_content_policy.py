"""What a pasted Content-Security-Policy lacks for the assistant to work."""

import pytest

from delegation.domain.wire.content_policy import (
    amended_policy,
    asks_for_nonce,
    missing_sources,
)

WEB, STREAM = "https://chat.example", "https://stream.example:8443"
NEEDED = {"script-src": [WEB], "connect-src": [WEB, STREAM]}


@pytest.mark.parametrize(
    ("policy", "missing"),
    [
        ("", {}),
        ("img-src 'self'", {}),
        ("default-src *", {}),
        ("default-src https:", {}),
        (f"script-src {WEB}; connect-src {WEB} {STREAM}", {}),
        (f"Content-Security-Policy: script-src {WEB}/; connect-src https:", {}),
        ("script-src chat.example; connect-src https://*.example stream.example:8443", {}),
        ("default-src 'self'", {"script-src": [WEB], "connect-src": [WEB, STREAM]}),
        (f"default-src {WEB}", {"connect-src": [STREAM]}),
        (f"script-src 'none'; script-src {WEB}", {"script-src": [WEB]}),
        ("script-src http://chat.example", {"script-src": [WEB]}),
        ("SCRIPT-SRC 'self'", {"script-src": [WEB]}),
        ("script-src https://chat.example:*", {}),
        ("default-src *, script-src 'self'", {"script-src": [WEB]}),
        (f"script-src {WEB}; script-src-elem 'self'", {"script-src": [WEB]}),
    ],
)
def test_it_names_what_is_missing(policy: str, missing: dict[str, list[str]]) -> None:
    assert missing_sources(policy, NEEDED) == missing


@pytest.mark.parametrize(
    ("policy", "amended"),
    [
        (
            "default-src 'self'",
            f"default-src 'self'; script-src 'self' {WEB}; connect-src 'self' {WEB} {STREAM}",
        ),
        (
            "default-src 'none'; script-src 'self'",
            f"default-src 'none'; script-src 'self' {WEB}; connect-src {WEB} {STREAM}",
        ),
        (
            f"script-src 'self' 'nonce-abc'; connect-src {WEB}",
            f"script-src 'self' 'nonce-abc' {WEB}; connect-src {WEB} {STREAM}",
        ),
        (
            f"script-src 'self'; script-src-elem 'self' 'unsafe-inline'; connect-src {WEB}",
            (
                f"script-src 'self'; script-src-elem 'self' 'unsafe-inline' {WEB};"
                f" connect-src {WEB} {STREAM}"
            ),
        ),
        ("img-src 'self'", "img-src 'self'"),
        (f"script-src {WEB}, script-src 'self'", f"script-src {WEB}, script-src 'self' {WEB}"),
    ],
)
def test_what_it_adds_keeps_what_was_allowed(policy: str, amended: str) -> None:
    assert amended_policy(policy, NEEDED) == amended
    assert missing_sources(amended, NEEDED) == {}


def test_a_policy_that_ignores_origins_needs_its_nonce_on_the_snippet() -> None:
    assert asks_for_nonce("script-src 'nonce-abc' 'strict-dynamic'")
    assert asks_for_nonce("default-src 'strict-dynamic'")
    assert not asks_for_nonce("script-src 'nonce-abc'; style-src 'strict-dynamic'")
