"""Packs and decisions that overlap: the newer one keeps what the older one did not know."""

from copy import copy
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules.models import Pack, PackChange, Rule, RuleState, Strike, Struck
from delegation.rules.services.deciding import moderation, rollback, strikes, undo
from delegation.rules.services.lessons.learning import live_instruction, record_lesson
from delegation.rules.services.publishing import compiling, publishing
from tenants.models import AuditEntry, Tenant, User
from tests.delegation.rules.making import seen

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def approve(tenant: Tenant, by: User, query: str, **options: Any) -> Rule:
    taught = TaughtLesson(query, "You're welcome!", Act.THANKS)
    return moderation.approve_rule(record_lesson(tenant, taught, seen(1)), by=by, **options)


def newest(tenant: Tenant) -> Pack:
    return Pack.objects.filter(tenant=tenant).latest("version")


def test_a_draft_that_another_pack_overtook_is_compiled_again(
    tenant: Tenant, moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = approve(tenant, moderator, "thanks")
    drafts: list[int] = []

    def overtaken(tenant: Tenant) -> compiling.Draft:
        draft = compiling.draft_pack(tenant)
        drafts.append(draft.base)
        if len(drafts) == 1:
            older = newest(tenant)
            Pack.objects.create(
                tenant=tenant, version=older.version + 1, body=older.body, etag="other"
            )
        return draft

    before = newest(tenant).version
    monkeypatch.setattr(publishing, "draft_pack", overtaken)
    moderation.suspend_rule(first, by=moderator, reason="Wrong.")

    assert drafts == [before, before + 1]
    assert newest(tenant).version == before + 2
    assert '"thanks"' not in newest(tenant).body


def test_a_change_that_comes_during_a_compilation_waits_for_the_next_pack(
    tenant: Tenant, moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed_meanwhile(tenant: Tenant) -> compiling.Draft:
        draft = compiling.draft_pack(tenant)
        PackChange.objects.create(tenant=tenant, reason="came later")
        return draft

    monkeypatch.setattr(publishing, "draft_pack", changed_meanwhile)
    approve(tenant, moderator, "thanks")

    waiting = PackChange.objects.filter(tenant=tenant, pack=None)
    assert [change.reason for change in waiting] == ["came later"]


def test_a_pack_that_was_replaced_already_is_not_replaced_again(
    tenant: Tenant, moderator: User
) -> None:
    approve(tenant, moderator, "thanks")
    outdated = newest(tenant)
    approve(tenant, moderator, "thx")
    current = newest(tenant)
    assert publishing.republish(tenant, outdated) == current
    assert newest(tenant) == current
    assert publishing.republish(tenant, current).version == current.version + 1


def test_a_rule_that_has_not_begun_or_is_over_is_no_order_for_the_browser(
    tenant: Tenant, moderator: User
) -> None:
    rule = approve(tenant, moderator, "thanks")
    assert live_instruction(rule) is not None
    now = timezone.now()
    for starts_at, expires_at in ((now + HOUR, None), (None, now - HOUR)):
        rule.starts_at, rule.expires_at = starts_at, expires_at
        assert live_instruction(rule) is None
    rule.starts_at, rule.expires_at = now - HOUR, now + HOUR
    assert live_instruction(rule) is not None


def test_a_moderator_who_saw_an_older_version_does_not_overwrite_a_newer_one(
    tenant: Tenant, moderator: User, owner: User
) -> None:
    rule = approve(tenant, moderator, "thanks")
    as_seen = copy(rule)
    moderation.edit_live_rule(rule, by=owner, response="My pleasure!")
    with pytest.raises(moderation.AlreadyDecided):
        moderation.edit_live_rule(as_seen, by=moderator, response="Welcome!")
    rule.refresh_from_db()
    assert rule.response == "My pleasure!"


def test_a_second_press_of_undo_does_nothing_and_complains_of_nothing(
    tenant: Tenant, moderator: User
) -> None:
    rule = approve(tenant, moderator, "thanks")
    batch = undo.last_batch(tenant, moderator)[0].batch
    assert undo.undo(tenant, batch, by=moderator) == undo.Undone(1, [])
    assert undo.undo(tenant, batch, by=moderator) == undo.Undone(0, [])
    rule.refresh_from_db()
    assert rule.state != RuleState.LIVE


def test_a_roll_back_brings_no_rule_back_that_is_over(tenant: Tenant, moderator: User) -> None:
    dates = moderation.Dates(expires_at=timezone.now() + HOUR)
    rule = approve(tenant, moderator, "thanks", dates=dates)
    then = newest(tenant)
    moderation.suspend_rule(rule, by=moderator, reason="Wrong.")
    rule.versions.update(expires_at=timezone.now() - HOUR)
    assert rollback.roll_back(tenant, then, by=moderator, reason="again") == 0
    rule.refresh_from_db()
    assert rule.state == RuleState.SUSPENDED


def test_a_roll_back_strikes_exactly_what_was_struck_then(tenant: Tenant, moderator: User) -> None:
    approve(tenant, moderator, "thanks")
    strikes.strike(tenant, Struck.WORD, "dear", by=moderator)
    then = newest(tenant)
    strikes.strike(tenant, Struck.WORD, "pal", by=moderator)
    strikes.restore(tenant, Struck.WORD, "dear", by=moderator)
    rollback.roll_back(tenant, then, by=moderator, reason="again")
    forms = Strike.objects.filter(tenant=tenant).values_list("form", flat=True)
    assert list(forms) == ["dear"]


def test_a_roll_back_strikes_the_built_in_lists_that_were_struck_then(
    tenant: Tenant, moderator: User
) -> None:
    approve(tenant, moderator, "thanks")
    strikes.strike(tenant, Struck.LIST, "en laughter", by=moderator)
    then = newest(tenant)
    strikes.restore(tenant, Struck.LIST, "en laughter", by=moderator)
    rollback.roll_back(tenant, then, by=moderator, reason="again")
    assert compiling.struck_by(tenant)["lists"] == ["en laughter"]


def test_a_roll_back_is_recorded_with_its_version_and_reason(
    tenant: Tenant, moderator: User
) -> None:
    approve(tenant, moderator, "thanks")
    then = newest(tenant)
    approve(tenant, moderator, "thx")
    rollback.roll_back(tenant, then, by=moderator, reason="again")
    entry = AuditEntry.objects.get(tenant=tenant, action="pack.rolled_back")
    assert entry.actor == moderator
    assert (entry.details["version"], entry.details["reason"]) == (then.version, "again")
