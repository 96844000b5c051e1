"""Limits on signing in stop a guesser and nobody else."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from tenants.models import Tenant, User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
GUESSER, COLLEAGUE = "203.0.113.7", "198.51.100.9"


@pytest.fixture(autouse=True)
def behind_one_proxy(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1


def sign_in(person: User | str, password: str, *, address: str) -> bool:
    """Whether this leads into the workspace; a fresh browser behind the proxy's one address."""
    login = person.email if isinstance(person, User) else person
    browser = Client(REMOTE_ADDR="10.0.0.2", headers={"x-forwarded-for": address})
    browser.post(reverse("account_login"), {"login": login, "password": password})
    return "_auth_user_id" in browser.session


@pytest.mark.attack(
    "32 wrong passwords behind the proxy lock everybody out",
    "attempts count by the client's network",
)
def test_a_guesser_behind_the_proxy_does_not_lock_everybody_out(
    owner: User, moderator: User, tenant: Tenant
) -> None:
    for number in range(40):
        assert not sign_in(f"person{number}@shop.example", "wrong", address=GUESSER)
    assert not sign_in(owner, PASSWORD, address=GUESSER)  # this network has used up its attempts
    assert sign_in(owner, PASSWORD, address=COLLEAGUE)
    assert sign_in(moderator, PASSWORD, address=COLLEAGUE)


@pytest.mark.attack(
    "six wrong guesses lock one account from anywhere",
    "wrong passwords count by account and network",
)
def test_wrong_guesses_elsewhere_do_not_lock_an_account(owner: User, tenant: Tenant) -> None:
    for _ in range(8):
        assert not sign_in(owner, "wrong", address=GUESSER)
    assert not sign_in(owner, PASSWORD, address=GUESSER)
    assert sign_in(owner, PASSWORD, address=COLLEAGUE)


@pytest.mark.attack(
    "invent addresses in X-Forwarded-For for more attempts",
    "only what trusted proxies append counts",
)
def test_a_forged_header_does_not_buy_more_attempts(owner: User, tenant: Tenant) -> None:
    """Only the address that our own proxy appended counts."""
    for number in range(8):
        assert not sign_in(owner, "wrong", address=f"192.0.2.{number}, {GUESSER}")
    assert not sign_in(owner, PASSWORD, address=f"192.0.2.99, {GUESSER}")


@pytest.mark.attack(
    "have reset links sent that lead elsewhere, by the Host header",
    "links are made of PUBLIC_URL",
)
def test_a_reset_link_leads_to_our_own_address(owner: User, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    Client().post(
        reverse("account_reset_password"), {"email": owner.email}, headers={"host": "evil.example"}
    )
    (message,) = mail.outbox
    assert "evil.example" not in message.body
    assert f"{settings.PUBLIC_URL}/accounts/password/reset/key/" in message.body
