"""From sign-up to the first answer: steps, the snippet's recipes, the install checker, preview."""

import json
from collections.abc import Iterator
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from redis.exceptions import ConnectionError as ValkeyAway

from tenants import access, checker, services, sightings
from tenants.models import SiteKey, Tenant, User
from tenants.services.keys import revoke_site_key
from tests.conftest import SHOP

pytestmark = pytest.mark.django_db
STRANGE = "https://not-in-the-list.example"


@pytest.fixture(autouse=True)
def nothing_noted_yet() -> Iterator[None]:
    sightings._noted.clear()
    yield
    cache.delete(sightings._origin_name(SHOP))


def fetch_pack(client: Client, key: str, origin: str = SHOP) -> int:
    return client.get("/api/v1/pack", {"key": key}, headers={"Origin": origin}).status_code


def send_message(client: Client, key: str, origin: str = SHOP) -> Any:
    body = {"key": key, "visitor": "v" * 12, "conversation": "c" * 12, "id": str(uuid4())}
    return client.post(
        "/api/v1/escalations",
        json.dumps(body | {"message": "Hello", "awaiting": "nothing", "local": []}),
        content_type="text/plain",
        headers={"Origin": origin},
    )


def found(tenant: Tenant) -> dict[str, bool | None]:
    return {check.title: check.done for check in checker.checks_of(tenant)}


def checker_page(client: Client) -> str:
    return unescape(client.get(reverse("check_install")).content.decode())


def test_steps_tick_themselves_off(as_owner: Client, tenant: Tenant) -> None:
    assert "1 of 7 done" in as_owner.get(reverse("start")).content.decode()

    as_owner.post(
        reverse("install_section", args=["assistant"]),
        {
            "assistant-assistant_name": "Robin",
            "assistant-instructions": "Sell books.",
            "assistant-language": "en",
        },
    )
    as_owner.post(
        reverse("install_section", args=["approval"]),
        {
            "approval-approval": "human",  # as it was: still a decision
            "approval-sightings": "3",
            "approval-learning": "answer",
            "approval-teach_from": "1",
            "approval-pack_lifetime_seconds": "300",
        },
    )

    assert "3 of 7 done" in as_owner.get(reverse("start")).content.decode()
    assert access.approval_is_settled(tenant)


@pytest.mark.usefixtures("as_owner")
def test_the_teacher_step_names_the_model(client: Client, settings: Settings) -> None:
    assert "No teacher is connected." in client.get(reverse("start")).content.decode()

    settings.TEACHER_BASE_URL, settings.TEACHER_MODEL = "https://models.example/v1", "wise-1"

    assert "wise-1 answers your visitors." in client.get(reverse("start")).content.decode()


@pytest.mark.parametrize(
    "words",
    ["useEffect", "next/script", "onMounted", "wp_footer", "document.body.append", "base.html"],
)
def test_there_is_a_recipe_for_every_platform(
    as_owner: Client, site_key: SiteKey, words: str
) -> None:
    page = unescape(as_owner.get(reverse("install")).content.decode())

    assert words in page
    assert page.count(site_key.key) >= 8


def test_before_anything_is_seen_it_says_what_to_do(as_owner: Client, tenant: Tenant) -> None:
    page = checker_page(as_owner)

    assert "0 of 4 checks passed." in page
    assert "Paste the line into your page" in page
    assert f"connect-src {settings.PUBLIC_URL} {settings.STREAM_URL}" in page
    assert set(found(tenant).values()) == {None}


def test_it_sees_the_script_the_origin_the_key_and_the_first_message(
    as_owner: Client, tenant: Tenant, site_key: SiteKey
) -> None:
    fetch_pack(as_owner, site_key.key)
    assert found(tenant) == {
        "The script is loaded": True,
        "The origin is allowed": True,
        "The key is right": True,
        "The first message has arrived": None,
    }
    assert "Ask something in the chat on https://shop.example" in checker_page(as_owner)

    assert send_message(as_owner, site_key.key).status_code == 202

    assert set(found(tenant).values()) == {True}
    assert "4 of 4 checks passed." in checker_page(as_owner)


