"""The install page: the snippet, the origins, and the settings behind it."""

import hashlib
import re
from base64 import b64encode
from decimal import Decimal
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tenants import access
from tenants.models import Approval, AuditEntry, SiteKey, Tenant, User

pytestmark = pytest.mark.django_db
APPROVAL = {
    "approval-approval": "human",
    "approval-sightings": "5",
    "approval-learning": "hourly",
    "approval-teach_from": "2",
    "approval-pack_lifetime_seconds": "60",
}


@pytest.fixture(params=["moderator", "viewer"])
def as_reader(request: pytest.FixtureRequest, client: Client, tenant: Tenant) -> Client:
    client.force_login(request.getfixturevalue(request.param))
    return client


def test_it_gives_the_snippet_with_the_tenants_key(as_owner: Client, site_key: SiteKey) -> None:
    page = unescape(as_owner.get(reverse("install")).content.decode())

    assert (
        f'<script src="{settings.PUBLIC_URL}/gatekeeper.js" data-key="{site_key.key}"'
        " data-chat async></script>"
    ) in page


def test_the_snippet_says_nothing_that_a_page_would_have_to_be_edited_for(
    as_owner: Client, tenant: Tenant
) -> None:
    def lines() -> list[str]:
        page = as_owner.get(reverse("install")).content.decode()
        return [line for line in page.splitlines() if "data-key" in line]

    before = lines()
    Tenant.objects.filter(pk=tenant.pk).update(
        assistant_name="Ro'bin", greeting="Hello", chat_accent="#ff0000"
    )

    assert before
    assert lines() == before


def test_the_first_field_with_an_error_takes_the_focus(as_owner: Client) -> None:
    form = {**APPROVAL, "approval-sightings": "0", "approval-teach_from": "3"}
    page = as_owner.post(reverse("install_section", args=["approval"]), form).content.decode()

    assert re.findall(r'<(?:input|select)[^>]*name="approval-(\w+)"[^>]*autofocus', page) == [
        "sightings"
    ]


def test_it_gives_a_line_for_pages_that_name_checksums(as_owner: Client, site_key: SiteKey) -> None:
    page = unescape(as_owner.get(reverse("install")).content.decode())
    found = re.search(r'src="([^"]+\.[0-9a-f]{8}\.js)" integrity="sha384-([^"]+)"', page)

    assert found
    served = as_owner.get(found[1].removeprefix(settings.PUBLIC_URL))
    assert b64encode(hashlib.sha384(served.content).digest()).decode() == found[2]


def test_it_names_what_a_strict_page_must_allow(as_owner: Client) -> None:
    page = unescape(as_owner.get(reverse("install")).content.decode())

    assert f"script-src {settings.PUBLIC_URL}; connect-src {settings.PUBLIC_URL}" in page
    assert settings.STREAM_URL in page


def test_an_owner_allows_and_removes_an_origin(as_owner: Client, tenant: Tenant) -> None:
    as_owner.post(reverse("allow_origin"), {"origin": "https://www.books.example/"})
    added = access.origins_of(tenant).get(origin="https://www.books.example")

    as_owner.post(reverse("disallow_origin", args=[added.pk]))

    assert not access.origins_of(tenant).filter(pk=added.pk).exists()
    actions = set(AuditEntry.objects.filter(tenant=tenant).values_list("action", flat=True))
    assert {"origin.allowed", "origin.disallowed"} <= actions


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("www.books.example", "starts with https://"),
        ("https://books.example/shop", "without a path"),
        ("https://shop.example", "is in the list already"),
        ("https://", "names one exact host"),
        ("", "This field is required."),
    ],
)
def test_it_says_in_words_what_is_wrong_with_an_origin(
    as_owner: Client, text: str, words: str
) -> None:
    answer = as_owner.post(reverse("allow_origin"), {"origin": text})

    assert answer.status_code == 422
    assert words in unescape(answer.content.decode())


def test_an_owner_changes_the_settings_and_the_audit_log_knows(
    as_owner: Client, tenant: Tenant, owner: User
) -> None:
    as_owner.post(
        reverse("install_section", args=["assistant"]),
        {
            "assistant-assistant_name": "Robin",
            "assistant-instructions": "Sell books.",
            "assistant-language": "pt-BR",
        },
    )

    tenant.refresh_from_db()
    assert (tenant.assistant_name, tenant.language) == ("Robin", "pt-BR")
    entry = AuditEntry.objects.get(tenant=tenant, action="tenant.settings_changed")
    assert entry.actor == owner
    assert entry.details["changes"]["assistant_name"] == ["Assistant", "Robin"]


