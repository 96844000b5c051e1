"""Signing up, in and out, and the way back for who forgot the password."""

import re
import secrets

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.core import mail
from django.test import Client
from django.urls import reverse

from tenants.models import AuditEntry, Membership, Role, Tenant, User

PASSWORD = "a long enough phrase"

pytestmark = pytest.mark.django_db


@pytest.fixture
def form() -> dict[str, str]:
    """A new address each time: mails to one address are limited, also across tests."""
    email = f"ada-{secrets.token_hex(4)}@books.example"
    return {"email": email, "password1": PASSWORD, "company": "Riverside Books"}


def test_it_creates_a_workspace_with_its_owner_and_a_site_key(
    client: Client, form: dict[str, str]
) -> None:
    answer = client.post(reverse("account_signup"), form, follow=True)

    membership = Membership.objects.select_related("tenant", "user").get(user__email=form["email"])
    assert membership.role == Role.OWNER
    assert membership.tenant.name == "Riverside Books"
    assert membership.tenant.site_keys.get().key.startswith("pk_")
    created = AuditEntry.objects.get(tenant=membership.tenant, action="tenant.created")
    assert created.actor == membership.user
    assert answer.redirect_chain[-1][0] == reverse("start")
    assert "Riverside Books" in answer.content.decode()


def test_it_asks_for_the_company_and_creates_nobody_without_one(
    client: Client, form: dict[str, str]
) -> None:
    answer = client.post(reverse("account_signup"), {**form, "company": " "})

    assert "This field is required." in answer.content.decode()
    assert not User.objects.filter(email=form["email"]).exists()
    assert not Tenant.objects.filter(name="Riverside Books").exists()


def test_it_refuses_a_short_password_in_words(client: Client, form: dict[str, str]) -> None:
    answer = client.post(reverse("account_signup"), {**form, "password1": "short"})

    assert "at least 10 characters" in answer.content.decode()
    assert not User.objects.filter(email=form["email"]).exists()


@pytest.mark.attack(
    "find out who has an account by signing up",
    "the same page, and an email to the owner of the address",
)
def test_it_does_not_say_whether_an_address_has_an_account(
    client: Client, form: dict[str, str], owner: User
) -> None:
    client.post(reverse("account_signup"), {**form, "email": owner.email})

    assert User.objects.filter(email=owner.email).count() == 1
    assert not Tenant.objects.filter(name="Riverside Books").exists()


def test_it_sends_a_link_that_confirms_the_address(client: Client, form: dict[str, str]) -> None:
    client.post(reverse("account_signup"), form)

    message = mail.outbox[-1]
    assert message.to == [form["email"]]
    assert "example.com" not in message.body
    path = link_in(str(message.body))
    page = client.get(path)
    assert "Confirm your email address" in page.content.decode()
    client.post(path)
    user = User.objects.get(email=form["email"])
    assert EmailAddress.objects.get(user=user).verified


def test_it_leads_back_in_by_a_link_after_the_password_was_forgotten(
    client: Client, owner: User
) -> None:
    client.post(reverse("account_reset_password"), {"email": owner.email})
    form = client.get(link_in(str(mail.outbox[-1].body)), follow=True)

    changed = client.post(
        form.request["PATH_INFO"],
        {"password1": "another long phrase", "password2": "another long phrase"},
        follow=True,
    )

    assert "Your password is changed" in changed.content.decode()
    assert client.login(email=owner.email, password="another long phrase")


def test_it_signs_a_member_in_and_out(client: Client, owner: User, tenant: Tenant) -> None:
    signed_in = client.post(
        reverse("account_login"),
        {"login": owner.email, "password": "correct horse battery"},
        follow=True,
    )
    assert signed_in.redirect_chain[-1][0] == reverse("dashboard")

    signed_out = client.post(reverse("account_logout"), follow=True)
    assert signed_out.redirect_chain[-1][0] == reverse("front")
    assert client.get(reverse("dashboard")).status_code == 302


@pytest.mark.parametrize(
    "name", ["account_login", "account_signup", "account_reset_password", "account_inactive"]
)
def test_account_pages_for_strangers_wear_our_design(client: Client, name: str) -> None:
    page = client.get(reverse(name)).content.decode()

    assert 'class="topbar"' in page
    assert "Menu:" not in page


@pytest.mark.parametrize("name", ["account_email", "account_change_password", "account_logout"])
def test_account_pages_for_members_wear_our_design(
    client: Client, owner: User, tenant: Tenant, name: str
) -> None:
    client.force_login(owner)

    page = client.get(reverse(name)).content.decode()

    assert 'class="topbar"' in page
    assert tenant.name in page


def link_in(body: str) -> str:
    """The path of the only link of an email that leads to an account page."""
    found = re.search(r"https?://[^/\s]+(/accounts/\S+)", body)
    assert found, body
    return found[1]


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_confirmed_address_leads_on_with_the_set_up(
    client: Client, owner: User, tenant: Tenant, *, signed_in: bool
) -> None:
    address = EmailAddress.objects.create(user=owner, email=owner.email, primary=True)
    if signed_in:
        client.force_login(owner)

    answer = client.post(
        reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])
    )

    assert answer["Location"].endswith(reverse("start"))
    address.refresh_from_db()
    assert address.verified
