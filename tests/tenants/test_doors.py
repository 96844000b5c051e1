"""Each door to a workspace's rows returns only these rows, in the order that pages show."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import Http404, HttpRequest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from delegation.errors import InvalidApiKey, OriginNotAllowed, TenantSuspended, UnknownKey
from tenants import access, audit, services
from tenants.access import get_api_key, get_site
from tenants.models import (
    AllowedOrigin,
    ApiKey,
    AuditEntry,
    Invitation,
    Membership,
    Role,
    SiteKey,
    Tenant,
    User,
)
from tenants.services.keys import create_api_key
from tests.conftest import SHOP

pytestmark = pytest.mark.django_db


def hours_away(hours: float) -> datetime:
    return timezone.now() + timedelta(hours=hours)


def change(row: Any, **values: Any) -> None:
    """Write these columns past all services."""
    type(row).objects.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize("key", [None, 7, "a\0b", "ä", "a\ud800"])
def test_a_key_that_the_database_cannot_store_is_refused_without_a_query(
    key: object, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0), pytest.raises(UnknownKey) as refused:
        get_site(key, SHOP)
    assert refused.value.fields == {"key": ["Not a site key."]}


@pytest.mark.parametrize("key", ["", "pk_unknown"])
def test_a_site_key_that_does_not_exist_is_refused(key: str) -> None:
    with pytest.raises(UnknownKey) as refused:
        get_site(key, SHOP)
    text = "This site key does not exist or was revoked."
    assert refused.value.fields == {"key": [text]}


def test_a_site_key_leads_to_its_own_workspace(
    tenant: Tenant, other_tenant: Tenant, site_key: SiteKey
) -> None:
    found = get_site(site_key.key, SHOP)
    assert (found.tenant, found.site_key, found.origin) == (tenant, site_key, SHOP)
    assert get_site(other_tenant.site_keys.get().key, None).tenant == other_tenant


@pytest.mark.parametrize("origin", ["https://evil.example", "", "https://" + "a" * 300])
def test_a_page_of_another_origin_is_refused_with_its_name(
    site_key: SiteKey, other_tenant: Tenant, origin: str
) -> None:
    AllowedOrigin.objects.create(tenant=other_tenant, origin="https://evil.example")
    with pytest.raises(OriginNotAllowed) as refused:
        get_site(site_key.key, origin)
    text = f"{origin[:200]} is not an allowed origin of this workspace."
    assert refused.value.fields == {"origin": [text]}


def test_a_program_without_an_origin_needs_no_list(tenant: Tenant, site_key: SiteKey) -> None:
    AllowedOrigin.objects.all().delete()
    assert get_site(site_key.key, None).tenant == tenant


def test_the_preview_and_an_allowed_localhost_need_no_list(
    tenant: Tenant, site_key: SiteKey, settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://delegate.example"
    get_site(site_key.key, "https://delegate.example")
    with pytest.raises(OriginNotAllowed):
        get_site(site_key.key, "http://localhost:5173")
    change(tenant, localhost_allowed=True)
    get_site(site_key.key, "http://localhost:5173")
    with pytest.raises(OriginNotAllowed):
        get_site(site_key.key, "https://delegate.example.evil.example")


def test_an_origin_is_allowed_by_its_entry_or_by_a_wildcard(tenant: Tenant) -> None:
    listed = {"https://a.example", "https://*.b.example"}
    allowed = ["https://a.example", "https://www.b.example"]
    for origin in (*allowed, "https://b.example", "http://localhost"):
        assert access.origin_is_allowed(tenant, origin, listed) is (origin in allowed)
    tenant.localhost_allowed = True
    assert access.origin_is_allowed(tenant, "http://localhost", listed)


def test_a_suspended_workspaces_keys_say_so(
    tenant: Tenant, other_tenant: Tenant, site_key: SiteKey, owner: User
) -> None:
    secret = create_api_key(tenant, "script", by=owner).text
    assert not access.is_suspended(tenant)
    change(tenant, suspended_at=timezone.now())
    with pytest.raises(TenantSuspended):
        get_site(site_key.key, SHOP)
    with pytest.raises(TenantSuspended):
        get_api_key(secret)
    assert access.is_suspended(tenant)
    assert not access.is_suspended(other_tenant)


def test_keys_work_until_they_expire_or_are_revoked(tenant: Tenant, site_key: SiteKey) -> None:
    for values, works in (
        ({"expires_at": hours_away(1)}, True),
        ({"expires_at": hours_away(-1)}, False),
        ({"expires_at": None, "revoked_at": hours_away(-1)}, False),
    ):
        change(site_key, **values)
        site_key.refresh_from_db()
        assert access.key_works(site_key) is works
        assert access.site_keys_of(tenant).exists() is works
        if works:
            assert get_site(site_key.key, SHOP).site_key == site_key
        else:
            with pytest.raises(UnknownKey):
                get_site(site_key.key, SHOP)


def test_site_keys_are_listed_by_their_expiry_and_newest_first(
    tenant: Tenant, other_tenant: Tenant, site_key: SiteKey
) -> None:
    later, sooner = (
        SiteKey.objects.create(tenant=tenant, expires_at=hours_away(hours)) for hours in (9, 2)
    )
    newest = SiteKey.objects.create(tenant=tenant)
    assert list(access.site_keys_of(tenant)) == [newest, site_key, later, sooner]
    assert access.get_site_key(tenant, later.pk) == later
    for key, whose in ((later, other_tenant), (other_tenant.site_keys.get(), tenant)):
        with pytest.raises(Http404):
            access.get_site_key(whose, key.pk)


def test_a_secret_key_is_read_with_its_workspace_and_its_maker(
    tenant: Tenant,
    other_tenant: Tenant,
    owner: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    create_api_key(tenant, "another", by=owner)
    secret = create_api_key(tenant, "script", by=owner)
    found = get_api_key(secret.text)
    with django_assert_num_queries(0):
        assert (found.name, found.tenant, found.created_by) == ("script", tenant, owner)


def test_a_secret_key_with_a_wrong_digest_is_refused(tenant: Tenant, owner: User) -> None:
    secret = create_api_key(tenant, "script", by=owner)
    ApiKey.objects.filter(prefix=secret.prefix).update(digest="0" * 64)
    for text in (secret.text, "", "sk_nonsense"):
        with pytest.raises(InvalidApiKey):
            get_api_key(text)


@pytest.mark.parametrize("why", ["revoked", "switched off", "viewer", "elsewhere"])
def test_a_secret_key_may_do_no_more_than_its_maker(
    tenant: Tenant, other_tenant: Tenant, owner: User, why: str
) -> None:
    secret = create_api_key(tenant, "script", by=owner).text
    membership = Membership.objects.get(tenant=tenant, user=owner)
    Membership.objects.create(tenant=other_tenant, user=owner, role=Role.OWNER)
    if why == "revoked":
        ApiKey.objects.update(revoked_at=timezone.now())
    elif why == "switched off":
        change(owner, is_active=False)
    elif why == "viewer":
        change(membership, role=Role.VIEWER)
    else:
        membership.delete()
    with pytest.raises(InvalidApiKey) as refused:
        get_api_key(secret)
    gone = "The person who made this key is no longer an owner."
    assert (gone in str(refused.value)) is (why in ("viewer", "elsewhere"))


def test_secret_keys_are_listed_newest_first_without_those_that_were_revoked(
    tenant: Tenant,
    other_tenant: Tenant,
    owner: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    create_api_key(other_tenant, "theirs", by=owner)
    for name in ("first", "revoked", "second"):
        create_api_key(tenant, name, by=owner)
    ApiKey.objects.filter(name="revoked").update(revoked_at=timezone.now())
    with django_assert_num_queries(1):
        listed = [(key.name, key.created_by.email) for key in access.api_keys_of(tenant)]
    assert listed == [("second", owner.email), ("first", owner.email)]


def test_a_person_works_in_the_workspace_they_chose_or_joined_first(
    tenant: Tenant, other_tenant: Tenant, owner: User, outsider: User, viewer: User
) -> None:
    Membership.objects.create(tenant=other_tenant, user=owner, role=Role.VIEWER)
    mine = access.memberships_of_user(owner)
    assert [each.tenant for each in mine] == [tenant, other_tenant]
    for chosen, found in ((None, tenant), (other_tenant.pk, other_tenant), (10**9, tenant)):
        membership = access.get_membership(owner, chosen)
        assert membership is not None
        assert (membership.tenant, membership.user) == (found, owner)
    theirs = access.get_membership(viewer, other_tenant.pk)
    assert theirs is not None
    assert theirs.tenant == tenant
    assert access.get_membership(User.objects.create_user("new@x.example", None)) is None


def test_memberships_are_read_with_their_workspaces_in_one_query(
    tenant: Tenant, owner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert [each.tenant.name for each in access.memberships_of_user(owner)] == ["Shop"]
    with django_assert_num_queries(1):
        membership = access.get_membership(owner)
        assert membership is not None
        assert membership.tenant.name == "Shop"


def request_of(user: object, **session: object) -> HttpRequest:
    return cast("HttpRequest", SimpleNamespace(user=user, session=session))


def test_a_request_works_in_the_workspace_that_its_session_names(
    tenant: Tenant, other_tenant: Tenant, owner: User
) -> None:
    Membership.objects.create(tenant=other_tenant, user=owner, role=Role.VIEWER)
    assert access.current_membership(request_of(owner)).tenant == tenant
    chosen = request_of(owner, tenant_id=other_tenant.pk)
    assert access.current_membership(chosen).tenant == other_tenant


def test_a_person_without_a_login_or_a_workspace_finds_no_page(db: None) -> None:
    for user in (AnonymousUser(), User.objects.create_user("new@x.example", None)):
        with pytest.raises(Http404):
            access.current_membership(request_of(user))


@pytest.mark.parametrize(
    ("role", "moderates", "changes"),
    [(Role.OWNER, True, True), (Role.MODERATOR, True, False), (Role.VIEWER, False, False)],
)
def test_roles_may_do_what_they_are_for(role: Role, moderates: bool, changes: bool) -> None:
    member = Membership(role=role)
    assert access.may_moderate(member) is moderates
    assert access.may_change_settings(member) is changes
    assert not access.may_moderate(None)
    assert not access.may_change_settings(None)


def test_members_are_listed_in_the_order_of_joining(
    tenant: Tenant, other_tenant: Tenant, owner: User, viewer: User, moderator: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    with django_assert_num_queries(1):
        assert [each.user.email for each in access.members_of(tenant)] == [
            owner.email, viewer.email, moderator.email,
        ]  # fmt: skip
    member = Membership.objects.get(user=viewer)
    assert access.get_member(tenant, member.pk) == member
    for whose, number in ((other_tenant, member.pk), (tenant, 10**9)):
        with pytest.raises(Http404):
            access.get_member(whose, number)


def test_open_invitations_are_listed_newest_first(
    tenant: Tenant, other_tenant: Tenant, owner: User
) -> None:
    def invite(whose: Tenant, name: str, **values: Any) -> Invitation:
        return Invitation.objects.create(
            tenant=whose, email=f"{name}@x.example", role=Role.VIEWER, invited_by=owner,
            expires_at=hours_away(values.pop("hours", 9)), **values,
        )  # fmt: skip

    old, new = invite(tenant, "old", hours=-9), invite(tenant, "new")
    invite(tenant, "accepted", accepted_at=timezone.now())
    invite(tenant, "withdrawn", withdrawn_at=timezone.now())
    invite(other_tenant, "theirs")
    assert list(access.open_invitations_of(tenant)) == [new, old]


def test_operators_find_workspaces_by_number_and_by_a_part_of_the_name(
    tenant: Tenant, other_tenant: Tenant
) -> None:
    assert access.find_tenant(tenant.pk) == tenant
    assert access.find_tenant(10**9) is None
    assert list(access.tenants_named("LSE")) == [other_tenant]
    assert list(access.tenants_named("e")) == [other_tenant]
    change(tenant, name="Elsewhere too")
    assert list(access.tenants_named("elsewhere")) == [tenant, other_tenant]


def test_origins_and_log_entries_are_those_of_the_workspace(
    tenant: Tenant, other_tenant: Tenant, owner: User, outsider: User
) -> None:
    services.allow_origin(other_tenant, "https://b.example", by=outsider)
    for origin in ("https://z.example", "https://a.example"):
        services.allow_origin(tenant, origin, by=owner)
    assert [each.origin for each in access.origins_of(tenant)] == [
        "https://a.example", SHOP, "https://z.example",
    ]  # fmt: skip
    AuditEntry.objects.all().delete()
    same = hours_away(-1)
    for name, whose, at in (("a", tenant, same), ("b", tenant, same), ("c", other_tenant, same)):
        audit.record(whose, name, name, by=owner)
        AuditEntry.objects.filter(action=name).update(at=at)
    audit.record(tenant, "late", "", by=owner)
    AuditEntry.objects.filter(action="late").update(at=hours_away(-2))
    assert [entry.action for entry in access.audit_entries_of(tenant)] == ["b", "a", "late"]


def test_approval_is_settled_by_a_decision_in_the_same_workspace(
    tenant: Tenant, other_tenant: Tenant, owner: User
) -> None:
    audit.record(other_tenant, "approval.settled", "", by=owner)
    audit.record(tenant, "another", "", by=owner)
    assert not access.approval_is_settled(tenant)
    audit.record(tenant, "approval.settled", "", by=owner)
    assert access.approval_is_settled(tenant)


def test_how_long_texts_are_kept_is_read_from_the_row(tenant: Tenant, other_tenant: Tenant) -> None:
    change(tenant, retention_days=7)
    change(other_tenant, retention_days=None)
    tenant.retention_days = 99  # typed into a form
    assert access.current_retention_days(tenant) == 7
    assert access.current_retention_days(other_tenant) is None


def test_a_lock_lets_others_refer_to_the_workspace_unless_it_is_deleted(tenant: Tenant) -> None:
    change(tenant, name="Renamed meanwhile")
    for deletion, lock in ((False, "FOR NO KEY UPDATE"), (True, "FOR UPDATE")):
        with CaptureQueriesContext(connection) as queries:
            locked = access.lock_tenant(tenant.pk, for_deletion=deletion)
        assert locked.name == "Renamed meanwhile"
        assert queries.captured_queries[-1]["sql"].rstrip().endswith(lock)
