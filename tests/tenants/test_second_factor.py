"""Authenticator apps, recovery codes and passkeys, on pages of our own, their secrets sealed."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from tenants.models import Tenant, User
from tenants.second_factor import SealingAdapter
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client: Client, owner: User, tenant: Tenant) -> Client:
    """As a person is who has just typed the password."""
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    sign_in(client, owner)
    return client


def sign_in(client: Client, person: User) -> str:
    """The address that signing in leads to."""
    form = {"login": person.email, "password": PASSWORD}
    return str(client.post(reverse("account_login"), form)["Location"])


def code_of(secret: str) -> str:
    """What the app shows now, with time left to type it in."""
    while time.time() % app_settings.TOTP_PERIOD > app_settings.TOTP_PERIOD - 1:
        time.sleep(0.1)
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def set_up_app(client: Client) -> str:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    found = re.search(r"<code>([A-Z2-7]{16,})</code>", page)
    assert found, client.get(reverse("mfa_activate_totp")).headers
    client.post(reverse("mfa_activate_totp"), {"code": code_of(found[1])})
    return found[1]


def test_an_app_is_set_up_and_asked_for_at_the_next_sign_in(signed_in: Client, owner: User) -> None:
    secret = set_up_app(signed_in)
    assert (
        "You type a code when you sign in" in signed_in.get(reverse("mfa_index")).content.decode()
    )

    signed_in.logout()
    assert sign_in(signed_in, owner) == reverse("mfa_authenticate")
    assert signed_in.get(reverse("dashboard")).status_code == 302
    Authenticator.objects.filter(user=owner).update(last_used_at=None)
    wrong = signed_in.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Incorrect code." in wrong.content.decode()
    # A code works once, and the one that set the app up was used.
    cache.delete(f"allauth.mfa.totp.used?user={owner.pk}&code={code_of(secret)}")
    signed_in.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert signed_in.get(reverse("dashboard")).status_code == 200


def test_a_recovery_code_signs_in_once(signed_in: Client, owner: User) -> None:
    set_up_app(signed_in)
    signed_in.post(reverse("mfa_generate_recovery_codes"))
    page = signed_in.get(reverse("mfa_view_recovery_codes")).content.decode()
    code = re.findall(r"^(?:<pre[^>]*>)?([0-9a-f]{8})$", page, re.MULTILINE)[0]

    for expected in (200, 302):
        signed_in.logout()
        sign_in(signed_in, owner)
        signed_in.post(reverse("mfa_authenticate"), {"code": code})
        assert signed_in.get(reverse("dashboard")).status_code == expected


def test_its_secrets_are_sealed_and_rotate(
    signed_in: Client, owner: User, settings: Settings
) -> None:
    secret = set_up_app(signed_in)
    kept = Authenticator.objects.get(user=owner, type=Authenticator.Type.TOTP)
    before = kept.data["secret"]
    assert secret not in before

    settings.SEALING_KEYS = ["a-new-sealing-key-" * 3, *settings.SEALING_KEYS]
    call_command("rotate_secrets")
    settings.SEALING_KEYS = settings.SEALING_KEYS[:1]

    kept.refresh_from_db()
    assert kept.data["secret"] != before
    assert SealingAdapter().decrypt(kept.data["secret"]) == secret


def test_whoever_sits_down_at_an_open_browser_must_know_the_password(signed_in: Client) -> None:
    asked = signed_in.get(reverse("mfa_activate_totp"))

    assert asked["Location"].startswith(reverse("account_reauthenticate"))


def test_an_address_must_be_confirmed_first(client: Client, owner: User, tenant: Tenant) -> None:
    EmailAddress.objects.create(user=owner, email=owner.email, verified=False, primary=True)
    sign_in(client, owner)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    page = client.get(reverse("mfa_activate_totp"), follow=True).content.decode()

    assert "until you have verified your email address" in page
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "socialaccount_connections",
    ],
)
def test_the_pages_wear_our_design(signed_in: Client, tenant: Tenant, name: str) -> None:
    page = signed_in.get(reverse(name), follow=True).content.decode()

    assert 'class="topbar"' in page
    assert "Menu:" not in page
    assert tenant.name in page


def test_the_sign_in_page_offers_a_passkey(client: Client, db: None) -> None:
    page = client.get(reverse("account_login")).content.decode()

    assert "Use a passkey" in page
    asked = client.get(
        reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"}
    )
    assert "challenge" in asked.json()["request_options"]["publicKey"]
