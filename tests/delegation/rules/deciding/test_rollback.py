"""Rollback to an earlier pack restores every field of its rules and is recorded."""

from datetime import datetime
from typing import Any

import pytest

from delegation.rules.models import PackChange, Rule, RuleState, RuleVersion, Strike, Struck
from delegation.rules.services.deciding import moderation, rollback, strikes, undo
from tenants.models import AuditEntry, Tenant, User
from tests.delegation.rules.deciding.making import proposal
from tests.delegation.rules.making import DAY, NOW, SECOND
from tests.delegation.rules.publishing.making import newest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DATES = moderation.Dates(NOW - DAY, NOW + 30 * DAY)


def live(tenant: Tenant, by: User, query: str = "Thanks, great", **options: Any) -> Rule:
    return moderation.approve_rule(proposal(tenant, query), by=by, **options)


def test_a_rollback_restores_every_field_of_a_rule(
    tenant: Tenant, moderator: User, owner: User
) -> None:
    rule = live(
        tenant, owner, response="Hi!", variants=["ty"], language="de", states=["more", "nothing"],
        dates=DATES,
    )  # fmt: skip
    then, content = newest(tenant), rule.content()
    Rule.objects.filter(pk=rule.pk).update(
        state=RuleState.RETIRED, response="?", variants=[], wordings=[], language="fr",
        states=["more"], starts_at=None, expires_at=None, merged_into=proposal(tenant, "cheers"),
    )  # fmt: skip
    before = Rule.objects.get(pk=rule.pk).content()
    assert rollback.roll_back(tenant, then, by=moderator, reason="a mistake") == 1
    rule.refresh_from_db()
    assert rule.content() == content
    assert rule.wordings == ["thanks, great"]
    assert (rule.state, rule.version, rule.merged_into) == (RuleState.LIVE, 2, None)
    assert (rule.decided_by, rule.decided_at) == (moderator, NOW)
    assert rule.decision_reason == f"went back to version {then.version}: a mistake"
    version = RuleVersion.objects.get(rule=rule, number=2)
    assert (version.author, version.response, version.phrases) == (
        moderator,
        "Hi!",
        content["phrases"],
    )
    entry = AuditEntry.objects.get(tenant=tenant, action="rule.restored")
    assert (entry.target, entry.actor) == ("“thanks great” (thanks)", moderator)
    assert entry.details == {"rule": rule.pk, "reason": rule.decision_reason}
    undo.undo(tenant, undo.last_batch(tenant, moderator)[0].batch, by=moderator)
    rule.refresh_from_db()
    assert (rule.state, rule.content()) == (RuleState.RETIRED, before)


def test_a_rollback_makes_one_pack_with_its_reason_and_author(
    tenant: Tenant, moderator: User, owner: User
) -> None:
    live(tenant, owner)
    then = newest(tenant)
    later = live(tenant, owner, "ty")
    why = "because " * 40
    rollback.roll_back(tenant, then, by=moderator, reason=why)
    pack = newest(tenant)
    assert (pack.version, pack.author) == (then.version + 2, moderator)
    full = f"went back to version {then.version}: {why}"[:200]
    changes = PackChange.objects.filter(pack=pack).order_by("pk")
    assert [change.reason for change in changes] == ["suspended: “ty” (thanks)", full]
    assert {change.author for change in changes} == {moderator}
    later.refresh_from_db()
    assert (later.decision_reason, later.decided_by) == (full, moderator)
    entry = AuditEntry.objects.get(tenant=tenant, action="pack.rolled_back")
    assert (entry.target, entry.actor) == (str(then)[:120], moderator)
    assert entry.details == {"version": then.version, "reason": why}


def test_a_rollback_suspends_rules_that_begin_later(tenant: Tenant, moderator: User) -> None:
    live(tenant, moderator)
    then = newest(tenant)
    coming = live(tenant, moderator, "ty", dates=moderation.Dates(NOW + DAY, None))
    assert rollback.roll_back(tenant, then, by=moderator, reason="?") == 1
    coming.refresh_from_db()
    assert coming.state == RuleState.SUSPENDED


@pytest.mark.parametrize(("ends", "restored"), [(NOW, 0), (NOW + SECOND, 1)])
def test_a_rollback_restores_no_rule_that_ends_at_this_moment(
    tenant: Tenant, moderator: User, ends: datetime, restored: int
) -> None:
    rule = live(tenant, moderator, dates=DATES)
    then = newest(tenant)
    moderation.suspend_rule(rule, by=moderator, reason="?")
    rule.versions.update(expires_at=ends)
    assert rollback.roll_back(tenant, then, by=moderator, reason="?") == restored


def test_a_refused_rollback_names_the_deleted_rules_in_order(
    tenant: Tenant, moderator: User
) -> None:
    rules = [live(tenant, moderator, query) for query in ("thanks", "ty", "thx")]
    then = newest(tenant)
    Rule.objects.filter(pk__in=[rules[2].pk, rules[0].pk]).delete()
    with pytest.raises(rollback.RollBackRefused) as refused:
        rollback.roll_back(tenant, then, by=moderator, reason="?")
    assert str(refused.value) == (
        f"Some rules of that version were deleted: {rules[0].pk}, {rules[2].pk}."
    )


@pytest.mark.parametrize("body", ['{"rules": []}', '{"rules": null}', "{}"])
def test_a_rollback_to_a_pack_without_rules_suspends_all(
    tenant: Tenant, moderator: User, body: str
) -> None:
    strikes.strike(tenant, Struck.WORD, "dear", by=moderator)
    then = newest(tenant)
    then.body = body
    rule = live(tenant, moderator)
    assert rollback.roll_back(tenant, then, by=moderator, reason="?") == 1
    rule.refresh_from_db()
    assert rule.state == RuleState.SUSPENDED


def test_a_rollback_restores_strikes_of_every_kind_with_its_own_author(
    tenant: Tenant, other_tenant: Tenant, moderator: User, owner: User
) -> None:
    strikes.strike(other_tenant, Struck.WORD, "pal", by=owner)
    struck = {Struck.WORD: "dear", Struck.PART: "great stuff", Struck.LIST: "en laughter"}
    for kind, form in struck.items():
        strikes.strike(tenant, kind, form, by=owner)
    then = newest(tenant)
    for kind, form in struck.items():
        strikes.restore(tenant, kind, form, by=owner)
    rollback.roll_back(tenant, then, by=moderator, reason="?")
    rows = Strike.objects.filter(tenant=tenant)
    assert {row.kind: row.form for row in rows} == struck
    assert {row.author for row in rows} == {moderator}
    assert newest(tenant).struck == then.struck
    assert Strike.objects.filter(tenant=other_tenant).count() == 1


def test_a_rollback_to_a_pack_of_a_former_release_strikes_no_lists(
    tenant: Tenant, moderator: User
) -> None:
    strikes.strike(tenant, Struck.LIST, "en laughter", by=moderator)
    then = newest(tenant)
    then.struck = {"words": ["dear"], "parts": []}
    rollback.roll_back(tenant, then, by=moderator, reason="?")
    assert newest(tenant).struck == {"words": ["dear"], "parts": [], "lists": []}
