"""Decisions, packs and undo, one layer at a time: the row, the version, the text of the pack."""

import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from delegation.domain.packs.format import named_rules
from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules.models import (
    ComplaintKind,
    Pack,
    PackChange,
    Rule,
    RuleState,
    Ruling,
    Struck,
)
from delegation.rules.services.deciding import (
    kill_switch,
    moderation,
    rollback,
    strikes,
    undo,
)
from delegation.rules.services.lessons.learning import record_lesson
from delegation.rules.services.publishing import publishing, schedule
from delegation.rules.services.watching import complaints
from tenants.models import Tenant, User
from tests.delegation.rules.deciding.making import proposal
from tests.delegation.rules.making import seen

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def newest(tenant: Tenant) -> Pack:
    return Pack.objects.filter(tenant=tenant).latest("version")


def packed(tenant: Tenant) -> dict[int, tuple[int, str]]:
    """What browsers hold: rule -> (its version, its response)."""
    rules = named_rules(json.loads(newest(tenant).body))
    return {rule["id"]: (rule["version"], rule["response"]) for rule in rules}


def live(tenant: Tenant, by: User, query: str = "thanks", **options: Any) -> Rule:
    return moderation.approve_rule(proposal(tenant, query), by=by, **options)


def undo_last(tenant: Tenant, by: User) -> undo.Undone:
    return undo.undo(tenant, undo.last_batch(tenant, by)[0].batch, by=by)


# --- undo


def test_an_undone_edit_is_a_new_version_with_the_old_text(tenant: Tenant, moderator: User) -> None:
    rule = live(tenant, moderator)
    moderation.edit_live_rule(rule, by=moderator, response="My pleasure!")
    assert packed(tenant)[rule.pk] == (2, "My pleasure!")
    undo_last(tenant, moderator)
    assert packed(tenant)[rule.pk] == (3, "You're welcome!")
    assert rule.versions.get(number=3).response == "You're welcome!"


def test_undo_does_not_put_two_live_rules_on_one_phrase(tenant: Tenant, moderator: User) -> None:
    rule = live(tenant, moderator)
    moderation.suspend_rule(rule, by=moderator, reason="Wrong.")
    batch = undo.last_batch(tenant, moderator)[0].batch
    taught = TaughtLesson("thanks", "Hello!", Act.GREETING)
    other = moderation.approve_rule(record_lesson(tenant, taught, seen(9)), by=moderator)

    undone = undo.undo(tenant, batch, by=moderator)

    assert (undone.count, len(undone.problems)) == (0, 1)
    assert "another live rule" in undone.problems[0]
    rule.refresh_from_db()
    assert rule.state == RuleState.SUSPENDED
    assert packed(tenant) == {other.pk: (other.version, "Hello!")}
    assert Ruling.objects.get(batch=batch).undone_at is None


def test_what_was_decided_yesterday_is_not_offered_for_undo(
    tenant: Tenant, moderator: User
) -> None:
    live(tenant, moderator, "thanks")
    live(tenant, moderator, "thx")
    newer, older = Ruling.objects.filter(tenant=tenant).order_by("-pk")
    assert [ruling.pk for ruling in undo.last_batch(tenant, moderator)] == [newer.pk]
    Ruling.objects.update(decided_at=timezone.now() - timedelta(hours=23, minutes=59))
    assert len(undo.last_batch(tenant, moderator)) == 1
    Ruling.objects.update(decided_at=timezone.now() - timedelta(hours=24, minutes=1))
    assert undo.last_batch(tenant, moderator) == []
    assert older.batch != newer.batch


def test_what_the_policy_decided_is_not_undone(tenant: Tenant) -> None:
    moderation.approve_rule(proposal(tenant), by=None)
    assert not Ruling.objects.filter(tenant=tenant).exists()


# --- one decision after the other


def test_a_rule_seen_as_a_proposal_is_not_decided_once_it_was_rejected(
    tenant: Tenant, moderator: User, owner: User
) -> None:
    as_seen = proposal(tenant)
    moderation.reject_rule(proposal(tenant), by=owner, reason="No.")
    decisions: list[Callable[[], object]] = [
        lambda: moderation.approve_rule(as_seen, by=moderator),
        lambda: moderation.snooze_rule(as_seen, by=moderator, until=timezone.now() + HOUR),
        lambda: moderation.reject_rule(as_seen, by=moderator, reason="No."),
    ]
    for decide in decisions:
        with pytest.raises(moderation.AlreadyDecided) as caught:
            decide()
        assert str(caught.value) == (
            f"{owner.email} decided about “thanks” (thanks) first: it is now rejected."
        )
    assert not Pack.objects.filter(tenant=tenant).exists()


