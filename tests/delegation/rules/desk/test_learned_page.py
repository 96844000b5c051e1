"""Moderators read what was learned, and strike or restore it."""

import pytest
from django.test import Client
from django.urls import reverse

from delegation.domain.language.emoji import FRIENDLY
from delegation.domain.packs.closed_parts import built_in_forms
from delegation.rules.admin import learned
from delegation.rules.models import Strike
from delegation.rules.services.desk.learned_words import learned_by
from tenants.models import Tenant, User
from tests.delegation.rules.publishing.making import answers, approve

pytestmark = pytest.mark.django_db
PAGE = "moderation:learned"


@pytest.fixture
def desk(client: Client, tenant: Tenant, moderator: User) -> Client:
    approve(tenant, moderator, "Great tea, thank you", "thanks")
    client.force_login(moderator)
    return client


def test_it_shows_parts_with_a_phrase_that_they_come_from(desk: Client) -> None:
    page = desk.get(reverse(PAGE)).content.decode()
    assert "<b>great tea</b>" in page
    assert "as in <q>great tea thank you</q>" in page


def test_it_says_what_a_part_may_do_in_the_readers_language(desk: Client) -> None:
    desk.post(reverse(PAGE), {"strike": "part:great tea"})
    page = desk.get(reverse(PAGE), headers={"Accept-Language": "de"}).content.decode()
    assert "<small>Teil: darf " in page
    assert "<small>Teil, von moderator@shop.example" in page


def test_it_finds_a_part(desk: Client) -> None:
    assert "<b>great tea</b>" in desk.get(reverse(PAGE), {"q": "Tea"}).content.decode()
    assert "<b>great tea</b>" not in desk.get(reverse(PAGE), {"q": "bye"}).content.decode()


def test_it_shows_the_first_and_counts_them_all(
    desk: Client, tenant: Tenant, moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(tenant, moderator, "Lovely work, thank you")
    monkeypatch.setattr(learned, "SHOWN", 1)
    page = " ".join(desk.get(reverse(PAGE)).content.decode().split())
    assert page.count('name="strike"') == 1
    every = {each.form for each in learned_by(tenant, search="", most=10_000).forms}
    built_in = built_in_forms(["en"], {})
    assert len(every - built_in) >= 2 + len(FRIENDLY)
    assert f"Learned <small>{len(every):,} words and parts</small>" in page
    assert "These are the first 1. Search to see others." in page


def test_a_moderator_strikes_and_restores(desk: Client, tenant: Tenant) -> None:
    page = desk.post(reverse(PAGE), {"strike": "part:great tea"}, follow=True).content.decode()
    assert "“great tea” is switched off" in page
    assert 'value="part:great tea" aria-label="Switch on great tea"' in page
    assert not answers(tenant, "great tea, thanks")

    desk.post(reverse(PAGE), {"restore": "part:great tea"})
    assert answers(tenant, "great tea, thanks")


@pytest.mark.parametrize("value", ["", "part:", "rule:thanks", "word:\ue000"])
def test_nonsense_strikes_nothing(desk: Client, tenant: Tenant, value: str) -> None:
    page = desk.post(reverse(PAGE), {"strike": value}, follow=True).content.decode()
    assert "Choose a word or a part from the list." in page
    assert not Strike.objects.filter(tenant=tenant).exists()


def test_a_viewer_reads_and_strikes_nothing(desk: Client, viewer: User, tenant: Tenant) -> None:
    desk.force_login(viewer)
    assert 'name="strike"' not in desk.get(reverse(PAGE)).content.decode()
    assert desk.post(reverse(PAGE), {"strike": "part:great tea"}).status_code == 403
    assert not Strike.objects.filter(tenant=tenant).exists()


def test_an_outsider_sees_nothing_of_it(
    desk: Client, outsider: User, other_tenant: Tenant, tenant: Tenant
) -> None:
    desk.force_login(outsider)
    assert "great tea" not in desk.get(reverse(PAGE)).content.decode()
    desk.post(reverse(PAGE), {"strike": "part:great tea"})
    assert not Strike.objects.filter(tenant=tenant).exists()
