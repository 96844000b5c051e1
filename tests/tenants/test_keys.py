"""The keys page, and what keys and origins let through."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tenants import access, services
from tenants.models import ApiKey, AuditEntry, SiteKey, Tenant, User
from tests.conftest import SHOP

pytestmark = pytest.mark.django_db


def pack_status(client: Client, key: str, origin: str = SHOP) -> int:
    return client.get("/api/v1/pack", {"key": key}, headers={"Origin": origin}).status_code


def new_secret_key(client: Client, name: str = "Nightly report") -> str:
    page = client.post(reverse("create_api_key"), {"name": name}).content.decode()
    found = re.search(r"sk_[0-9a-f]{8}_[\w-]+", page)
    assert found
    return found[0]


def test_both_keys_work_while_a_rotation_overlaps_and_then_the_new_one(
    as_owner: Client, tenant: Tenant, site_key: SiteKey
) -> None:
    as_owner.post(reverse("rotate_site_key", args=[site_key.pk]), {"overlap": "7"})
    fresh = access.site_keys_of(tenant)[0]

    assert fresh.pk != site_key.pk
    assert [pack_status(as_owner, key.key) for key in (site_key, fresh)] == [200, 200]
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert [pack_status(as_owner, key.key) for key in (site_key, fresh)] == [401, 200]
    assert fresh.key in as_owner.get(reverse("install")).content.decode()
    assert AuditEntry.objects.filter(tenant=tenant, action="site_key.rotated").exists()


def test_a_double_click_makes_one_new_key(
    as_owner: Client, tenant: Tenant, site_key: SiteKey
) -> None:
    for overlap in ("7", "1"):
        address = reverse("rotate_site_key", args=[site_key.pk])
        page = as_owner.post(address, {"overlap": overlap}, follow=True)

    assert "This key was already replaced" in page.content.decode()
    assert access.site_keys_of(tenant).count() == 2
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        assert pack_status(as_owner, site_key.key) == 200  # the first click chose a week


def test_a_revoked_key_stops_at_once_and_another_can_be_made(
    as_owner: Client, tenant: Tenant, site_key: SiteKey
) -> None:
    asked = as_owner.post(reverse("revoke_site_key", args=[site_key.pk]))
    assert "Revoke the last site key?" in asked.content.decode()
    assert access.key_works(access.get_site_key(tenant, site_key.pk))

    as_owner.post(reverse("revoke_site_key", args=[site_key.pk]), {"confirmed": "yes"})

    assert pack_status(as_owner, site_key.key) == 401
    assert "There is no working site key" in as_owner.get(reverse("keys")).content.decode()
    as_owner.post(reverse("create_site_key"))
    assert pack_status(as_owner, access.site_keys_of(tenant).get().key) == 200


def test_it_says_when_a_key_was_last_used(as_owner: Client, site_key: SiteKey) -> None:
    assert "Never used" in as_owner.get(reverse("keys")).content.decode()

    pack_status(as_owner, site_key.key)

    assert "Last used" in as_owner.get(reverse("keys")).content.decode()
    site_key.refresh_from_db()
    first = site_key.last_used_at
    pack_status(as_owner, site_key.key)
    site_key.refresh_from_db()
    assert site_key.last_used_at == first  # written once in ten minutes


def test_the_settings_of_a_rotation_are_checked(as_owner: Client, site_key: SiteKey) -> None:
    as_owner.post(reverse("rotate_site_key", args=[site_key.pk]), {"overlap": "999"})

    assert SiteKey.objects.filter(tenant=site_key.tenant).count() == 1


def test_wildcards_allow_subdomains_of_the_tenants_own_domain(
    as_owner: Client, tenant: Tenant, owner: User, site_key: SiteKey
) -> None:
    services.allow_origin(tenant, "https://*.books.example", by=owner)

    origins = ["https://www.books.example", "https://books.example", "https://xbooks.example"]
    assert [pack_status(as_owner, site_key.key, origin) for origin in origins] == [200, 403, 403]


def test_localhost_is_refused_until_its_switch_is_on(
    as_owner: Client, tenant: Tenant, site_key: SiteKey
) -> None:
    page = "http://localhost:3000"
    assert pack_status(as_owner, site_key.key, page) == 403

    as_owner.post(
        reverse("install_section", args=["localhost"]), {"localhost-localhost_allowed": "on"}
    )
    assert pack_status(as_owner, site_key.key, page) == 200

    as_owner.post(reverse("install_section", args=["localhost"]), {})
    assert pack_status(as_owner, site_key.key, page) == 403


def test_a_secret_key_is_shown_once_and_only_its_hash_is_kept(
    as_owner: Client, tenant: Tenant
) -> None:
    answer = as_owner.post(reverse("create_api_key"), {"name": "Nightly report"})
    key = new_secret_key(as_owner)

    assert "no-store" in answer["Cache-Control"]
    kept = ApiKey.objects.get(tenant=tenant, prefix=key[3:11])
    assert key not in str(kept.__dict__)
    later = as_owner.get(reverse("keys")).content.decode()
    assert "Nightly report" in later
    assert key not in later
    assert not AuditEntry.objects.filter(target__contains=key[12:]).exists()


def test_a_secret_key_works_until_it_is_revoked(as_owner: Client, tenant: Tenant) -> None:
    key = new_secret_key(as_owner)
    sent = {"Authorization": f"Bearer {key}"}
    assert as_owner.get("/api/v1/manage/rules", headers=sent).status_code == 200

    as_owner.post(reverse("revoke_api_key", args=[ApiKey.objects.get().pk]))

    refused = as_owner.get("/api/v1/manage/rules", headers=sent)
    assert refused.status_code == 401
    assert refused.json()["code"] == "invalid_api_key"


def test_a_secret_key_needs_a_name(as_owner: Client) -> None:
    page = as_owner.post(reverse("create_api_key"), {"name": " "})

    assert page.status_code == 422
    assert "This field is required." in page.content.decode()
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("who", ["moderator", "viewer"])
def test_others_see_the_page_and_change_nothing(
    client: Client, request: pytest.FixtureRequest, site_key: SiteKey, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))

    page = unescape(client.get(reverse("keys")).content.decode())
    assert "Only an owner of Shop may make and revoke keys." in page
    assert "Make a secret key" not in page
    assert 'name="overlap"' not in page
    for name, arguments in (
        ("create_site_key", []),
        ("rotate_site_key", [site_key.pk]),
        ("revoke_site_key", [site_key.pk]),
        ("create_api_key", []),
        ("revoke_api_key", [1]),
    ):
        assert client.post(reverse(name, args=arguments), {"name": "x"}).status_code == 403


def test_another_tenants_keys_are_not_found(
    client: Client,
    owner: User,
    tenant: Tenant,
    site_key: SiteKey,
    outsider: User,
    other_tenant: Tenant,
) -> None:
    client.force_login(owner)
    new_secret_key(client)
    client.force_login(outsider)
    targets = {
        "rotate_site_key": site_key.pk,
        "revoke_site_key": site_key.pk,
        "revoke_api_key": ApiKey.objects.get().pk,
    }

    for name, target in targets.items():
        assert client.post(reverse(name, args=[target]), {"overlap": "0"}).status_code == 404

    assert site_key.key not in client.get(reverse("keys")).content.decode()
    assert pack_status(client, site_key.key) == 200


def test_a_reloaded_page_with_a_new_secret_key_makes_no_second_one(
    as_owner: Client, tenant: Tenant
) -> None:
    form = {"name": "Nightly report", "form_id": str(uuid4())}
    first = as_owner.post(reverse("create_api_key"), form).content.decode()

    again = as_owner.post(reverse("create_api_key"), form, follow=True).content.decode()

    assert "sk_" in first
    assert "This form has made its key already" in again
    assert access.api_keys_of(tenant).count() == 1
