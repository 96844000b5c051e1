"""Every pack says what it changed, why and by whom; any of them can be the current one again."""

import html
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from delegation.domain.packs.format import named_rules
from delegation.domain.packs.older_formats import in_format
from delegation.rules.models import Pack, Rule, RuleState, Struck
from delegation.rules.services.deciding import moderation, strikes
from delegation.rules.services.publishing.publishing import current_pack, together
from tenants.models import AuditEntry, Tenant, User
from tests.delegation.rules.desk.making import undo
from tests.delegation.rules.publishing.making import answers, approve, newest

pytestmark = pytest.mark.django_db
LIST = "moderation:rules_pack_changelist"


@pytest.fixture
def desk(client: Client, moderator: User) -> Client:
    client.force_login(moderator)
    return client


def page_of(pack: Pack) -> str:
    return reverse("moderation:rules_pack_change", args=[pack.pk])


def roll_back(client: Client, pack: Pack, reason: str = "Complaints.") -> str:
    answer = client.post(page_of(pack), {"reason": reason}, follow=True)
    return answer.content.decode()


def content(pack: Pack) -> dict[str, object]:
    """What browsers answer with it, without what counts up."""
    data = json.loads(pack.body)
    rules = [{**rule, "version": 0} for rule in named_rules(data)]
    return {**data, "version": 0, "rules": rules}


def test_a_pack_says_what_it_changed_and_by_whom(
    desk: Client, tenant: Tenant, moderator: User
) -> None:
    approve(tenant, moderator, "hello")
    (rule,) = approve(tenant, moderator, "thanks")
    with together(tenant):
        moderation.edit_live_rule(rule, by=moderator, response="My pleasure!")
        strikes.strike(tenant, Struck.PART, "dear", by=moderator)
    page = " ".join(desk.get(page_of(newest(tenant))).content.decode().split())
    assert '<b class="changed">changed</b> “thanks” (thanks): response' in page
    assert "<del><bdi>You&#x27;re welcome!</bdi></del> <ins><bdi>My pleasure!</bdi></ins>" in page
    assert "edited: “thanks” (thanks)" in page
    assert "struck: part “dear”" in page
    assert moderator.email in page


def test_a_roll_back_makes_an_earlier_pack_current_again(
    desk: Client, tenant: Tenant, moderator: User
) -> None:
    stays, edited, retired = approve(tenant, moderator, "hello", "thanks", "Great stuff, thank you")
    good = newest(tenant)
    moderation.edit_live_rule(edited, by=moderator, response="Buy now!")
    moderation.retire_rule(retired, by=moderator, reason="No.")
    (later,) = approve(tenant, moderator, "thx")
    strikes.strike(tenant, Struck.PART, "great stuff", by=moderator)

    page = roll_back(desk, good)

    assert f"Version {good.version} is published again: 3 rules changed." in page
    assert content(newest(tenant)) == content(good)
    assert newest(tenant).version > good.version
    assert [change.reason for change in newest(tenant).changes.order_by("pk")] == [
        "suspended: “thx” (thanks)",
        f"went back to version {good.version}: Complaints.",
    ]
    for rule, state, version in (
        (stays, RuleState.LIVE, 1),
        (edited, RuleState.LIVE, 3),
        (retired, RuleState.LIVE, 2),
        (later, RuleState.SUSPENDED, 1),
    ):
        rule.refresh_from_db()
        assert (rule.state, rule.version) == (state, version)
    assert AuditEntry.objects.filter(tenant=tenant, action="pack.rolled_back").count() == 1


def test_the_page_names_the_parts_of_a_rule(desk: Client, tenant: Tenant, moderator: User) -> None:
    approve(tenant, moderator, "dankon")
    page = html.unescape(desk.get(page_of(newest(tenant))).content.decode())
    assert '"act": "thanks"' in page
    assert '"phrases": [\n        "dankon"\n      ]' in page


