"""An open browser is not enough for what is dangerous: the person is asked again who they are."""

import time
from collections.abc import Callable
from html import unescape
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from delegation.conversations.models import OwnTeacher
from tenants.models import ApiKey, Invitation, Role, Tenant, User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
ASKED = reverse("account_reauthenticate")
HOUR = 3_600


@pytest.fixture
def open_browser(as_owner: Client) -> Client:
    """Signed in an hour ago, and left open."""
    session = as_owner.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [
        record | {"at": time.time() - HOUR} for record in records
    ]
    session.save()
    return as_owner


def is_asked(client: Client, path: str, form: dict[str, str]) -> bool:
    answer = client.post(path, form)
    return answer.status_code == 302 and answer["Location"] == (
        f"{ASKED}?{urlencode({'next': path})}"
    )


def give_password(client: Client, path: str, *, password: str = PASSWORD) -> str:
    answer = client.post(ASKED, {"password": password, "next": path}, follow=True)
    return unescape(answer.content.decode())


@pytest.mark.attack(
    "make a secret key, delete, change roles or the model at a browser that was left open",
    "the password or second factor is asked for again after 15 minutes",
)
@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/keys/secret/", {"name": "Nightly report"}),
        ("/data/delete/", {"name": "Shop"}),
        ("/data/visitor/", {"visitor": "v-1"}),
        ("/data/retention/", {"retention_days": "1"}),
        ("/data/export/", {}),
        ("/members/invite/", {"email": "new@shop.example", "role": "owner"}),
        ("/members/{member}/role/", {"role": "owner"}),
        ("/members/{member}/remove/", {}),
        ("/teacher/own/", {"base_url": "https://x.example/v1", "model": "m", "api_key": "sk-1"}),
        ("/teacher/platforms/", {}),
    ],
)
def test_a_dangerous_act_asks_who_it_is(
    open_browser: Client,
    tenant: Tenant,
    moderator: User,
    address: str,
    form: dict[str, str],
) -> None:
    member = tenant.memberships.get(user=moderator)
    assert is_asked(open_browser, address.format(member=member.pk), form)
    assert Tenant.objects.filter(pk=tenant.pk).exists()
    assert not ApiKey.objects.exists()
    assert not Invitation.objects.exists()
    assert not OwnTeacher.objects.exists()
    member.refresh_from_db()
    assert member.role == Role.MODERATOR


def test_what_was_sent_goes_on_after_the_password(open_browser: Client, tenant: Tenant) -> None:
    assert is_asked(open_browser, "/keys/secret/", {"name": "Nightly report"})
    assert "sk_" not in give_password(open_browser, "/keys/secret/", password="wrong")
    assert not ApiKey.objects.exists()
    assert "sk_" in give_password(open_browser, "/keys/secret/")
    assert ApiKey.objects.get(tenant=tenant).name == "Nightly report"
    # From here on it is recent, and the form is gone from the session.
    assert not is_asked(open_browser, "/keys/secret/", {"name": "Another"})


def test_a_form_that_waits_is_never_kept_in_clear(open_browser: Client, tenant: Tenant) -> None:
    form = {"base_url": "https://x.example/v1", "model": "m", "api_key": "sk-very-secret"}
    assert is_asked(open_browser, "/teacher/own/", form)
    session = Session.objects.get(session_key=open_browser.session.session_key)
    assert "sk-very-secret" not in str(session.get_decoded())


@pytest.mark.attack(
    "leave a dangerous form waiting until the person shows who they are for something else",
    "it goes on only on the page that asked for it, and only for 15 minutes",
)
def test_a_form_that_was_given_up_does_not_go_on_later(
    open_browser: Client, tenant: Tenant
) -> None:
    assert is_asked(open_browser, "/data/delete/", {"name": tenant.name})
    assert "nothing was changed" in give_password(open_browser, reverse("mfa_index"))
    assert Tenant.objects.filter(pk=tenant.pk).exists()


def test_a_form_that_waited_too_long_does_not_go_on(
    open_browser: Client, tenant: Tenant, later: Callable[[float], None]
) -> None:
    assert is_asked(open_browser, "/data/delete/", {"name": tenant.name})
    later(HOUR)
    assert "nothing was changed" in give_password(open_browser, "/data/delete/")
    assert Tenant.objects.filter(pk=tenant.pk).exists()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Move the clock of what waits forward."""
    now = time.time

    def move(seconds: float) -> None:
        monkeypatch.setattr("tenants.reauthentication.time.time", lambda: now() + seconds)

    return move


def test_who_may_not_do_it_is_not_asked(client: Client, moderator: User, tenant: Tenant) -> None:
    client.force_login(moderator)
    assert client.post("/keys/secret/", {"name": "x"}).status_code == 403


def test_reading_asks_nothing(open_browser: Client, tenant: Tenant) -> None:
    for page in ("/keys/", "/data/", "/members/", "/teacher/"):
        assert open_browser.get(page).status_code == 200


def test_the_second_factor_is_not_removed_at_an_open_browser(
    open_browser: Client, owner: User, tenant: Tenant
) -> None:
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    app, passkey = (
        Authenticator.objects.create(user=owner, type=kind, data={"secret": "sealed"})
        for kind in kinds
    )
    for address in (
        reverse("mfa_deactivate_totp"),
        reverse("mfa_remove_webauthn", args=[passkey.pk]),
    ):
        answer = open_browser.post(address, {})
        assert answer["Location"].startswith((ASKED, reverse("mfa_reauthenticate")))
    assert set(Authenticator.objects.all()) == {app, passkey}
