"""What the variables become in Django's and Celery's settings, read by a process of its own."""

import pytest
from django.core.mail import EmailMessage

from tenants.mail_backend import UnsentBackend
from tests.attacks import Figure
from tests.delegation.making import settings_of


@pytest.mark.parametrize(
    ("variable", "database"),
    [
        ("DATABASE_URL", "default"),
        ("DATABASE_PLATFORM_URL", "platform"),
        ("DATABASE_OWNER_URL", "owner"),
    ],
)
def test_every_role_keeps_the_options_of_its_address(variable: str, database: str) -> None:
    address = "postgresql://someone:secret@db.example/x?sslmode=verify-full&sslrootcert=/ca.pem"

    addresses = {"DATABASE_PLATFORM_URL": "postgresql://all:secret@db.example/x", variable: address}

    options = settings_of("DATABASES", **addresses)["DATABASES"][database]["OPTIONS"]

    assert options["sslmode"] == "verify-full"
    assert options["sslrootcert"] == "/ca.pem"


def test_the_serving_role_pools_its_connections_whatever_its_address_says() -> None:
    address = "postgresql://someone:secret@db.example/x?sslmode=require"

    databases = settings_of(
        "DATABASES",
        DATABASE_URL=address,
        DATABASE_PLATFORM_URL="postgresql://all:secret@db.example/x",
    )["DATABASES"]

    assert databases["default"]["OPTIONS"]["pool"]["max_size"] == 20
    assert databases["platform"]["OPTIONS"]["pool"]["max_size"] == 4


@pytest.mark.parametrize("host", ["localhost", "chat.localhost", "127.0.0.1", "[::1]"])
def test_a_trial_on_a_laptop_leaves_other_pages_of_localhost_alone(host: str) -> None:
    seen = settings_of("SECURE_HSTS_SECONDS", "SECURE_HSTS_PRELOAD", PUBLIC_URL=f"https://{host}")

    assert seen == {"SECURE_HSTS_SECONDS": 0, "SECURE_HSTS_PRELOAD": False}


def test_a_trial_without_https_sends_nobody_to_https() -> None:
    seen = settings_of(
        "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", PUBLIC_URL="http://localhost:8080"
    )

    assert seen == {"SECURE_SSL_REDIRECT": False, "SESSION_COOKIE_SECURE": False}


@pytest.mark.attack(
    "sign up with another's address, or read links in the log, where no mail server is set",
    "operators approve each workspace, and the log holds no text of emails",
)
def test_without_a_mail_server_strangers_wait_for_an_operator(figure: Figure) -> None:
    names = ("EMAIL_BACKEND", "SIGN_UP")
    public = settings_of(*names, PUBLIC_URL="https://chat.example")
    figure(f"sign-up by {public['SIGN_UP']}")
    assert public == {"EMAIL_BACKEND": "tenants.mail_backend.UnsentBackend", "SIGN_UP": "approval"}
    assert settings_of(*names, PUBLIC_URL="http://localhost:8000")["SIGN_UP"] == "open"
    sent = settings_of(*names, PUBLIC_URL="https://chat.example", EMAIL_URL="smtps://u:p@m.example")
    assert sent == {"EMAIL_BACKEND": "tenants.mail_backend.QueueingBackend", "SIGN_UP": "open"}


def test_an_email_that_goes_nowhere_leaves_no_link_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    UnsentBackend().send_messages(
        [
            EmailMessage(
                "Reset your password", "https://chat.example/reset/secret", to=["a@b.example"]
            )
        ]
    )
    assert "a@b.example" in caplog.text
    assert "secret" not in caplog.text
