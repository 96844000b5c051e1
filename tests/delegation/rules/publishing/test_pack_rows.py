"""Packs as rows: their text to the byte, what made them, and when the next one is due."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from delegation.domain.packs.closed_parts import lists_text
from delegation.domain.packs.format import CHAT, CHAT_SETTINGS
from delegation.rules.models import Pack, PackChange, Rule, RuleState, Strike, Struck
from delegation.rules.services.publishing import compiling, loaded_packs, publishing, schedule
from tenants.models import Tenant, User
from tests.delegation.rules.publishing.making import answers, approve, newest

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def live(tenant: Tenant, phrase: str = "thx", **values: Any) -> Rule:
    fields = {"act": "thanks", "response": "Any time!", "state": RuleState.LIVE, "version": 1}
    return Rule.objects.create(tenant=tenant, phrase=phrase, **{**fields, **values})


def rules_in(pack: Pack) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(pack.body)["rules"]
    return found


def publish(tenant: Tenant) -> Pack:
    return publishing.publish_pack(tenant, reason="again", by=None)


def test_a_pack_holds_all_that_its_rules_say(tenant: Tenant) -> None:
    ends = NOW + timedelta(days=3)
    rule = live(
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
    live(tenant)
    assert [rule.get("expires") for rule in rules_in(publish(tenant))] == [None]


def test_a_pack_is_short_text_in_its_own_letters_and_named_by_its_bytes(tenant: Tenant) -> None:
    live(tenant, response="Пожалуйста!")
    pack = publish(tenant)
    assert '"response":"Пожалуйста!"' in pack.body
    assert json.dumps(json.loads(pack.body), ensure_ascii=False, separators=(",", ":")) == pack.body
    assert pack.etag == hashlib.sha256(pack.body.encode()).hexdigest()[:32]


def test_a_pack_follows_the_newest_and_says_why_and_what_it_was_made_for(
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


def test_changes_of_several_people_are_nobodys(
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


def test_what_waits_for_another_tenant_goes_into_no_pack_of_this_one(
    tenant: Tenant, other_tenant: Tenant
) -> None:
    PackChange.objects.create(tenant=other_tenant, reason="theirs")
    live(other_tenant)
    publish(tenant)
    assert PackChange.objects.filter(tenant=other_tenant, pack=None).count() == 1
    assert rules_in(newest(tenant)) == []
    assert publishing.publish_changes(tenant) is None


def test_a_pack_is_made_with_the_settings_of_now(tenant: Tenant) -> None:
    """Who publishes may have read the tenant long before."""
    Tenant.objects.filter(pk=tenant.pk).update(gatekeeper_enabled=False)
    assert json.loads(publish(tenant).body)["settings"]["enabled"] is False


def test_only_texts_that_the_tenant_wrote_are_in_the_settings_of_the_chat(tenant: Tenant) -> None:
    names = list(CHAT_SETTINGS.items())
    for _, field in names:
        setattr(tenant, field, "")
    assert CHAT not in compiling.settings_of(tenant)
    name, field = names[0]
    setattr(tenant, field, "Hello")
    assert compiling.settings_of(tenant)[CHAT] == {name: "Hello"}


def test_a_pack_is_outdated_by_settings_and_lists_and_nothing_else(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = compiling.made_for(tenant)
    live(tenant)
    assert compiling.made_for(tenant) == before
    assert len(before) == 32
    tenant.pack_lifetime_seconds += 1
    assert compiling.made_for(tenant) != before
    tenant.pack_lifetime_seconds -= 1
    monkeypatch.setattr(compiling, "lists_text", lambda: lists_text() + " ")
    compiling._fingerprint.cache_clear()
    assert compiling.made_for(tenant) != before
    compiling._fingerprint.cache_clear()


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
    rule = live(tenant, **values)
    with time_machine.travel(NOW, tick=False):
        assert compiling.is_live_now(rule) is is_live
        assert list(compiling.live_rules(tenant)) == ([rule] if is_live else [])


def test_what_was_struck_is_kept_by_kind_in_order(tenant: Tenant, other_tenant: Tenant) -> None:
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
    approve(tenant, moderator, "haha", "thanks")
    before = newest(tenant).body
    Strike.objects.create(tenant=tenant, kind=Struck.LIST, form="en thanks")
    assert publish(tenant).body != before
    assert publish(tenant).struck["lists"] == ["en thanks"]


# --- which pack is ready


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The tenants for which a worker was woken; nothing is remembered of other tests."""
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


def test_the_memory_of_what_was_replaced_is_bounded(
    tenant: Tenant, woken: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "MOST_REMEMBERED", 2)
    packs = [publish(tenant) for _ in range(4)]
    sizes = []
    for pack in packs:
        publishing.replace_soon(pack)
        sizes.append(len(publishing._replaced_at))
    assert sizes == [1, 2, 1, 2]


def test_a_tenant_gets_its_first_pack_once(tenant: Tenant) -> None:
    first = publishing.current_pack(tenant)
    assert (first.version, first.reason, first.author) == (1, "first pack", None)
    assert publishing.current_pack(tenant) == first


def test_a_pack_that_is_compiled_again_says_so(tenant: Tenant) -> None:
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


def test_a_press_that_changes_nothing_makes_no_pack(tenant: Tenant) -> None:
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


# --- what time changes


@pytest.mark.parametrize(
    ("moment", "reason"),
    [("starts_at", "scheduled rules begin"), ("expires_at", "rules expired")],
)
def test_a_pack_says_that_time_changed_it(
    tenant: Tenant, other_tenant: Tenant, moderator: User, moment: str, reason: str
) -> None:
    publish(other_tenant)
    live(tenant)
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


def test_a_tenant_with_several_lost_changes_is_woken_once(
    tenant: Tenant, other_tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[int] = []
    monkeypatch.setattr(schedule, "wake_publisher", woken.append)
    for each in (tenant, tenant, other_tenant):
        PackChange.objects.create(tenant=each, reason="lost")
    schedule.publish_waiting()
    assert sorted(woken) == sorted([tenant.pk, other_tenant.pk])


def test_a_tenant_that_is_gone_has_nothing_to_publish(tenant: Tenant) -> None:
    schedule.publish_tenant(10**9)
    assert not Pack.objects.exists()


def test_a_worker_publishes_what_waits_and_then_leaves_it(tenant: Tenant) -> None:
    PackChange.objects.create(tenant=tenant, reason="lost")
    for _ in range(2):
        schedule.publish_tenant(tenant.pk)
        assert (newest(tenant).version, newest(tenant).reason) == (1, "lost")