def test_an_approval_ends_a_snooze_and_what_was_said_of_a_rejection(
    tenant: Tenant, moderator: User
) -> None:
    rule = moderation.snooze_rule(proposal(tenant), by=moderator, until=timezone.now() + HOUR)
    approved = moderation.approve_rule(rule, by=moderator)
    approved.refresh_from_db()
    assert (approved.state, approved.snoozed_until) == (RuleState.LIVE, None)
    assert (approved.version, approved.decided_by) == (1, moderator)


def test_a_rule_that_never_was_in_a_pack_changes_none(tenant: Tenant, moderator: User) -> None:
    publishing.current_pack(tenant)
    before = newest(tenant).version
    moderation.reject_rule(proposal(tenant), by=moderator, reason="No.")
    moderation.snooze_rule(proposal(tenant, "thx"), by=moderator, until=timezone.now() + HOUR)
    assert newest(tenant).version == before
    assert not PackChange.objects.filter(tenant=tenant, pack=None).exists()


def test_a_press_that_failed_leaves_the_next_decision_its_own_pack(
    tenant: Tenant, moderator: User
) -> None:
    rule = proposal(tenant)

    def fail() -> None:
        with publishing.together(tenant):
            moderation.approve_rule(rule, by=moderator)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    rule.refresh_from_db()
    assert rule.state == RuleState.PROPOSED
    moderation.approve_rule(rule, by=moderator)
    assert packed(tenant)[rule.pk][0] == 1


def test_a_press_inside_of_another_is_part_of_it(tenant: Tenant, moderator: User) -> None:
    with publishing.together(tenant) as outer:
        with publishing.together(tenant) as inner:
            first = live(tenant, moderator, "thanks")
        assert not Pack.objects.filter(tenant=tenant).exists(), "the press is not over"
        second = live(tenant, moderator, "thx")
    assert inner == outer
    assert set(packed(tenant)) == {first.pk, second.pk}
    assert undo_last(tenant, moderator).count == 2


# --- going back


def test_going_back_restores_what_changed_and_leaves_the_rest(
    tenant: Tenant, moderator: User
) -> None:
    same, edited = live(tenant, moderator, "thanks"), live(tenant, moderator, "thx")
    then = newest(tenant)
    moderation.edit_live_rule(edited, by=moderator, response="My pleasure!")
    later = live(tenant, moderator, "ty")
    assert rollback.roll_back(tenant, then, by=moderator, reason="again") == 2
    then_again = {same.pk: (1, "You're welcome!"), edited.pk: (3, "You're welcome!")}
    assert packed(tenant) == then_again
    later.refresh_from_db()
    assert later.state == RuleState.SUSPENDED
    assert later.decision_reason == f"went back to version {then.version}: again"
    assert same.versions.count() == 1
    assert rollback.roll_back(tenant, newest(tenant), by=moderator, reason="twice") == 0


def test_a_version_whose_rule_was_deleted_is_not_published_again(
    tenant: Tenant, moderator: User
) -> None:
    rule = live(tenant, moderator, "thanks")
    then = newest(tenant)
    kept = live(tenant, moderator, "thx")
    Rule.objects.filter(pk=rule.pk).delete()
    with pytest.raises(rollback.RollBackRefused, match=str(rule.pk)):
        rollback.roll_back(tenant, then, by=moderator, reason="again")
    kept.refresh_from_db()
    assert kept.state == RuleState.LIVE


def test_a_switch_that_is_on_already_makes_no_pack(tenant: Tenant, owner: User) -> None:
    publishing.current_pack(tenant)
    before = newest(tenant).version
    kill_switch.switch_gatekeeper(tenant, on=True, by=owner, reason="?")
    assert newest(tenant).version == before
    kill_switch.switch_gatekeeper(tenant, on=False, by=owner, reason="a fault")
    assert newest(tenant).reason == "answering switched off: a fault"
    assert json.loads(newest(tenant).body)["settings"]["enabled"] is False


