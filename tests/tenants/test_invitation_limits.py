"""Invitations cannot be used to write to strangers, and end with their inviter's role."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from tenants import access, services
from tenants.models import Invitation, Membership, Role, Tenant, User
from tenants.services import invitations, members
from tests.conftest import make_user

pytestmark = pytest.mark.django_db
ADDRESS = "grace@shop.example"


def post_invitation(client: Client, address: str) -> str:
    form = {"email": address, "role": "moderator"}
    return client.post(reverse("invite"), form, follow=True).content.decode()


@pytest.mark.attack(
    "use invitations as a mail relay",
    "30 a day for a workspace",
)
def test_a_workspace_sends_a_bounded_number_a_day(as_owner: Client, tenant: Tenant) -> None:
    for number in range(invitations.MOST_PER_DAY):
        post_invitation(as_owner, f"person{number}@shop.example")
    page = post_invitation(as_owner, "one-more@shop.example")
    assert "invitations a day" in page
    assert Invitation.objects.filter(tenant=tenant).count() == invitations.MOST_PER_DAY


def test_withdrawing_does_not_give_back_an_invitation(as_owner: Client, owner: User) -> None:
    for _ in range(invitations.MOST_PER_ADDRESS):
        post_invitation(as_owner, ADDRESS)  # each replaces, and so withdraws, the one before
    assert "was invited several times today" in post_invitation(as_owner, ADDRESS)


@pytest.mark.attack(
    "fill a stranger's mailbox from many workspaces",
    "3 a day for an address",
)
def test_all_workspaces_together_do_not_fill_one_mailbox(as_owner: Client, owner: User) -> None:
    for number in range(invitations.MOST_PER_ADDRESS):
        tenant = services.create_tenant(f"Shop {number}", owner=make_user(f"o{number}@a.example"))
        invitations.invite(tenant, ADDRESS, Role.VIEWER, by=tenant.memberships.get().user)
    assert "was invited several times today" in post_invitation(as_owner, ADDRESS)


@pytest.mark.attack(
    "write to strangers in an invitation's subject",
    "no words of the inviter's in the email",
)
@pytest.mark.parametrize("name", ["Win a prize at https://evil.example", "evil.example"])
def test_an_email_carries_no_link_that_the_inviter_wrote(
    as_owner: Client,
    tenant: Tenant,
    name: str,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(name=name)
    with django_capture_on_commit_callbacks(execute=True):
        post_invitation(as_owner, ADDRESS)
    (message,) = mail.outbox
    assert "evil.example" not in message.subject + str(message.body)


@pytest.mark.attack(
    "come back by an invitation that was made before the removal",
    "an invitation ends with its inviter's role",
)
@pytest.mark.parametrize("end", ["removed", "demoted", "switched off"])
def test_an_invitation_ends_when_its_inviter_may_invite_no_more(
    tenant: Tenant, owner: User, end: str
) -> None:
    second = make_user("second@shop.example")
    membership = services.add_member(tenant, second, Role.OWNER, by=owner)
    invitation = invitations.invite(tenant, ADDRESS, Role.OWNER, by=second)
    link = invitations.link_of(invitation).partition("/invitations/")[2].rstrip("/")
    assert invitations.read_token(link) == invitation

    if end == "removed":
        members.remove_member(membership, by=owner)
    elif end == "demoted":
        Membership.objects.filter(pk=membership.pk).update(role=Role.VIEWER)
    else:
        User.objects.filter(pk=second.pk).update(is_active=False)

    with pytest.raises(invitations.InvitationRefused):
        invitations.read_token(link)
    with pytest.raises(invitations.InvitationRefused):
        invitations.accept(Invitation.objects.get(pk=invitation.pk), make_user(ADDRESS))
    assert not access.members_of(tenant).filter(user__email=ADDRESS).exists()
    assert timezone.now() < invitation.expires_at