def test_a_message_that_the_browser_answered_has_arrived_too(
    client: Client, tenant: Tenant, site_key: SiteKey
) -> None:
    """Who starts with our rules and says hello sends no message, but a count."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0).isoformat()
    count = {"rule": 1, "version": 1, "hour": hour, "count": 1}
    body = {"key": site_key.key, "visitor": "v" * 12, "batch": "b" * 12, "counts": [count]}

    sent = client.post(
        "/api/v1/usage", json.dumps(body), content_type="text/plain", headers={"Origin": SHOP}
    )

    assert sent.status_code == 204
    assert found(tenant)["The first message has arrived"] is True


def test_it_names_a_refused_origin_and_allows_it_by_a_button(
    as_owner: Client, tenant: Tenant, site_key: SiteKey
) -> None:
    assert fetch_pack(as_owner, site_key.key, STRANGE) == 403
    assert found(tenant)["The origin is allowed"] is False
    assert STRANGE in checker_page(as_owner)

    answer = as_owner.post(reverse("allow_origin"), {"origin": STRANGE, "back": "check"})

    assert answer["Location"] == reverse("check_install")
    assert fetch_pack(as_owner, site_key.key, STRANGE) == 200
    assert found(tenant)["The origin is allowed"] is True


def test_an_origin_that_was_taken_off_the_list_is_not_called_allowed(
    as_owner: Client, tenant: Tenant, owner: User, site_key: SiteKey
) -> None:
    fetch_pack(as_owner, site_key.key)
    services.allow_origin(tenant, "https://www.shop.example", by=owner)

    services.disallow_origin(tenant, access.origins_of(tenant).get(origin=SHOP).pk, by=owner)

    assert found(tenant)["The origin is allowed"] is None
    assert f"{SHOP} is in your list." not in checker_page(as_owner)


def test_many_refused_origins_cost_the_checker_one_look_at_the_list(
    as_owner: Client,
    tenant: Tenant,
    site_key: SiteKey,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(5):
        fetch_pack(as_owner, site_key.key, f"https://invented-{number}.example")

    with django_assert_num_queries(1):
        checker.checks_of(tenant)


def test_it_tells_a_revoked_key_from_a_mistyped_one(
    as_owner: Client, tenant: Tenant, owner: User, site_key: SiteKey
) -> None:
    fetch_pack(as_owner, "pk_mistyped-by-somebody")
    assert "pk_misty…, which does not exist or was revoked" in checker_page(as_owner)

    revoke_site_key(site_key, by=owner)
    fetch_pack(as_owner, site_key.key)

    assert found(tenant)["The key is right"] is False
    assert f"{site_key.prefix}…, which does not exist or was revoked" in checker_page(as_owner)


def test_a_mistyped_key_is_told_to_who_allows_the_origin_and_to_nobody_else(
    client: Client, tenant: Tenant, outsider: User, other_tenant: Tenant
) -> None:
    fetch_pack(client, "pk_mistyped-by-somebody")
    client.force_login(outsider)

    assert "pk_misty" not in checker_page(client)
    assert found(tenant)["The key is right"] is False


def test_another_tenants_pages_are_not_shown(
    client: Client, site_key: SiteKey, outsider: User, other_tenant: Tenant
) -> None:
    fetch_pack(client, site_key.key)
    fetch_pack(client, site_key.key, STRANGE)
    client.force_login(outsider)

    page = checker_page(client)

    assert SHOP not in page
    assert STRANGE not in page


def test_origins_that_strangers_invent_do_not_pile_up(
    as_owner: Client, tenant: Tenant, site_key: SiteKey
) -> None:
    for number in range(sightings.MOST_KEPT + 5):
        fetch_pack(as_owner, site_key.key, f"https://invented-{number}.example")

    assert len(sightings.sightings_of(tenant.pk, [])) == sightings.MOST_KEPT


def test_visitors_are_answered_while_valkey_is_away(
    as_owner: Client, site_key: SiteKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away:
        def __getattr__(self, name: str) -> Any:
            raise ValkeyAway

    fetch_pack(as_owner, site_key.key)
    sightings._noted.clear()
    monkeypatch.setattr(sightings, "cache", Away())

    assert fetch_pack(as_owner, site_key.key) == 200
    assert "0 of 4 checks passed." in checker_page(as_owner)


def test_it_says_what_a_pasted_policy_lacks(as_owner: Client) -> None:
    url = reverse("check_install")

    lacking = unescape(as_owner.get(url, {"policy": "default-src 'self'"}).content.decode())
    fine = as_owner.get(url, {"policy": "default-src *"}).content.decode()

    assert f"default-src 'self'; script-src 'self' {settings.PUBLIC_URL}; connect-src" in lacking
    assert "This policy lets the assistant work." in fine


def test_the_preview_is_a_page_of_ours_with_the_tenants_chat(
    as_owner: Client, tenant: Tenant, site_key: SiteKey
) -> None:
    page = as_owner.get(reverse("preview")).content.decode()

    assert f'data-key="{site_key.key}" data-chat async' in page
    # A browser names the origin of a POST, but not of a GET to the page's own origin.
    assert as_owner.get("/api/v1/pack", {"key": site_key.key}).status_code == 200
    assert send_message(as_owner, site_key.key, settings.PUBLIC_URL).status_code == 202
    assert set(found(tenant).values()) == {None}  # it is not the tenant's own page


def test_without_a_key_the_preview_says_so(
    as_owner: Client, owner: User, site_key: SiteKey
) -> None:
    revoke_site_key(site_key, by=owner)

    assert "no working site key" in as_owner.get(reverse("preview")).content.decode()


def test_localhost_counts_as_an_allowed_page(as_owner: Client, tenant: Tenant, owner: User) -> None:
    services.disallow_origin(tenant, access.origins_of(tenant).get().pk, by=owner)
    assert found(tenant)["The origin is allowed"] is False

    services.change_settings(tenant, {"localhost_allowed": True}, by=owner)

    assert found(tenant)["The origin is allowed"] is None
    assert "1 of 7 done" in as_owner.get(reverse("start")).content.decode()