def test_a_word_is_struck_once_and_restored_once(tenant: Tenant, moderator: User) -> None:
    publishing.current_pack(tenant)
    assert strikes.strike(tenant, Struck.WORD, "Dear", by=moderator)
    version = newest(tenant).version
    assert newest(tenant).struck == {"words": ["dear"], "parts": [], "lists": []}
    assert not strikes.strike(tenant, Struck.WORD, "dear", by=moderator)
    assert not strikes.restore(tenant, Struck.PART, "dear", by=moderator)
    assert newest(tenant).version == version
    assert strikes.restore(tenant, Struck.WORD, "dear", by=moderator)
    assert newest(tenant).struck["words"] == []


# --- publishing


def test_a_pack_says_who_made_it_where_it_was_one_person(
    tenant: Tenant, moderator: User, owner: User
) -> None:
    live(tenant, moderator, "thanks")
    assert newest(tenant).author == moderator
    with publishing.together(tenant):
        live(tenant, moderator, "thx")
        live(tenant, owner, "ty")
    made = newest(tenant)
    assert made.author is None
    assert made.reason == "2 changes: approved: “thx” (thanks) …"
    assert PackChange.objects.filter(pack=made).count() == 2


def test_a_tenant_that_publishes_faster_than_it_compiles_is_left_to_a_worker(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[int] = []
    written: list[int] = []
    monkeypatch.setattr(publishing, "wake_publisher", woken.append)
    monkeypatch.setattr(publishing, "_write", lambda *_: written.append(1))
    PackChange.objects.create(tenant=tenant, reason="x")
    assert publishing.publish_changes(tenant) is None
    assert (woken, len(written)) == ([tenant.pk], publishing.ATTEMPTS)


def test_nothing_that_waits_is_published_once(tenant: Tenant, moderator: User) -> None:
    live(tenant, moderator, "thanks")
    version = newest(tenant).version
    assert publishing.publish_changes(tenant) is None
    schedule.publish_tenant(tenant.pk)
    schedule.publish_waiting()
    assert newest(tenant).version == version


def test_an_outdated_pack_wakes_a_worker_again_after_a_while(
    tenant: Tenant,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    """The first task may have been lost."""
    woken: list[int] = []
    clock = [1000.0]
    monkeypatch.setattr(publishing, "wake_publisher", woken.append)
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    pack = publishing.current_pack(tenant)
    for seconds, times in ((0, 1), (29.9, 1), (0.1, 2), (1, 2)):
        clock[0] += seconds
        with django_capture_on_commit_callbacks(execute=True):
            publishing.replace_soon(pack)
        assert len(woken) == times


@pytest.mark.parametrize("moment", ["starts_at", "expires_at"])
def test_time_changes_the_pack_of_live_rules_alone_and_once(
    tenant: Tenant, moderator: User, moment: str
) -> None:
    rule = live(tenant, moderator, "thanks")
    version = newest(tenant).version
    Pack.objects.filter(tenant=tenant).update(created_at=timezone.now() - HOUR)
    past = {moment: timezone.now() - HOUR / 2}
    Rule.objects.filter(pk=rule.pk).update(state=RuleState.RETIRED, **past)
    schedule.publish_waiting()
    assert newest(tenant).version == version, "a retired rule is in no pack"
    Rule.objects.filter(pk=rule.pk).update(state=RuleState.LIVE)
    for _ in range(2):
        schedule.publish_waiting()
        assert newest(tenant).version == version + 1
    assert (rule.pk in packed(tenant)) is (moment == "starts_at")


def test_a_failed_audit_takes_the_rule_out_of_the_pack_at_once(
    tenant: Tenant, moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No visitor waits for it, so no worker is needed."""
    monkeypatch.setattr(complaints, "_answers_given", [lambda *_: 0])
    rule = live(tenant, moderator, "thanks")
    for number in range(3):
        assert rule.pk in packed(tenant)
        suspended = complaints.complain(
            rule, rule.version, ComplaintKind.FAILED_AUDIT, source=f"audit-{number}"
        )
    assert suspended
    assert rule.pk not in packed(tenant)
    rule.refresh_from_db()
    assert rule.decision_reason == "3 complaints about version 1"
