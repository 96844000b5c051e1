"""Packs: their text, their reasons and authors, and when the next one is due."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
import time_machine

from delegation.domain.packs.format import CHAT, CHAT_SETTINGS, named_rules
from delegation.rules.models import Pack, PackChange, Rule, RuleState, Strike, Struck
from delegation.rules.services.publishing import compiling, loaded_packs, publishing, schedule
from tenants.models import Tenant, User
from tests.delegation.rules.making import DAY, NOW, SECOND, live_rule_of
from tests.delegation.rules.publishing.making import answers, approve, newest

pytestmark = pytest.mark.django_db


def rules_in(pack: Pack) -> list[dict[str, Any]]:
    return named_rules(json.loads(pack.body))


def publish(tenant: Tenant) -> Pack:
    return publishing.publish_pack(tenant, reason="again", by=None)


def test_a_pack_contains_every_field_of_its_rules(tenant: Tenant) -> None:
    ends = NOW + 3 * DAY
    rule = live_rule_of(
        tenant, version=4, language="ru", response="Пожалуйста!", states=["more", "nothing"],
        variants=["ty"], expires_at=ends,
    )  # fmt: skip
    with time_machine.travel(NOW, tick=False):
        pack = publish(tenant)
    (packed,) = rules_in(pack)
    expected = {
        "id": rule.pk, "version": 4, "act": "thanks", "language": "ru",
        "response": "Пожалуйста!", "expires": int(ends.timestamp()),
    }  # fmt: skip
    assert {name: packed[name] for name in expected} == expected
    assert (packed["states"], packed["phrases"]) == (["more", "nothing"], ["thx", "ty"])


def test_a_rule_without_an_end_has_none_in_the_pack(tenant: Tenant) -> None:
    live_rule_of(tenant)
    assert [rule.get("expires") for rule in rules_in(publish(tenant))] == [None]


def test_a_pack_is_compact_json_with_a_digest_as_its_etag(tenant: Tenant) -> None:
    live_rule_of(tenant, response="Пожалуйста!")
    pack = publish(tenant)
    assert 'null,null,"Пожалуйста!","thx"]' in pack.body
    assert json.dumps(json.loads(pack.body), ensure_ascii=False, separators=(",", ":")) == pack.body
    assert pack.etag == hashlib.sha256(pack.body.encode()).hexdigest()[:32]


def test_a_pack_follows_the_newest_and_stores_its_reason_author_and_fingerprint(
    tenant: Tenant, other_tenant: Tenant, moderator: User
) -> None:
    publish(other_tenant)
    packs = [publishing.publish_pack(tenant, reason=f"{n}" * 300, by=moderator) for n in range(2)]
    assert [(pack.version, json.loads(pack.body)["version"]) for pack in packs] == [(1, 1), (2, 2)]
    assert [pack.reason for pack in packs] == ["0" * 200, "1" * 200]
    assert {pack.author for pack in packs} == {moderator}
    assert {pack.made_for for pack in packs} == {compiling.made_for(tenant)}
    for pack in packs:
        assert [change.pack for change in PackChange.objects.filter(reason=pack.reason)] == [pack]


def test_a_pack_with_changes_of_several_people_names_no_author(
    tenant: Tenant, moderator: User, owner: User
) -> None:
    for by in (moderator, owner):
        PackChange.objects.create(tenant=tenant, reason="a change", author=by)
    pack = publishing.publish_changes(tenant)
    assert pack is not None
    assert (pack.author, pack.reason) == (None, "2 changes: a change …")


@pytest.mark.parametrize(
    ("reasons", "line"),
    [
        ([], ""),
        (["one"], "one"),
        (["one", "two"], "2 changes: one …"),
        (["x" * 200], "x" * 200),
        (["x" * 200, "y"], "2 changes: " + "x" * 185 + " …"),
    ],
)
def test_several_reasons_are_one_line(reasons: list[str], line: str) -> None:
    assert publishing.summary(reasons) == line


def test_changes_of_another_tenant_go_into_no_pack_of_this_one(
    tenant: Tenant, other_tenant: Tenant
) -> None:
    PackChange.objects.create(tenant=other_tenant, reason="theirs")
    live_rule_of(other_tenant)
    publish(tenant)
    assert PackChange.objects.filter(tenant=other_tenant, pack=None).count() == 1
    assert rules_in(newest(tenant)) == []
    assert publishing.publish_changes(tenant) is None


def test_a_pack_is_made_with_the_current_settings(tenant: Tenant) -> None:
    """The caller may have read the tenant long before."""
    Tenant.objects.filter(pk=tenant.pk).update(gatekeeper_enabled=False)
    assert json.loads(publish(tenant).body)["settings"]["enabled"] is False


def test_the_settings_of_the_chat_contain_only_texts_that_the_tenant_wrote(tenant: Tenant) -> None:
    for field in CHAT_SETTINGS.values():
        setattr(tenant, field, "")
    assert CHAT not in compiling.settings_of(tenant)
    tenant.greeting = "Hello"
    assert compiling.settings_of(tenant)[CHAT] == {"greeting": "Hello"}


def test_settings_outdate_a_pack_and_rules_do_not(tenant: Tenant) -> None:
    before = compiling.made_for(tenant)
    live_rule_of(tenant)
    assert compiling.made_for(tenant) == before
    assert len(before) == 32
    tenant.pack_lifetime_seconds += 1
    assert compiling.made_for(tenant) != before


@pytest.mark.parametrize(
    ("values", "is_live"),
    [
        ({"starts_at": NOW}, True),
        ({"starts_at": NOW + SECOND}, False),
        ({"expires_at": NOW}, False),
        ({"expires_at": NOW + SECOND}, True),
        ({"starts_at": NOW - SECOND, "expires_at": NOW + SECOND}, True),
        ({"starts_at": NOW - SECOND, "expires_at": NOW - SECOND}, False),
        ({"state": RuleState.SUSPENDED}, False),
    ],
)
def test_a_rule_is_in_the_pack_from_its_first_moment_to_its_last(
    tenant: Tenant, values: dict[str, Any], is_live: bool
) -> None:
    rule = live_rule_of(tenant, **values)
    with time_machine.travel(NOW, tick=False):
        assert compiling.is_live_now(rule) is is_live
        assert list(compiling.live_rules(tenant)) == ([rule] if is_live else [])


def test_a_pack_stores_its_strikes_by_kind_in_order(tenant: Tenant, other_tenant: Tenant) -> None:
    Strike.objects.create(tenant=other_tenant, kind=Struck.WORD, form="pal")
    struck = ("word:pal", "part:so much", "word:dear", "list:en laughter", "part:great stuff")
    for kind, _, form in (each.partition(":") for each in struck):
        Strike.objects.create(tenant=tenant, kind=kind, form=form)
    assert publish(tenant).struck == {
        "words": ["dear", "pal"],
        "parts": ["great stuff", "so much"],
        "lists": ["en laughter"],
    }


def test_a_struck_word_does_not_return_as_a_part(tenant: Tenant, moderator: User) -> None:
    approve(tenant, moderator, "Great, thank you", "thanks")
    assert answers(tenant, "great, thanks")
    Strike.objects.create(tenant=tenant, kind=Struck.WORD, form="great")
    publish(tenant)
    assert not answers(tenant, "great, thanks")


def test_a_struck_list_leaves_the_pack(tenant: Tenant, moderator: User) -> None:
    approve(tenant, moderator, "thanks")
    assert answers(tenant, "thanks for your time")
    Strike.objects.create(tenant=tenant, kind=Struck.LIST, form="en closers")
    publish(tenant)
    assert not answers(tenant, "thanks for your time")


# --- which pack is ready


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the ids of tenants whose worker is woken, and forget the packs of other tests."""
    tenants: list[int] = []
    monkeypatch.setattr(publishing, "wake_publisher", tenants.append)
    monkeypatch.setattr(publishing, "_replaced_at", {})
    return tenants