@pytest.mark.parametrize(
    ("section", "form", "words"),
    [
        ("approval", {**APPROVAL, "approval-sightings": "0"}, "greater than or equal to 1"),
        ("approval", {**APPROVAL, "approval-approval": "nobody"}, "nobody is not one of"),
        ("budget", {"budget-monthly_budget": "-1"}, "A budget is 0 USD or more."),
        ("budget", {"budget-monthly_budget": "1000000000"}, "at most 1,000,000 USD a month"),
        ("budget", {"budget-monthly_budget": "twenty"}, "Write an amount in USD"),
        ("measuring", {"measuring-time_zone": "Mars/Olympus"}, "Mars/Olympus is not one of"),
        ("approval", {**APPROVAL, "approval-pack_lifetime_seconds": "7"}, "7 is not one of"),
        ("measuring", {"measuring-holdout_share": "51"}, "less than or equal to 50"),
        (
            "assistant",
            {"assistant-assistant_name": "A", "assistant-language": "Klingon!"},
            "Write a language tag",
        ),
    ],
)
def test_it_says_in_words_what_is_wrong_with_a_setting(
    as_owner: Client, tenant: Tenant, section: str, form: dict[str, str], words: str
) -> None:
    answer = as_owner.post(reverse("install_section", args=[section]), form)

    assert answer.status_code == 422
    assert words in unescape(answer.content.decode())
    assert not AuditEntry.objects.filter(tenant=tenant, action="tenant.settings_changed").exists()


def test_choosing_at_once_leads_to_the_words_that_will_be_said(
    as_owner: Client, tenant: Tenant
) -> None:
    answer = as_owner.post(
        reverse("install_section", args=["approval"]), {**APPROVAL, "approval-approval": "at_once"}
    )

    tenant.refresh_from_db()
    assert tenant.approval == Approval.AT_ONCE
    assert (tenant.sightings, tenant.learning, tenant.teach_from) == (5, "hourly", 2)
    assert tenant.pack_lifetime_seconds == 60
    assert answer["Location"] == reverse("replies")


def test_others_read_the_settings_and_change_none(as_reader: Client, tenant: Tenant) -> None:
    for section in ("assistant", "approval", "budget", "measuring"):
        page = as_reader.get(reverse("install_section", args=[section])).content.decode()
        assert "Only an owner of Shop may change them." in page
        assert "Save" not in page

    for url, form in (
        (reverse("install_section", args=["approval"]), APPROVAL),
        (reverse("allow_origin"), {"origin": "https://evil.example"}),
        (reverse("disallow_origin", args=[access.origins_of(tenant).get().pk]), {}),
    ):
        assert as_reader.post(url, form).status_code == 403
    tenant.refresh_from_db()
    assert tenant.sightings == 3
    assert access.origins_of(tenant).count() == 1


def test_an_outsider_cannot_remove_an_origin(
    client: Client, outsider: User, other_tenant: Tenant, tenant: Tenant
) -> None:
    client.force_login(outsider)
    allowed = access.origins_of(tenant).get()

    assert client.post(reverse("disallow_origin", args=[allowed.pk])).status_code == 404
    assert access.origins_of(tenant).filter(pk=allowed.pk).exists()


def test_an_unknown_section_is_not_found(as_owner: Client) -> None:
    assert as_owner.post(reverse("install_section", args=["owner"])).status_code == 404


@pytest.mark.parametrize(
    ("name", "args", "page"),
    [
        ("allow_origin", [], "install"),
        ("create_api_key", [], "keys"),
        ("revoke_site_key", [1], "keys"),
        ("erase_visitor", [], "data"),
        ("remove_member", [1], "members"),
        ("examine", [], "teacher"),
        ("choose_workspace", [1], "workspaces"),
    ],
)
def test_the_address_of_a_form_leads_to_its_page(
    as_owner: Client, name: str, args: list[int], page: str
) -> None:
    answer = as_owner.get(reverse(name, args=args), follow=True)

    assert answer.redirect_chain[-1][0] == reverse(page)


def test_an_owner_says_in_percent_how_much_is_measured(as_owner: Client, tenant: Tenant) -> None:
    shares = {
        "measuring-holdout_share": "2.5",
        "measuring-audit_share": "0",
        "measuring-time_zone": "Asia/Tokyo",
    }
    as_owner.post(reverse("install_section", args=["measuring"]), shares)

    tenant.refresh_from_db()
    assert (tenant.holdout_share, tenant.audit_share) == (Decimal("0.025"), Decimal(0))
    assert tenant.time_zone == "Asia/Tokyo"
    page = as_owner.get(reverse("install_section", args=["measuring"])).content.decode()
    assert re.search(r'name="measuring-holdout_share" value="2.5"', page)
    assert re.search(r'name="measuring-audit_share" value="0"', page)


@pytest.mark.parametrize(
    ("name", "marked"),
    [("start", []), ("install", ["Install"]), ("policy", ["Install"]), ("keys", ["Settings"])],
)
def test_the_bar_marks_where_a_page_belongs(as_owner: Client, name: str, marked: list[str]) -> None:
    page = as_owner.get(reverse(name)).content.decode()
    bar = page[page.index('aria-label="Workspace"') : page.index('class="person"')]

    assert re.findall(r"aria-current=\"\w+\">(\w+)<", bar) == marked
