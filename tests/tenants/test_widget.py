"""The widget page: what the chat shows in every page, from one form into the pack."""

import json
import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from delegation.domain.packs.format import CHAT_SETTINGS
from delegation.rules.services.publishing.compiling import made_for
from delegation.rules.services.publishing.publishing import current_pack, republish
from tenants.forms.widget import LANGUAGES
from tenants.models import AuditEntry, SiteKey, Tenant, User
from tests.conftest import SHOP

pytestmark = pytest.mark.django_db
PAGE = "/install/settings/widget/"
WRITTEN = {
    "assistant_name": "Robin",
    "greeting": "Hello!",
    "chat_greetings": "de: Hallo!\r\n\r\n/cart: Any questions?",
    "chat_suggestions": " Where is my order? \r\nWhen do you open?",
    "chat_accent": "#2F55d4",
    "chat_logo": "https://shop.example/logo.png",
    "chat_language": "de",
    "chat_handoff": "email",
    "chat_privacy": "https://shop.example/privacy",
    "chat_privacy_text": "You are talking to a machine.",
}
SHOWN = {
    "title": "Robin",
    "greeting": "Hello!",
    "greetings": "de: Hallo!\n/cart: Any questions?",
    "suggestions": "Where is my order?\nWhen do you open?",
    "accent": "#2F55d4",
    "logo": "https://shop.example/logo.png",
    "lang": "de",
    "handoff": "email",
    "privacy": "https://shop.example/privacy",
    "privacyText": "You are talking to a machine.",
}


def form(**changes: str) -> dict[str, str]:
    return {f"widget-{name}": value for name, value in {**WRITTEN, **changes}.items()}


def chat_in_pack(tenant: Tenant) -> dict[str, Any]:
    """What the next pack says of the chat, once a worker has made it where it is outdated."""
    tenant.refresh_from_db()
    pack = current_pack(tenant)
    if pack.made_for != made_for(tenant):
        pack = republish(tenant, pack)
    chat: dict[str, Any] = json.loads(pack.body)["settings"].get("chat", {})
    return chat


def test_what_an_owner_writes_is_in_the_next_pack_and_in_the_audit_log(
    as_owner: Client, tenant: Tenant, owner: User, site_key: SiteKey
) -> None:
    before = current_pack(tenant).version

    assert as_owner.post(PAGE, form()).status_code == 302

    assert chat_in_pack(tenant) == SHOWN
    assert current_pack(tenant).version == before + 1
    served = as_owner.get(f"/api/v1/pack?key={site_key.key}&format=4", headers={"origin": SHOP})
    assert served.json()["settings"]["chat"] == SHOWN
    entry = AuditEntry.objects.get(tenant=tenant, action="tenant.settings_changed")
    assert entry.actor == owner
    assert entry.details["changes"]["chat_handoff"] == ["", "email"]
    assert set(entry.details["changes"]) == set(CHAT_SETTINGS.values())


def test_what_is_empty_is_not_in_the_pack(as_owner: Client, tenant: Tenant) -> None:
    as_owner.post(PAGE, form())
    empty = dict.fromkeys(WRITTEN, "")

    as_owner.post(PAGE, form(**{**empty, "assistant_name": "Robin"}))

    assert chat_in_pack(tenant) == {"title": "Robin"}


def test_gatekeepers_of_before_get_the_pack_that_they_know(
    as_owner: Client, site_key: SiteKey
) -> None:
    as_owner.post(PAGE, form())
    served = as_owner.get(f"/api/v1/pack?key={site_key.key}", headers={"origin": SHOP})
    assert "chat" not in served.content.decode()
    assert {"lifetime", "enabled"} <= set(served.json())


def test_another_tenants_chat_and_pack_stay_as_they_are(
    as_owner: Client, other_tenant: Tenant
) -> None:
    before = current_pack(other_tenant).body

    as_owner.post(PAGE, form())

    assert current_pack(other_tenant).body == before
    assert chat_in_pack(other_tenant) == {"title": "Assistant"}