def test_a_refused_pack_answers_nothing_and_wakes_a_worker(
    tenant: Tenant,
    moderator: User,
    woken: list[int],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    approve(tenant, moderator, "thanks")
    assert not loaded_packs.is_refused(newest(tenant))
    refused = publish(tenant)
    Pack.objects.filter(pk=refused.pk).update(body='{"format": 1, "phrases": {}}')
    with django_capture_on_commit_callbacks(execute=True):
        assert loaded_packs.ready_pack(tenant) is loaded_packs.no_rules()
    assert woken == [tenant.pk]
    assert loaded_packs.is_refused(refused)


def test_a_process_remembers_a_bounded_number_of_packs_that_it_had_replaced(
    tenant: Tenant,
    woken: list[int],
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    monkeypatch.setattr(publishing, "MOST_REMEMBERED", 2)
    first, second, third = (publish(tenant) for _ in range(3))
    for pack, wakes in ((first, 1), (second, 1), (first, 0), (third, 1), (third, 0), (first, 1)):
        with django_capture_on_commit_callbacks(execute=True):
            publishing.replace_soon(pack)
        assert woken == [tenant.pk] * wakes
        woken.clear()


def test_a_tenant_gets_its_first_pack_once(tenant: Tenant) -> None:
    first = publishing.current_pack(tenant)
    assert (first.version, first.reason, first.author) == (1, "first pack", None)
    assert publishing.current_pack(tenant) == first


def test_a_pack_that_is_compiled_again_names_that_as_its_reason(tenant: Tenant) -> None:
    again = publishing.republish(tenant, publish(tenant))
    assert (again.version, again.author) == (2, None)
    assert again.reason == "updated: settings or format changed"


@pytest.mark.parametrize(("rules", "at_once"), [(100, True), (101, False)])
def test_a_hundred_rules_are_compiled_while_a_moderator_waits(
    tenant: Tenant, moderator: User, rules: int, at_once: bool
) -> None:
    Rule.objects.bulk_create(
        Rule(tenant=tenant, phrase=f"p{n}", act="answer", response="!", state=RuleState.LIVE)
        for n in range(rules)
    )
    publishing.change_pack(tenant, reason="x" * 300, by=moderator)
    assert Pack.objects.filter(tenant=tenant).exists() is at_once
    change = PackChange.objects.get(tenant=tenant)
    assert (change.reason, change.author) == ("x" * 200, moderator)


def test_a_change_while_a_visitor_waits_is_compiled_by_a_worker(
    tenant: Tenant, woken: list[int], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        publishing.change_pack(tenant, reason="x", by=None, visitor_waits=True)
        assert woken == [], "the change is not committed"
    assert woken == [tenant.pk]
    assert not Pack.objects.filter(tenant=tenant).exists()


def test_a_batch_without_changes_makes_no_pack(tenant: Tenant) -> None:
    with publishing.together(tenant) as batch:
        assert publishing.current_batch() == batch
    assert publishing.current_batch() != batch
    assert not Pack.objects.filter(tenant=tenant).exists()


def test_the_publisher_is_woken_by_the_tenants_id(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[Any, ...]] = []
    monkeypatch.setattr(publishing, "send", lambda *task: sent.append(task))
    publishing.wake_publisher(tenant.pk)
    assert sent == [("rules.publish", tenant.pk)]


# --- changes that come with time


@pytest.mark.parametrize(
    ("moment", "reason"),
    [("starts_at", "scheduled rules begin"), ("expires_at", "rules expired")],
)
def test_rules_that_begin_or_expire_make_a_pack_with_that_reason(
    tenant: Tenant, other_tenant: Tenant, moderator: User, moment: str, reason: str
) -> None:
    publish(other_tenant)
    live_rule_of(tenant)
    with time_machine.travel(NOW, tick=False):
        pack = publish(tenant)
        Rule.objects.filter(tenant=tenant).update(**{moment: NOW})
        schedule.publish_waiting()
        assert newest(tenant) == pack, "the pack was made at that moment"
        Rule.objects.filter(tenant=tenant).update(**{moment: NOW + SECOND})
        schedule.publish_waiting()
        assert newest(tenant) == pack, "the moment has not come"
    with time_machine.travel(NOW + SECOND, tick=False):
        schedule.publish_waiting()
    assert (newest(tenant).reason, newest(tenant).author) == (reason, None)
    assert newest(tenant).version == pack.version + 1
    assert newest(other_tenant).version == 1


def test_a_tenant_with_several_lost_changes_wakes_one_worker(
    tenant: Tenant, other_tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[int] = []
    monkeypatch.setattr(schedule, "wake_publisher", woken.append)
    for each in (tenant, tenant, other_tenant):
        PackChange.objects.create(tenant=each, reason="lost")
    schedule.publish_waiting()
    assert sorted(woken) == sorted([tenant.pk, other_tenant.pk])


def test_publishing_for_a_deleted_tenant_does_nothing(tenant: Tenant) -> None:
    schedule.publish_tenant(10**9)
    assert not Pack.objects.exists()


def test_a_worker_publishes_a_waiting_change_once(tenant: Tenant) -> None:
    PackChange.objects.create(tenant=tenant, reason="lost")
    for _ in range(2):
        schedule.publish_tenant(tenant.pk)
        assert (newest(tenant).version, newest(tenant).reason) == (1, "lost")
