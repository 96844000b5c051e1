"""Going back to an earlier pack: every field of its rules, and what is written about it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from delegation.rules.models import Pack, PackChange, Rule, RuleState, RuleVersion, Strike, Struck
from delegation.rules.services.deciding import moderation, rollback, strikes, undo
from tenants.models import AuditEntry, Tenant, User
from tests.delegation.rules.deciding.making import proposal

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)
DATES = moderation.Dates(NOW - DAY, NOW + 30 * DAY)


@pytest.fixture(autouse=True)
def morning() -> Any:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def newest(tenant: Tenant) -> Pack:
    return Pack.objects.filter(tenant=tenant).latest("version")


def live(tenant: Tenant, by: User, query: str = "Thanks, great", **options: Any) -> Rule:
    return moderation.approve_rule(proposal(tenant, query), by=by, **options)


def test_a_rule_says_again_all_that_it_said_then(
    tenant: Tenant, moderator: User, owner: User
) -> None:
    rule = live(
        tenant, owner, response="Hi!", variants=["ty"], language="de", states=["more", "nothing"],
        dates=DATES,
    )  # fmt: skip
    then, said = newest(tenant), rule.content()
    Rule.objects.filter(pk=rule.pk).update(
        state=RuleState.RETIRED, response="?", variants=[], wordings=[], language="fr",
        states=["more"], starts_at=None, expires_at=None, merged_into=proposal(tenant, "cheers"),
    )  # fmt: skip
    before = Rule.objects.get(pk=rule.pk).content()
    assert rollback.roll_back(tenant, then, by=moderator, reason="a mistake") == 1
    rule.refresh_from_db()
    assert rule.content() == said
    assert rule.wordings == ["thanks, great"]
    assert (rule.state, rule.version, rule.merged_into) == (RuleState.LIVE, 2, None)
    assert (rule.decided_by, rule.decided_at) == (moderator, NOW)
    assert rule.decision_reason == f"went back to version {then.version}: a mistake"
    version = RuleVersion.objects.get(rule=rule, number=2)
    assert (version.author, version.response, version.phrases) == (
        moderator,
        "Hi!",
        said["phrases"],
    )
    entry = AuditEntry.objects.get(tenant=tenant, action="rule.restored")
    assert (entry.target, entry.actor) == ("“thanks great” (thanks)", moderator)
    assert entry.details == {"rule": rule.pk, "reason": rule.decision_reason}
    undo.undo(tenant, undo.last_batch(tenant, moderator)[0].batch, by=moderator)
    rule.refresh_from_db()
    assert (rule.state, rule.content()) == (RuleState.RETIRED, before)


def test_the_new_pack_says_why_and_by_whom_and_is_one(
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


def test_a_rule_that_is_still_to_begin_is_suspended_too(tenant: Tenant, moderator: User) -> None:
    live(tenant, moderator)
    then = newest(tenant)
    coming = live(tenant, moderator, "ty", dates=moderation.Dates(NOW + DAY, None))
    assert rollback.roll_back(tenant, then, by=moderator, reason="?") == 1
    coming.refresh_from_db()
    assert coming.state == RuleState.SUSPENDED


@pytest.mark.parametrize(("ends", "restored"), [(NOW, 0), (NOW + timedelta(seconds=1), 1)])
def test_what_ends_at_this_moment_is_over(
    tenant: Tenant, moderator: User, ends: datetime, restored: int
) -> None:
    rule = live(tenant, moderator, dates=DATES)
    then = newest(tenant)
    moderation.suspend_rule(rule, by=moderator, reason="?")
    rule.versions.update(expires_at=ends)
    assert rollback.roll_back(tenant, then, by=moderator, reason="?") == restored


def test_rules_that_were_deleted_are_named_in_order(tenant: Tenant, moderator: User) -> None:
    rules = [live(tenant, moderator, query) for query in ("thanks", "ty", "thx")]
    then = newest(tenant)
    Rule.objects.filter(pk__in=[rules[2].pk, rules[0].pk]).delete()
    with pytest.raises(rollback.RollBackRefused) as refused:
        rollback.roll_back(tenant, then, by=moderator, reason="?")
    assert str(refused.value) == (
        f"Some rules of that version were deleted: {rules[0].pk}, {rules[2].pk}."
    )


def test_a_pack_without_rules_brings_none_back(tenant: Tenant, moderator: User) -> None:
    strikes.strike(tenant, Struck.WORD, "dear", by=moderator)
    then = newest(tenant)
    rule = live(tenant, moderator)
    for body in (then.body, json.dumps({"rules": None}), "{}"):
        then.body = body
        rollback.roll_back(tenant, then, by=moderator, reason="?")
        rule.refresh_from_db()
        assert rule.state == RuleState.SUSPENDED


def test_strikes_of_every_kind_return_as_the_persons_who_went_back(
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


def test_packs_of_former_releases_name_no_lists(tenant: Tenant, moderator: User) -> None:
    strikes.strike(tenant, Struck.LIST, "en laughter", by=moderator)
    then = newest(tenant)
    then.struck = {"words": ["dear"], "parts": []}
    rollback.roll_back(tenant, then, by=moderator, reason="?")
    assert newest(tenant).struck == {"words": ["dear"], "parts": [], "lists": []}
