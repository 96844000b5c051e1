"""Invitations: for one address, once, and not for ever."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from tenants import access
from tenants.models import AuditEntry, Invitation, Membership, Role, Tenant, User
from tenants.services import accounts, invitations
from tests.conftest import PASSWORD, make_user

pytestmark = pytest.mark.django_db
ADDRESS = "grace@shop.example"
LONG = "a long enough phrase"


@pytest.fixture
def link(
    client: Client,
    owner: User,
    tenant: Tenant,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> str:
    """The path of the link in the email; the client is signed out afterwards."""
    client.force_login(owner)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("invite"), {"email": "Grace@Shop.example", "role": "moderator"})
    client.logout()
    found = re.search(r"https?://[^/\s]+(/invitations/\S+)", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[1]


def test_it_writes_to_the_address_and_to_nobody_else(link: str, tenant: Tenant) -> None:
    message = mail.outbox[-1]

    assert message.to == [ADDRESS]
    assert "as moderator" in str(message.body)
    assert Invitation.objects.get(tenant=tenant).email == ADDRESS
    assert AuditEntry.objects.filter(tenant=tenant, action="member.invited").exists()


def test_somebody_without_an_account_makes_one_and_joins(
    client: Client, link: str, tenant: Tenant
) -> None:
    page = client.get(link).content.decode()
    assert "Join Shop" in page

    joined = client.post(link, {"password": LONG}, follow=True)

    membership = Membership.objects.get(user__email=ADDRESS)
    assert (membership.tenant, membership.role) == (tenant, Role.MODERATOR)
    assert joined.redirect_chain[-1][0] == reverse("dashboard")
    assert EmailAddress.objects.get(user=membership.user).verified
    assert client.login(email=ADDRESS, password=LONG)


def test_somebody_with_an_account_signs_in_and_joins(
    client: Client, link: str, tenant: Tenant
) -> None:
    invited = make_user(ADDRESS)
    page = client.get(link).content.decode()
    assert f"{reverse('account_login')}?next=" in page
    assert client.post(link, {"password": LONG}).status_code == 200  # and nothing happened

    signed_in = client.post(
        f"{reverse('account_login')}?next={link}", {"login": ADDRESS, "password": PASSWORD}
    )
    assert signed_in["Location"] == link
    client.post(link)

    assert Membership.objects.get(user=invited).tenant == tenant


def test_it_is_bound_to_its_address(
    client: Client, link: str, tenant: Tenant, outsider: User
) -> None:
    client.force_login(outsider)

    assert "Sign out, and open this link again." in client.get(link).content.decode()
    assert client.post(link).status_code == 404

    assert not Membership.objects.filter(user=outsider).exists()
    assert access.open_invitations_of(tenant).exists()


def test_it_works_once(client: Client, link: str, tenant: Tenant) -> None:
    client.post(link, {"password": LONG})
    joined = Membership.objects.get(user__email=ADDRESS)
    joined.delete()

    again = client.get(link)

    assert again.status_code == 404
    assert "was already used" in again.content.decode()
    assert client.post(link).status_code == 404
    assert not Membership.objects.filter(user__email=ADDRESS).exists()


def test_a_double_click_opens_one_account_and_leads_to_it(
    client: Client, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_account = accounts.has_account

    def look_just_before_the_first_click(email: str) -> bool:
        found = has_account(email)
        if not found:
            make_user(email)
        return found

    monkeypatch.setattr(accounts, "has_account", look_just_before_the_first_click)
    page = client.post(link, {"password": LONG})

    assert page.status_code == 200
    assert "An account with this email address exists already." in page.content.decode()
    assert User.objects.filter(email=ADDRESS).count() == 1


def test_it_expires(client: Client, link: str) -> None:
    with time_machine.travel(timezone.now() + invitations.LIFETIME + timedelta(minutes=1)):
        late = client.get(link)

    assert late.status_code == 404
    assert "has expired" in late.content.decode()


def test_opening_the_link_changes_nothing(client: Client, link: str, tenant: Tenant) -> None:
    client.get(link)
    client.head(link)

    assert access.open_invitations_of(tenant).exists()
    assert not User.objects.filter(email=ADDRESS).exists()


def test_a_withdrawn_one_leads_nowhere(
    client: Client, link: str, tenant: Tenant, owner: User
) -> None:
    client.force_login(owner)
    client.post(reverse("withdraw", args=[Invitation.objects.get(tenant=tenant).pk]))
    client.logout()

    assert "was withdrawn" in client.get(link).content.decode()
    assert not User.objects.filter(email=ADDRESS).exists()


def test_a_new_one_replaces_the_former(
    client: Client, link: str, tenant: Tenant, owner: User
) -> None:
    invitations.invite(tenant, ADDRESS, Role.VIEWER, by=owner)

    assert "was withdrawn" in client.get(link).content.decode()
    assert access.open_invitations_of(tenant).get().role == Role.VIEWER


@pytest.mark.parametrize(
    "change", [lambda link: link[:-3] + "abc/", lambda link: "/invitations/x/"]
)
def test_a_link_that_was_tampered_with_says_so(client: Client, link: str, change: object) -> None:
    assert callable(change)
    page = client.get(change(link))

    assert page.status_code == 404
    assert "This invitation link is not valid." in page.content.decode()


def test_a_member_is_not_invited_again(client: Client, owner: User, tenant: Tenant) -> None:
    client.force_login(owner)

    page = client.post(reverse("invite"), {"email": owner.email.upper(), "role": "viewer"})

    assert page.status_code == 422
    assert "is already a member of this workspace" in page.content.decode()


def test_another_tenants_invitation_is_not_found(
    client: Client, link: str, tenant: Tenant, outsider: User, other_tenant: Tenant
) -> None:
    client.force_login(outsider)
    invitation = Invitation.objects.get(tenant=tenant)

    assert client.post(reverse("withdraw", args=[invitation.pk])).status_code == 404
    assert ADDRESS not in client.get(reverse("members")).content.decode()


def test_a_weak_password_is_refused_in_words(client: Client, link: str) -> None:
    page = client.post(link, {"password": "short"})

    assert page.status_code == 422
    assert "at least 10 characters" in page.content.decode()
    assert not User.objects.filter(email=ADDRESS).exists()


def test_the_link_is_sent_to_no_other_site(client: Client, link: str) -> None:
    assert client.get(link)["Referrer-Policy"] == "same-origin"
