"""Packs follow decisions: with the pauses of lessons, without what was struck, in order."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from delegation.domain.packs.compiling import compile_pack
from delegation.domain.packs.format import named_rules
from delegation.rules.models import Pack, PackChange, Rule, RuleState, Strike, Struck
from delegation.rules.services.deciding import moderation, strikes
from delegation.rules.services.publishing import compiling, publishing, schedule
from delegation.rules.services.publishing.compiling import live_rules
from tenants.models import AuditEntry, Tenant, User
from tests.delegation.rules.publishing.making import answers, approve, newest, teach

pytestmark = pytest.mark.django_db


def test_phrases_are_cut_where_visitors_paused(tenant: Tenant, moderator: User) -> None:
    approve(tenant, moderator, "Great stuff, thank you", "thanks")
    assert answers(tenant, "great stuff, thanks")


def test_phrases_that_nobody_paused_in_are_not_cut(tenant: Tenant, moderator: User) -> None:
    approve(tenant, moderator, "great stuff thank you", "thanks")
    assert not answers(tenant, "great stuff, thanks")


def test_what_a_visitor_writes_after_the_decision_changes_no_pack(
    tenant: Tenant, moderator: User
) -> None:
    approve(tenant, moderator, "great stuff thank you", "thanks")
    teach(tenant, "Great stuff. Thank you", 2)
    publishing.publish_pack(tenant, reason="again", by=moderator)
    assert not answers(tenant, "great stuff, thanks")


def test_a_struck_part_leaves_the_pack_and_returns_when_restored(
    tenant: Tenant, moderator: User
) -> None:
    approve(tenant, moderator, "Great stuff, thank you", "thanks")
    strikes.strike(tenant, Struck.PART, "great stuff", by=moderator)
    assert not answers(tenant, "great stuff, thanks")
    assert answers(tenant, "great stuff, thank you")  # the whole phrase was approved
    strikes.restore(tenant, Struck.PART, "great stuff", by=moderator)
    assert answers(tenant, "great stuff, thanks")


def test_a_strike_during_a_compilation_waits_for_the_next_pack(
    tenant: Tenant, moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(tenant, moderator, "Great stuff, thank you", "thanks")

    def struck_meanwhile(tenant: Tenant) -> QuerySet[Rule]:
        Strike.objects.create(tenant=tenant, kind=Struck.PART, form="great stuff")
        return live_rules(tenant)

    monkeypatch.setattr(compiling, "live_rules", struck_meanwhile)
    pack = publishing.publish_pack(tenant, reason="again", by=moderator)
    assert pack.struck["parts"] == []
    assert answers(tenant, "great stuff, thanks")


def test_a_struck_word_is_not_left_out_any_more(tenant: Tenant, moderator: User) -> None:
    approve(tenant, moderator, "hi", "hi dear", "thanks", "thanks dear", "bye")
    assert answers(tenant, "bye dear")
    strikes.strike(tenant, Struck.WORD, "dear", by=moderator)
    assert not answers(tenant, "bye dear")
    entry = AuditEntry.objects.filter(tenant=tenant).latest("pk")
    assert (entry.action, entry.actor) == ("word.struck", moderator)


def test_a_stored_pack_that_this_code_refuses_is_replaced_by_a_worker(
    tenant: Tenant, moderator: User
) -> None:
    approve(tenant, moderator, "thanks")
    old = newest(tenant)
    Pack.objects.filter(pk=old.pk).update(body=json.dumps({"format": 1, "phrases": {}}))
    assert not answers(tenant, "thanks")
    schedule.publish_tenant(tenant.pk)
    assert answers(tenant, "thanks")
    assert newest(tenant).version == old.version + 1


@pytest.mark.parametrize("changes", [{"gatekeeper_enabled": False}, {"pack_lifetime_seconds": 60}])
def test_browsers_follow_the_tenants_settings(
    tenant: Tenant, moderator: User, changes: dict[str, int]
) -> None:
    approve(tenant, moderator, "thanks")
    Tenant.objects.filter(pk=tenant.pk).update(**changes)
    tenant.refresh_from_db()
    schedule.publish_tenant(tenant.pk)
    pack = json.loads(publishing.current_pack(tenant).body)
    assert pack["settings"]["enabled"] == tenant.gatekeeper_enabled
    assert pack["settings"]["lifetime"] == tenant.pack_lifetime_seconds
    assert publishing.current_pack(tenant) == newest(tenant)


@pytest.mark.parametrize("part", ["format", "norm", "settings", "a part of tomorrow"])
def test_a_pack_is_compiled_again_when_any_part_beside_its_rules_changes(
    tenant: Tenant, moderator: User, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    approve(tenant, moderator, "thanks")
    before = publishing.current_pack(tenant)
    assert publishing.current_pack(tenant) == before

    def compile_tomorrow(*args: Any, **more: Any) -> dict[str, object]:
        return {**compile_pack(*args, **more), part: "new"}

    monkeypatch.setattr(compiling, "compile_pack", compile_tomorrow)
    # Tomorrow's process remembers nothing of today's fingerprints.
    monkeypatch.setattr(compiling, "_fingerprint", compiling._fingerprint.__wrapped__)
    monkeypatch.setattr(schedule, "is_refused", lambda pack: False)  # tomorrow's code reads it

    schedule.publish_tenant(tenant.pk)
    schedule.publish_tenant(tenant.pk)  # delivered twice
    assert newest(tenant).version == before.version + 1


def test_a_pack_is_compiled_again_when_a_built_in_list_changes(
    tenant: Tenant, moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(tenant, moderator, "thx")
    before = newest(tenant)
    monkeypatch.setattr(compiling, "_fingerprint", compiling._fingerprint.__wrapped__)
    assert compiling.made_for(tenant) == before.made_for
    monkeypatch.setattr(compiling, "lists_text", lambda: "another list")
    assert compiling.made_for(tenant) != before.made_for


def test_reading_an_outdated_pack_wakes_a_worker_and_writes_nothing(
    tenant: Tenant,
    moderator: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    approve(tenant, moderator, "thanks")
    old, woken = newest(tenant), list[int]()
    monkeypatch.setattr(publishing, "wake_publisher", woken.append)
    tenant.pack_lifetime_seconds = 60
    tenant.save()
    with (
        CaptureQueriesContext(connection) as queries,
        django_capture_on_commit_callbacks(execute=True),
    ):
        assert answers(tenant, "thanks"), "the old pack answers meanwhile"
        assert publishing.current_pack(tenant) == old
    assert not [query for query in queries if not query["sql"].startswith("SELECT")]
    assert woken == [tenant.pk], "once, however many messages come"


def test_a_refused_pack_is_read_once_and_not_with_every_message(
    tenant: Tenant, moderator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    approve(tenant, moderator, "thanks")
    Pack.objects.filter(pk=newest(tenant).pk).update(body='{"format": 1, "phrases": {}}')
    assert not answers(tenant, "thanks")
    with django_assert_num_queries(1):  # which pack is the newest
        assert not answers(tenant, "thanks")


def test_without_a_pack_a_message_goes_to_the_teacher(tenant: Tenant) -> None:
    assert not answers(tenant, "thanks")
    assert not Pack.objects.filter(tenant=tenant).exists()


def test_many_decisions_are_one_pack_that_names_them_all(tenant: Tenant, moderator: User) -> None:
    rules = [teach(tenant, query) for query in ("thanks", "thx", "ty")]
    before = publishing.current_pack(tenant).version
    with publishing.together(tenant):
        for rule in rules:
            moderation.approve_rule(rule, by=moderator)
    pack = newest(tenant)
    assert pack.version == before + 1
    assert pack.author == moderator
    assert pack.changes.count() == 3
    assert pack.reason.startswith("3 changes: approved: “thanks”")


def test_a_big_pack_is_left_to_a_worker(
    tenant: Tenant,
    moderator: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    woken: list[int] = []
    monkeypatch.setattr(publishing, "COMPILED_AT_ONCE", 0)
    monkeypatch.setattr(publishing, "wake_publisher", woken.append)
    before = publishing.current_pack(tenant).version
    with django_capture_on_commit_callbacks(execute=True):
        approve(tenant, moderator, "thanks")
    assert (newest(tenant).version, woken) == (before, [tenant.pk])
    schedule.publish_tenant(tenant.pk)
    schedule.publish_tenant(tenant.pk)  # delivered twice
    assert newest(tenant).version == before + 1
    assert answers(tenant, "thanks")


def test_a_change_that_no_worker_heard_of_is_published_by_the_sweep(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[int] = []
    monkeypatch.setattr(schedule, "wake_publisher", woken.append)
    PackChange.objects.create(tenant=tenant, reason="lost")
    schedule.publish_waiting()
    assert woken == [tenant.pk]


def test_an_expired_rule_leaves_the_pack_once(tenant: Tenant, moderator: User) -> None:
    (rule,) = approve(tenant, moderator, "thanks")
    published = newest(tenant)
    Rule.objects.filter(pk=rule.pk).update(expires_at=timezone.now())
    schedule.publish_waiting()
    schedule.publish_waiting()
    assert newest(tenant).version == published.version + 1
    assert "thanks" not in newest(tenant).body


def test_an_outsiders_rule_stays_in_their_pack(
    tenant: Tenant, moderator: User, other_tenant: Tenant, outsider: User
) -> None:
    approve(tenant, moderator, "thanks")
    approve(other_tenant, outsider, "thx")
    soon = timezone.now() - timedelta(seconds=1)
    Rule.objects.filter(tenant=tenant, state=RuleState.LIVE).update(expires_at=soon)
    schedule.publish_waiting()
    assert "thx" in newest(other_tenant).body


def test_a_strike_names_who_struck(tenant: Tenant, moderator: User) -> None:
    strikes.strike(tenant, Struck.WORD, "dear", by=moderator)
    assert Strike.objects.get(tenant=tenant, form="dear").author == moderator


def test_a_rule_without_a_language_has_none_in_the_pack(tenant: Tenant, moderator: User) -> None:
    (rule,) = approve(tenant, moderator, "thanks")
    Rule.objects.filter(pk=rule.pk).update(language="")
    publishing.publish_pack(tenant, reason="again", by=moderator)
    assert [rule["language"] for rule in named_rules(json.loads(newest(tenant).body))] == [None]


def test_who_asks_for_the_newest_pack_does_not_read_its_body(
    tenant: Tenant, moderator: User
) -> None:
    approve(tenant, moderator, "thanks")
    with CaptureQueriesContext(connection) as queries:
        publishing.newest_pack(tenant)
    assert queries.captured_queries
    assert not [query for query in queries.captured_queries if '"body"' in query["sql"]]
