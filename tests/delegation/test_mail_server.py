"""EMAIL_URL names every kind of mail server there is."""

import pytest

from delegation.mail_server import MailServer
from tests.delegation.making import settings_of


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (
            "smtp://user:pass@mail.example:2525",
            MailServer("mail.example", 2525, "user", "pass", tls_from_start=False, starttls=True),
        ),
        (
            "smtp://u%40shop.example:p%2Fw%25%3A@mail.example",
            MailServer("mail.example", 587, "u@shop.example", "p/w%:", False, True),
        ),
        ("smtps://u:p@mail.example", MailServer("mail.example", 465, "u", "p", True, False)),
        ("smtp+plain://relay:25", MailServer("relay", 25, "", "", False, False)),
    ],
)
def test_an_address_says_where_and_how(url: str, server: MailServer) -> None:
    assert MailServer.of(url) == server


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://mail.example", "it begins with smtp://"),
        ("smtp://", "it names no host"),
        ("smtp+plain://user:hidden@relay:25", "in clear text"),
    ],
)
def test_nonsense_is_refused_without_repeating_it(url: str, words: str) -> None:
    with pytest.raises(ValueError, match=words) as refused:
        MailServer.of(url)
    assert "hidden" not in str(refused.value)


def test_the_settings_say_the_same_and_wait_for_no_server() -> None:
    names = ("EMAIL_BACKEND", "EMAIL_PORT", "EMAIL_USE_SSL", "EMAIL_USE_TLS", "EMAIL_TIMEOUT")
    seen = settings_of(*names, EMAIL_URL="smtps://u:p@mail.example")
    assert list(seen.values()) == ["tenants.mail_backend.QueueingBackend", 465, True, False, 10]
