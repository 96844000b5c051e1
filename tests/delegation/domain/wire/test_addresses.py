"""An address is completed as people mean it, or refused in words."""

import pytest

from delegation.domain.wire.addresses import (
    AddressUnusable,
    call_address,
    complete_address,
    is_azure,
)

AZURE = "https://x.openai.azure.com/openai/deployments/chat"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://api.openai.com/v1", "https://api.openai.com/v1"),
        (" https://api.openai.com/v1/ ", "https://api.openai.com/v1"),
        ("https://api.openai.com", "https://api.openai.com/v1"),
        ("api.openai.com/v1", "https://api.openai.com/v1"),
        ("https://api.openai.com/v1/chat/completions", "https://api.openai.com/v1"),
        ("https://api.anthropic.com/v1/messages", "https://api.anthropic.com/v1"),
        ("https://api.groq.com", "https://api.groq.com/openai/v1"),
        ("https://openrouter.ai/", "https://openrouter.ai/api/v1"),
        (
            "https://generativelanguage.googleapis.com",
            "https://generativelanguage.googleapis.com/v1beta/openai",
        ),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1"),
        ("https://x.openai.azure.com/", "https://x.openai.azure.com/openai/v1"),
        (f"{AZURE}/?api-version=2024-10-21", f"{AZURE}?api-version=2024-10-21"),
        (f"{AZURE}/chat/completions?api-version=1", f"{AZURE}?api-version=1"),
    ],
)
def test_it_is_completed(written: str, meant: str) -> None:
    assert complete_address(written) == meant


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("https://example.com/v1#x", "#"),
        ("https://example.com/v1?next=https://other.example", "plain values"),
        ("https://example.com/v1?key=abc", "key"),
        ("https://example.com/v1?api_key=abc", "key"),
        ("http://[::1/v1", "read"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(written: str, why: str) -> None:
    with pytest.raises(AddressUnusable, match=why):
        complete_address(written)


def test_the_path_of_a_call_goes_before_the_query() -> None:
    address = f"{AZURE}?api-version=2024-10-21"
    assert call_address(address, "/chat/completions") == (
        f"{AZURE}/chat/completions?api-version=2024-10-21"
    )
    assert is_azure(address)
    assert not is_azure("https://api.openai.com/v1")