def test_a_pack_that_a_former_release_wrote_can_be_published_again(
    desk: Client, tenant: Tenant, moderator: User
) -> None:
    approve(tenant, moderator, "hello")
    good = newest(tenant)
    former = in_format(3, json.loads(good.body))
    Pack.objects.filter(pk=good.pk).update(body=json.dumps(former))
    approve(tenant, moderator, "thx")

    assert "1 rule changed." in roll_back(desk, good)

    assert answers(tenant, "hello")
    assert not answers(tenant, "thx")


def test_what_is_decided_after_a_roll_back_does_not_undo_it(
    desk: Client, tenant: Tenant, moderator: User
) -> None:
    approve(tenant, moderator, "hello")
    good = newest(tenant)
    approve(tenant, moderator, "thx")
    roll_back(desk, good)
    approve(tenant, moderator, "thank you")
    assert not answers(tenant, "thx")
    assert answers(tenant, "thank you")


def test_a_roll_back_is_undone_like_any_decision(
    desk: Client, tenant: Tenant, moderator: User
) -> None:
    approve(tenant, moderator, "hello")
    good = newest(tenant)
    approve(tenant, moderator, "thx")
    roll_back(desk, good)
    assert "1 decision undone." in undo(desk)
    assert answers(tenant, "thx")


def test_a_roll_back_takes_down_what_was_still_to_begin(
    desk: Client, tenant: Tenant, moderator: User
) -> None:
    (old,) = approve(tenant, moderator, "hello")
    good = newest(tenant)
    moderation.retire_rule(old, by=moderator, reason="No.")
    scheduled = Rule.objects.create(tenant=tenant, phrase="hello", act="greeting", response="Hi")
    tomorrow = moderation.Dates(starts_at=timezone.now() + timedelta(days=1))
    moderation.approve_rule(scheduled, by=moderator, dates=tomorrow)

    assert "2 rules changed." in roll_back(desk, good)

    scheduled.refresh_from_db()
    assert scheduled.state == RuleState.SUSPENDED
    assert answers(tenant, "hello")


def test_a_roll_back_needs_a_reason(desk: Client, tenant: Tenant, moderator: User) -> None:
    approve(tenant, moderator, "hello")
    good = newest(tenant)
    approve(tenant, moderator, "thx")
    assert "This field is required." in roll_back(desk, good, reason="")
    assert answers(tenant, "thx")


def test_the_current_pack_offers_no_way_back(desk: Client, tenant: Tenant, moderator: User) -> None:
    approve(tenant, moderator, "hello")
    assert "Roll back" not in desk.get(page_of(newest(tenant))).content.decode()


def test_the_kill_switch_reaches_browsers_with_the_next_pack(
    desk: Client, tenant: Tenant, moderator: User
) -> None:
    approve(tenant, moderator, "thanks")
    page = desk.post(reverse(LIST), {"switch": "off", "reason": "Odd."}, follow=True)
    assert "Every message goes to the teacher" in page.content.decode()
    tenant.refresh_from_db()
    assert not json.loads(current_pack(tenant).body)["settings"]["enabled"]
    assert newest(tenant).reason == "answering switched off: Odd."
    assert not answers(tenant, "thanks")

    desk.post(reverse(LIST), {"switch": "on"})
    tenant.refresh_from_db()
    assert answers(tenant, "thanks")


def test_a_viewer_switches_nothing_and_rolls_nothing_back(
    desk: Client, tenant: Tenant, moderator: User, viewer: User
) -> None:
    approve(tenant, moderator, "hello")
    good = newest(tenant)
    approve(tenant, moderator, "thx")
    desk.force_login(viewer)
    assert desk.post(reverse(LIST), {"switch": "off"}).status_code == 403
    assert desk.post(page_of(good), {"reason": "Mine."}).status_code == 403
    assert answers(tenant, "thx")


def test_an_outsider_rolls_nothing_back(
    desk: Client, tenant: Tenant, moderator: User, outsider: User, other_tenant: Tenant
) -> None:
    approve(tenant, moderator, "hello")
    good = newest(tenant)
    approve(tenant, moderator, "thx")
    desk.force_login(outsider)
    assert desk.get(page_of(good)).status_code == 404
    assert desk.post(page_of(good), {"reason": "Mine."}).status_code == 404
    assert Rule.objects.filter(tenant=tenant, state=RuleState.LIVE).count() == 2
