"""Every decision is recorded in the audit log, the versions, the reasons of packs and undo."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from delegation.rules.models import PackChange, Rule, RuleState, RuleVersion, Ruling, Struck
from delegation.rules.services.deciding import (
    kill_switch,
    merges,
    moderation,
    strikes,
    undo,
)
from delegation.rules.services.publishing.publishing import together
from tenants.models import AuditEntry, Tenant, User
from tests.delegation.rules.deciding.making import proposal, teach
from tests.delegation.rules.making import DAY, NOW, rule_of
from tests.delegation.rules.publishing.making import newest

pytestmark = pytest.mark.django_db
LONG = "because " * 60  # longer than the columns of reasons

Decide = Callable[[Rule, User], object]


def entry_of(tenant: Tenant, action: str) -> tuple[str, User | None, dict[str, Any]]:
    entry = AuditEntry.objects.get(tenant=tenant, action=action)
    return entry.target, entry.actor, entry.details


def reasons(tenant: Tenant) -> list[tuple[str, int | None]]:
    """Return the reason and author of each change of the pack, the newest first."""
    changes = PackChange.objects.filter(tenant=tenant).order_by("-pk")
    return list(changes.values_list("reason", "author"))


@pytest.mark.parametrize(
    ("decide", "action", "details"),
    [
        (
            lambda rule, by: moderation.reject_rule(rule, by=by, reason=LONG),
            "rule.rejected",
            {"reason": LONG},
        ),
        (
            lambda rule, by: moderation.snooze_rule(rule, by=by, until=NOW),
            "rule.snoozed",
            {"reason": "until 2027-03-01"},
        ),
        (
            lambda rule, by: moderation.merge_rule(rule, proposal(rule.tenant, "ty"), by=by),
            "rule.merged",
            {"reason": "variant of “ty” (thanks)"},
        ),
    ],
)
def test_a_decision_that_approves_nothing_is_recorded_and_changes_no_pack(
    tenant: Tenant, moderator: User, decide: Decide, action: str, details: dict[str, Any]
) -> None:
    rule = proposal(tenant)
    decide(rule, moderator)
    assert entry_of(tenant, action) == (
        "“thanks” (thanks)",
        moderator,
        {"rule": rule.pk, **details},
    )
    assert reasons(tenant) == []


def test_an_approval_is_recorded_and_published(tenant: Tenant, moderator: User) -> None:
    rule = moderation.approve_rule(proposal(tenant), by=moderator)
    assert entry_of(tenant, "rule.approved") == (
        "“thanks” (thanks)",
        moderator,
        {"rule": rule.pk, "version": 1},
    )
    assert reasons(tenant) == [("approved: “thanks” (thanks)", moderator.pk)]


@pytest.mark.parametrize(
    ("decide", "action", "state", "details"),
    [
        (
            lambda rule, by: moderation.suspend_rule(rule, by=by, reason=LONG),
            "rule.suspended",
            RuleState.SUSPENDED,
            {"reason": LONG},
        ),
        (
            lambda rule, by: moderation.retire_rule(rule, by=by, reason=LONG),
            "rule.retired",
            RuleState.RETIRED,
            {"reason": LONG},
        ),
        (
            lambda rule, by: moderation.edit_live_rule(rule, by=by, response="Hi!"),
            "rule.edited",
            RuleState.LIVE,
            {"version": 2},
        ),
    ],
)
def test_a_decision_about_a_live_rule_is_recorded_and_published(
    tenant: Tenant,
    moderator: User,
    owner: User,
    decide: Decide,
    action: str,
    state: RuleState,
    details: dict[str, Any],
) -> None:
    rule = moderation.approve_rule(proposal(tenant), by=owner)
    decide(rule, moderator)
    rule.refresh_from_db()
    assert (rule.state, rule.decided_by) == (state, moderator)
    assert entry_of(tenant, action) == (
        "“thanks” (thanks)",
        moderator,
        {"rule": rule.pk, **details},
    )
    verb = action.removeprefix("rule.")
    assert reasons(tenant)[0] == (f"{verb}: “thanks” (thanks)", moderator.pk)
    if "reason" in details:
        assert rule.decision_reason == LONG[:300]
        assert f'"{rule.phrase}"' not in newest(tenant).body


def test_a_suspended_rule_can_be_retired_and_a_retired_rule_cannot(
    tenant: Tenant, moderator: User, owner: User
) -> None:
    rule = moderation.approve_rule(proposal(tenant), by=owner)
    rule = moderation.suspend_rule(rule, by=owner, reason="?")
    retired = moderation.retire_rule(rule, by=moderator, reason="Old.")
    assert (retired.state, retired.decision_reason) == (RuleState.RETIRED, "Old.")
    for decide in (moderation.retire_rule, moderation.suspend_rule):
        with pytest.raises(moderation.AlreadyDecided):
            decide(retired, by=owner, reason="?")


def test_every_version_stores_the_content_of_the_rule_and_its_author(
    tenant: Tenant, moderator: User, owner: User
) -> None:
    rule = proposal(tenant, "Thanks, great")
    dates = moderation.Dates(NOW - 400 * DAY, NOW + 4000 * DAY)
    with time_machine.travel(NOW, tick=False):
        moderation.approve_rule(
            rule, by=moderator, response=" Hi! ", variants=["Ty!", " "], language="de",
            states=["nothing", "more", "more"], dates=dates,
        )  # fmt: skip
    version = RuleVersion.objects.get(rule=rule)
    assert (version.tenant, version.number, version.author) == (tenant, 1, moderator)
    assert version.phrases == ["thanks great", "ty"]
    assert version.wordings == ["thanks, great"]
    assert (version.response, version.act, version.language) == ("Hi!", "thanks", "de")
    assert version.states == ["more", "nothing"]
    assert (version.starts_at, version.expires_at) == (dates.starts_at, dates.expires_at)
    rule.refresh_from_db()
    stored = {name: getattr(version, name) for name in rule.content()}
    assert stored == rule.content()
    assert (rule.decided_at, rule.version) == (NOW, 1)


def test_an_approval_and_an_edit_change_only_what_is_given(tenant: Tenant, moderator: User) -> None:
    rule = proposal(tenant)
    content: dict[str, Any] = {
        "response": "Hi!", "variants": ["ty"], "language": "fr", "states": ["more"],
        "starts_at": NOW - 400 * DAY, "expires_at": NOW + 4000 * DAY,
    }  # fmt: skip
    Rule.objects.filter(pk=rule.pk).update(**content)
    for decide in (moderation.approve_rule, moderation.edit_live_rule):
        decide(Rule.objects.get(pk=rule.pk), by=moderator)
        assert Rule.objects.values(*content).get(pk=rule.pk) == content


def test_an_edit_changes_variants_states_and_dates(tenant: Tenant, moderator: User) -> None:
    rule = moderation.approve_rule(proposal(tenant), by=moderator, language="fr")
    until = NOW + 4000 * DAY
    moderation.edit_live_rule(
        rule,
        by=moderator,
        variants=["Cheers"],
        states=["more"],
        dates=moderation.Dates(None, until),
    )
    rule.refresh_from_db()
    assert (rule.variants, rule.states, rule.expires_at) == (["cheers"], ["more"], until)
    assert (rule.response, rule.language, rule.version) == ("You're welcome!", "fr", 2)
    assert rule.versions.get(number=2).author == moderator


def test_an_edit_adds_the_wordings_that_visitors_used_since_the_approval(
    tenant: Tenant, moderator: User
) -> None:
    rule = moderation.approve_rule(proposal(tenant, "great stuff thanks"), by=moderator)
    assert rule.wordings == []
    teach(tenant, "Great stuff, thanks", network=9)
    rule = moderation.edit_live_rule(Rule.objects.get(pk=rule.pk), by=moderator)
    assert rule.wordings == ["great stuff, thanks"]


def test_a_decision_of_a_person_is_stored_with_the_rule_before_it(
    tenant: Tenant, moderator: User
) -> None:
    rule = proposal(tenant)
    with time_machine.travel(NOW, tick=False), together(tenant) as batch:
        moderation.snooze_rule(rule, by=moderator, until=NOW + DAY)
    ruling = Ruling.objects.get(rule=rule)
    assert (ruling.tenant, ruling.batch, ruling.author) == (tenant, batch, moderator)
    assert (ruling.after_state, ruling.decided_at) == (RuleState.PROPOSED, NOW)
    assert ruling.undone_at is None
    assert (ruling.before["state"], ruling.before["snoozed_until"]) == ("proposed", None)
    with time_machine.travel(NOW, tick=False):
        (shown,) = undo.last_batch(tenant, moderator)
    assert shown.get_deferred_fields() == {"before"}, "every page of the desk reads the batch"


def test_an_undo_restores_every_field_and_is_recorded(
    tenant: Tenant, moderator: User, owner: User
) -> None:
    rule = moderation.approve_rule(proposal(tenant), by=owner, response="Hi!", language="de")
    before = Rule.objects.values().get(pk=rule.pk)
    moderation.retire_rule(rule, by=moderator, reason="Old.")
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=1), tick=False):
        undone_at = datetime.now(UTC)
        batch = undo.last_batch(tenant, moderator)[0].batch
        assert undo.undo(tenant, batch, by=moderator) == undo.Undone(1, [])
    assert Rule.objects.values().get(pk=rule.pk) == {**before, "version": 2}
    assert Ruling.objects.get(batch=batch).undone_at == undone_at
    assert RuleVersion.objects.get(rule=rule, number=2).author == moderator
    assert entry_of(tenant, "rule.undone") == (
        "“thanks” (thanks)",
        moderator,
        {"rule": rule.pk, "state": "live"},
    )
    assert reasons(tenant)[0] == ("undone: “thanks” (thanks)", moderator.pk)


def test_an_undone_rejection_changes_no_pack(tenant: Tenant, moderator: User) -> None:
    rule = moderation.reject_rule(proposal(tenant), by=moderator, reason="No.")
    undo.undo(tenant, undo.last_batch(tenant, moderator)[0].batch, by=moderator)
    rule.refresh_from_db()
    assert (rule.state, rule.version, rule.decided_by) == (RuleState.PROPOSED, 0, None)
    assert reasons(tenant) == []
    assert not rule.versions.exists()
    assert entry_of(tenant, "rule.undone")[2] == {"rule": rule.pk, "state": "proposed"}


def test_an_undo_that_is_refused_says_why(tenant: Tenant, moderator: User) -> None:
    rule = moderation.approve_rule(proposal(tenant), by=moderator)
    moderation.suspend_rule(rule, by=moderator, reason="?")
    batch = undo.last_batch(tenant, moderator)[0].batch
    other = rule_of(tenant, phrase="thanks", act="greeting")
    moderation.approve_rule(other, by=moderator)
    assert undo.undo(tenant, batch, by=moderator).problems == [
        "“thanks” (thanks) cannot go live again, because another live rule answers its phrase."
    ]


def test_another_tenants_decisions_are_not_undone(
    tenant: Tenant, other_tenant: Tenant, moderator: User
) -> None:
    moderation.reject_rule(proposal(tenant), by=moderator, reason="No.")
    assert undo.last_batch(other_tenant, moderator) == []
    batch = undo.last_batch(tenant, moderator)[0].batch
    assert undo.undo(other_tenant, batch, by=moderator) == undo.Undone(0, [])


def test_switching_answering_off_and_on_is_recorded_with_its_owner(
    tenant: Tenant, owner: User
) -> None:
    kill_switch.switch_gatekeeper(tenant, on=False, by=owner, reason="a fault")
    kill_switch.switch_gatekeeper(tenant, on=True, by=owner, reason="mended")
    assert reasons(tenant) == [
        ("answering switched on: mended", owner.pk),
        ("answering switched off: a fault", owner.pk),
    ]
    assert Tenant.objects.get(pk=tenant.pk).gatekeeper_enabled
    changed = AuditEntry.objects.filter(
        tenant=tenant, action="tenant.settings_changed", actor=owner
    )
    assert changed.count() == 2


def test_a_strike_and_its_restoration_are_recorded(tenant: Tenant, moderator: User) -> None:
    assert strikes.strike(tenant, Struck.PART, " Great  Stuff ", by=moderator)
    assert strikes.restore(tenant, Struck.PART, "great stuff", by=moderator)
    assert not strikes.restore(tenant, Struck.PART, "great stuff", by=moderator)
    assert entry_of(tenant, "part.struck") == ("“great stuff”", moderator, {})
    assert entry_of(tenant, "part.restored") == ("“great stuff”", moderator, {})
    assert reasons(tenant) == [
        ("restored: part “great stuff”", moderator.pk),
        ("struck: part “great stuff”", moderator.pk),
    ]


def test_a_text_that_no_message_can_contain_is_not_struck(tenant: Tenant, moderator: User) -> None:
    with pytest.raises(ValueError, match=r"^“!!!” can never be matched$"):
        strikes.strike(tenant, Struck.WORD, "!!!", by=moderator)
    assert reasons(tenant) == []


def test_a_merge_applies_edits_and_merges_only_rules_of_the_tenant(
    tenant: Tenant, other_tenant: Tenant, moderator: User
) -> None:
    rule, other, foreign = proposal(tenant), proposal(tenant, "thx"), proposal(other_tenant, "ty")
    live = merges.approve_with_variants(
        rule, iter([other.pk, foreign.pk]), by=moderator, variants=[], response="Hi!"
    )
    assert (live.variants, live.response) == (["thx"], "Hi!")
    for each in (other, foreign):
        each.refresh_from_db()
    assert (other.decision_reason, other.decided_by) == ("variant of “thanks” (thanks)", moderator)
    assert (foreign.state, foreign.merged_into) == (RuleState.PROPOSED, None)


def test_a_merge_changes_nothing_if_a_person_decided_one_of_its_rules_meanwhile(
    tenant: Tenant, moderator: User, owner: User
) -> None:
    rule, other = proposal(tenant), proposal(tenant, "thx")
    moderation.reject_rule(other, by=owner, reason="No.")
    with pytest.raises(moderation.AlreadyDecided, match=f"^{owner.email} decided about “thx”"):
        merges.approve_with_variants(rule, [other.pk], by=moderator, variants=[])
    rule.refresh_from_db()
    assert (rule.state, rule.version) == (RuleState.PROPOSED, 0)
    assert reasons(tenant) == []
