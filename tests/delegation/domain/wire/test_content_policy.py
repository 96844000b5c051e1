"""What a pasted Content-Security-Policy lacks for the assistant to work."""

import pytest

from delegation.domain.wire.content_policy import missing_sources

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
    ],
)
def test_it_names_what_is_missing(policy: str, missing: dict[str, list[str]]) -> None:
    assert missing_sources(policy, NEEDED) == missing