@pytest.mark.parametrize("who", ["moderator", "viewer", "outsider"])
def test_only_an_owner_of_the_workspace_changes_it(
    request: pytest.FixtureRequest, client: Client, tenant: Tenant, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))

    client.post(PAGE, form())

    tenant.refresh_from_db()
    assert (tenant.assistant_name, tenant.chat_handoff) == ("Assistant", "")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"assistant_name": ""}, "This field is required."),
        ({"chat_accent": "red"}, "Write a colour such as #2f55d4."),
        ({"chat_accent": "#2f55d4; x"}, "Write a colour such as #2f55d4."),
        ({"chat_logo": "http://shop.example/logo.png"}, "starts with https://"),
        ({"chat_logo": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"chat_privacy": "data:text/html,x"}, "Enter a valid URL."),
        ({"chat_greetings": "Hallo!"}, "must begin with a language or a path and a colon"),
        ({"chat_greetings": "de: " + "x" * 200}, "at most 200 characters"),
        ({"chat_greetings": "\n".join(["de: Hallo!"] * 21)}, "at most 20 greetings"),
        ({"chat_suggestions": "\n".join("abcdefg")}, "at most 6 questions"),
        ({"chat_suggestions": "x" * 81}, "of 80 characters"),
        ({"chat_language": "tlh"}, "tlh is not one of"),
        ({"chat_handoff": "javascript:alert(1)"}, "or the word email"),
        ({"chat_handoff": "http://shop.example"}, "or the word email"),
        ({"chat_handoff": "https:"}, "or the word email"),
    ],
)
def test_it_says_in_words_what_is_wrong(
    as_owner: Client, tenant: Tenant, change: dict[str, str], words: str
) -> None:
    answer = as_owner.post(PAGE, form(**change))

    assert answer.status_code == 422
    assert words in unescape(answer.content.decode())
    tenant.refresh_from_db()
    assert tenant.assistant_name == "Assistant"


@pytest.mark.parametrize(
    "way", ["", "email", "https://shop.example/help", "mailto:help@shop.example", "tel:+4930123"]
)
def test_the_ways_to_a_person(as_owner: Client, tenant: Tenant, way: str) -> None:
    assert as_owner.post(PAGE, form(chat_handoff=way)).status_code == 302
    tenant.refresh_from_db()
    assert tenant.chat_handoff == way


def test_the_preview_knows_every_field_and_its_policy_allows_the_logo(
    as_owner: Client, site_key: SiteKey
) -> None:
    answer = as_owner.get(PAGE)
    page = answer.content.decode()

    [found] = re.findall(r'<script id="widget-preview-settings"[^>]*>(.*?)</script>', page)
    preview = json.loads(found)
    assert preview["key"] == site_key.key
    assert set(preview["fields"]) == set(CHAT_SETTINGS)
    for name in preview["fields"].values():
        assert f'id="{name}"' in page
    assert f'<script src="{settings.PUBLIC_URL}/gatekeeper.js"></script>' in page
    policy = answer["Content-Security-Policy"]
    assert "img-src 'self' data: https:" in policy
    assert "https:" not in as_owner.get(reverse("dashboard"))["Content-Security-Policy"]


def test_without_a_key_it_says_where_to_make_one(
    as_owner: Client, tenant: Tenant, site_key: SiteKey
) -> None:
    site_key.delete()
    page = as_owner.get(PAGE).content.decode()
    assert "This workspace has no working site key." in page
    assert "gatekeeper.js" not in page


def test_the_languages_are_those_that_the_chat_speaks() -> None:
    source = (settings.BASE_DIR / "frontend/src/chat/languages.js").read_text()
    spoken = re.search(r'LANGUAGES = "([a-z ]+)"', source)
    assert spoken
    assert sorted([*spoken[1].split(), "en"]) == LANGUAGES.split()


def test_the_names_in_the_pack_are_attributes_of_the_tag() -> None:
    types = (settings.BASE_DIR / "frontend/src/types.d.ts").read_text()
    options = types.split("export interface StartOptions {")[1].split("}\n")[0]
    assert set(CHAT_SETTINGS) <= set(re.findall(r"^ {2}(\w+)\??:", options, re.MULTILINE))
