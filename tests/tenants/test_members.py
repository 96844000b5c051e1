"""The members page: roles, leaving, and the owner that there always is."""

import secrets
import threading

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from tenants import access, services
from tenants.models import AuditEntry, Membership, Role, Tenant, User
from tests.conftest import make_user

CONFIRMED = {"confirmed": "yes"}


def member(tenant: Tenant, user: User) -> Membership:
    return Membership.objects.get(tenant=tenant, user=user)


def actions(tenant: Tenant) -> set[str]:
    return set(AuditEntry.objects.filter(tenant=tenant).values_list("action", flat=True))


def test_an_owner_sees_everybody_and_nobody_of_another_tenant(
    as_owner: Client, moderator: User, viewer: User, outsider: User, other_tenant: Tenant
) -> None:
    page = as_owner.get(reverse("members")).content.decode()

    assert moderator.email in page
    assert viewer.email in page
    assert outsider.email not in page


def test_an_owner_changes_a_role_and_the_audit_log_knows(
    as_owner: Client, tenant: Tenant, viewer: User
) -> None:
    url = reverse("change_role", args=[member(tenant, viewer).pk])
    as_owner.post(url, {"role": "moderator"})

    assert member(tenant, viewer).role == Role.MODERATOR
    entry = AuditEntry.objects.get(tenant=tenant, action="member.role_changed")
    assert entry.details == {"before": "viewer", "after": "moderator"}


def test_an_owner_removes_a_member(as_owner: Client, tenant: Tenant, viewer: User) -> None:
    as_owner.post(reverse("remove_member", args=[member(tenant, viewer).pk]), CONFIRMED)

    assert not Membership.objects.filter(tenant=tenant, user=viewer).exists()
    assert "member.removed" in actions(tenant)


def test_the_last_owner_can_neither_leave_nor_be_demoted(
    as_owner: Client, tenant: Tenant, owner: User, moderator: User
) -> None:
    left = as_owner.post(reverse("leave"), CONFIRMED, follow=True)
    demoted = as_owner.post(
        reverse("change_role", args=[member(tenant, owner).pk]), {"role": "viewer"}, follow=True
    )
    removed = as_owner.post(
        reverse("remove_member", args=[member(tenant, owner).pk]), CONFIRMED, follow=True
    )

    for page in (left, demoted, removed):
        assert "First make another member an owner." in page.content.decode()
    assert member(tenant, owner).role == Role.OWNER


def test_an_owner_leaves_once_there_is_another(
    as_owner: Client, tenant: Tenant, owner: User, moderator: User
) -> None:
    services.change_role(member(tenant, moderator), Role.OWNER, by=owner)

    page = as_owner.post(reverse("leave"), CONFIRMED, follow=True).content.decode()

    assert "You belong to no workspace yet." in page
    assert not Membership.objects.filter(tenant=tenant, user=owner).exists()
    assert "member.left" in actions(tenant)


@pytest.mark.parametrize("who", ["moderator", "viewer"])
def test_others_read_the_page_and_change_nobody(
    client: Client, request: pytest.FixtureRequest, tenant: Tenant, owner: User, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    target = member(tenant, owner).pk

    page = client.get(reverse("members")).content.decode()
    assert "Only an owner of Shop may invite people" in page
    assert "Save" not in page

    assert client.post(reverse("change_role", args=[target]), {"role": "viewer"}).status_code == 403
    assert client.post(reverse("remove_member", args=[target])).status_code == 403
    assert (
        client.post(reverse("invite"), {"email": "a@b.example", "role": "owner"}).status_code == 403
    )
    assert member(tenant, owner).role == Role.OWNER


def test_anybody_leaves_who_is_not_the_last_owner(
    client: Client, tenant: Tenant, viewer: User
) -> None:
    client.force_login(viewer)

    client.post(reverse("leave"), CONFIRMED)

    assert not Membership.objects.filter(user=viewer).exists()


def test_a_member_of_another_tenant_is_not_found(
    client: Client, outsider: User, other_tenant: Tenant, tenant: Tenant, viewer: User
) -> None:
    client.force_login(outsider)
    target = member(tenant, viewer).pk

    assert client.post(reverse("change_role", args=[target]), {"role": "owner"}).status_code == 404
    assert client.post(reverse("remove_member", args=[target])).status_code == 404
    assert member(tenant, viewer).role == Role.VIEWER


def test_a_role_that_does_not_exist_is_refused_in_words(
    as_owner: Client, tenant: Tenant, viewer: User
) -> None:
    url = reverse("change_role", args=[member(tenant, viewer).pk])

    assert (
        "Choose one of the roles."
        in as_owner.post(url, {"role": "god"}, follow=True).content.decode()
    )
    assert member(tenant, viewer).role == Role.VIEWER


def test_a_person_works_in_one_workspace_at_a_time_and_switches(
    client: Client, viewer: User, tenant: Tenant, outsider: User, other_tenant: Tenant
) -> None:
    services.add_member(other_tenant, viewer, Role.OWNER, by=outsider)
    client.force_login(viewer)
    assert tenant.name in client.get(reverse("dashboard")).content.decode()

    client.post(reverse("choose_workspace", args=[other_tenant.pk]))

    page = client.get(reverse("members")).content.decode()
    assert f'<p class="eyebrow">{other_tenant.name}</p>' in page
    both = client.get(reverse("workspaces")).content.decode()
    assert tenant.name in both
    assert other_tenant.name in both


def test_nobody_switches_to_a_workspace_of_others(
    client: Client, outsider: User, other_tenant: Tenant, tenant: Tenant
) -> None:
    client.force_login(outsider)

    assert client.post(reverse("choose_workspace", args=[tenant.pk])).status_code == 404
    assert client.post(reverse("choose_workspace", args=[10**9])).status_code == 404
    assert tenant.name not in client.get(reverse("workspaces")).content.decode()


def test_somebody_who_was_removed_falls_back_to_a_workspace_of_their_own(
    client: Client, viewer: User, tenant: Tenant, outsider: User, other_tenant: Tenant
) -> None:
    added = services.add_member(other_tenant, viewer, Role.VIEWER, by=outsider)
    client.force_login(viewer)
    client.post(reverse("choose_workspace", args=[other_tenant.pk]))
    services.remove_member(added, by=outsider)

    page = client.get(reverse("dashboard")).content.decode()

    assert other_tenant.name not in page
    assert tenant.name in page


def test_two_owners_who_demote_each_other_leave_one(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Really committed, in two connections; the rows stay, as no other test looks at them."""
    refused: list[Exception] = []
    with django_db_blocker.unblock():
        first, second = (make_user(f"{secrets.token_hex(6)}@shop.example") for _ in range(2))
        shared = services.create_tenant("Two owners", owner=first)
        services.add_member(shared, second, Role.OWNER, by=first)

        def demote(target: User, by: User) -> None:
            try:
                services.change_role(member(shared, target), Role.VIEWER, by=by)
            except services.LastOwner as problem:
                refused.append(problem)
            finally:
                connections.close_all()

        pairs = ((first, second), (second, first))
        threads = [threading.Thread(target=demote, args=pair) for pair in pairs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        owners = access.members_of(shared).filter(role=Role.OWNER).count()
        connections.close_all()

    assert (len(refused), owners) == (1, 1)
