"""The sums of an hour count each receipt of that hour exactly once."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from delegation.conversations.models import (
    Answer,
    CallKind,
    Conversation,
    Escalation,
    EscalationState,
    TeacherCall,
)
from delegation.domain.ledger.days import HOUR
from delegation.domain.ledger.holdout import group_of
from delegation.rules.models import Rule
from delegation.savings.models import UsageBatch, UsageCount
from delegation.savings.services.hourly_sums import Stretch, facts_of
from tenants.models import Tenant
from tests.delegation.savings.busy_day import NOON
from tests.delegation.savings.ledger import Ledger
from tests.delegation.savings.making import audit_of, change

pytestmark = pytest.mark.django_db

MOMENT = timedelta(microseconds=1)
Sums = dict[tuple[str, int, int], Decimal]


def sums_of(tenant: Tenant, *beginnings: str, since: datetime = NOON, hours: int = 1) -> Sums:
    """Return (name, part, version) -> value, of the names with one of these beginnings."""
    found = facts_of(tenant, Stretch(since, since + hours * HOUR))
    return {
        (name, part, version): value
        for (_, name, part, version), value in found.items()
        if not beginnings or name.startswith(beginnings)
    }


def plain(**values: Any) -> Sums:
    """Return sums without a part; `cost__exam` is the name `cost.exam`."""
    return {(name.replace("__", "."), 0, 0): Decimal(value) for name, value in values.items()}


def of_rule(rule: Rule, version: int = 0, **values: Any) -> Sums:
    """Return the sums of one version of a rule, named as in `plain`."""
    return {
        (name.replace("__", "."), rule.pk, version): Decimal(value)
        for name, value in values.items()
    }


def test_every_measure_of_a_call_is_summed_under_its_kind(ledger: Ledger, tenant: Tenant) -> None:
    call = ledger.call(NOON, "0.5", overhead="0.125", kind=CallKind.RETRY)
    change(call, cached_tokens=40, reasoning_tokens=5, first_piece_ms=1500)
    other = ledger.call(NOON, "0.25", overhead="0.125", kind=CallKind.RETRY)
    change(other, cached_tokens=1, reasoning_tokens=2, first_piece_ms=250)

    assert sums_of(tenant) == plain(
        calls__retry=2, tokens__retry=240, read__retry=200, cached__retry=41, written__retry=40,
        reasoning__retry=7, cost__retry="0.75", overhead__retry="0.25", overhead_known__retry=2,
        first_words=2, first_words__wait="1.75",
    )  # fmt: skip


def test_values_that_a_provider_did_not_report_add_nothing(ledger: Ledger, tenant: Tenant) -> None:
    change(ledger.call(NOON, None), prompt_tokens=None, completion_tokens=None)
    assert sums_of(tenant) == plain(calls__answer=1, unpriced__answer=1)


def test_the_overhead_of_a_call_that_only_the_product_makes_is_not_summed_apart(
    ledger: Ledger, tenant: Tenant
) -> None:
    """The whole call is overhead already, so a sum of its part would count that part twice."""
    ledger.call(NOON, "0.5", kind=CallKind.EXAM, overhead="0.125")
    assert sums_of(tenant) == plain(
        calls__exam=1, tokens__exam=120, read__exam=100, written__exam=20, cost__exam="0.5"
    )


def test_a_call_that_was_refused_before_a_model_ran_is_known_to_cost_nothing(
    ledger: Ledger, tenant: Tenant
) -> None:
    ledger.call(NOON, None, outcome="teacher_rate_limited")
    found = sums_of(tenant, "unpriced", "cost", "overhead")
    assert found == plain(overhead_known__answer=1)


def test_an_unknown_overhead_does_not_count_as_zero(ledger: Ledger, tenant: Tenant) -> None:
    ledger.call(NOON, "0.5", overhead=None)
    assert sums_of(tenant, "cost", "overhead") == plain(cost__answer="0.5")


def test_a_call_that_is_under_way_is_in_no_sum(ledger: Ledger, tenant: Tenant) -> None:
    change(ledger.call(NOON, "0.5"), settled=False)
    assert sums_of(tenant) == {}


@pytest.mark.parametrize("at", [NOON - MOMENT, NOON + HOUR])
def test_receipts_outside_the_hour_are_in_none_of_its_sums(
    ledger: Ledger, tenant: Tenant, rule: Rule, at: datetime
) -> None:
    ledger.lesson(rule, at, "0.01")
    hour = at.replace(minute=0, second=0, microsecond=0)
    ledger.usage(rule.pk, 3, at, visitor=f"taught-thx-{at:%H}")
    judged(ledger, rule, hour)
    assert sums_of(tenant) == {}


@pytest.mark.parametrize("at", [NOON, NOON + HOUR - MOMENT])
def test_the_first_and_the_last_moment_of_the_hour_are_in_its_sums(
    ledger: Ledger, tenant: Tenant, rule: Rule, at: datetime
) -> None:
    ledger.lesson(rule, at, "0.01")
    ledger.usage(rule.pk, 3, at, visitor=f"taught-thx-{at:%H}")
    judged(ledger, rule, NOON)
    names = {name for name, _, _ in sums_of(tenant)}
    assert names >= {
        "escalations", "calls.lesson", "plain.known", "others.conversations", "answers",
        "audit.judged",
    }  # fmt: skip


def judged(ledger: Ledger, rule: Rule, hour: datetime, *, would_do: bool | None = True) -> None:
    before = ledger.escalation(ledger.met("audited", hour - 48 * HOUR), hour - 48 * HOUR)
    audit_of(before, hour, rule=rule.pk, would_do=would_do)


def test_audits_are_summed_by_the_hour_of_their_answer(
    ledger: Ledger, tenant: Tenant, rule: Rule
) -> None:
    for hour, would_do in ((0, True), (0, False), (0, False), (1, True), (1, None)):
        judged(ledger, rule, NOON + hour * HOUR, would_do=would_do)
    assert sums_of(tenant, "audit") == of_rule(rule, 1, audit__judged=3, audit__wrong=2)
    later = sums_of(tenant, "audit", since=NOON + HOUR)
    assert later == of_rule(rule, 1, audit__judged=1)


def message(ledger: Ledger, **changes: Any) -> Escalation:
    """Write a message in a conversation that began the day before."""
    made = ledger.escalation(ledger.met("v", NOON - 24 * HOUR), NOON, seconds=2.0006)
    return change(made, **changes)


def test_each_message_counts_once_and_its_wait_is_rounded_to_milliseconds(
    ledger: Ledger, tenant: Tenant
) -> None:
    message(ledger)
    message(ledger)
    assert sums_of(tenant) == plain(escalations=2, waits=2, wait="4.002")


def test_messages_that_the_server_answered_from_the_pack_are_no_waits_for_the_teacher(
    ledger: Ledger, tenant: Tenant
) -> None:
    Answer.objects.filter(escalation=message(ledger)).update(source="server")
    Answer.objects.filter(escalation=message(ledger)).update(source="server")
    assert sums_of(tenant) == plain(escalations=2, server_answers=2)


def test_messages_that_failed_are_counted_apart(ledger: Ledger, tenant: Tenant) -> None:
    for _ in range(2):
        message(ledger, state=EscalationState.FAILED)
    assert sums_of(tenant) == plain(escalations=2, failed=2)


@pytest.mark.parametrize("state", [EscalationState.QUEUED, EscalationState.STOPPED])
def test_messages_without_an_answer_are_no_wait(
    ledger: Ledger, tenant: Tenant, state: EscalationState
) -> None:
    message(ledger, state=state)
    message(ledger, state=EscalationState.ANSWERED, ended_at=None)
    assert sums_of(tenant) == plain(escalations=2)


def test_rejections_of_a_local_answer_are_summed_under_its_version(
    ledger: Ledger, tenant: Tenant, rule: Rule
) -> None:
    for version in (3, 3, None):
        message(ledger, rejects_rule=rule.pk, rejects_version=version)
    found = sums_of(tenant, "rejects")
    assert found == of_rule(rule, 3, rejects=2) | of_rule(rule, 0, rejects=1)


def taught(ledger: Ledger, rule: Rule, *, cost: str = "0.01", **lesson: Any) -> Escalation:
    """Teach the rule with a message; return it, the only message of the tenant."""
    ledger.lesson(rule, NOON, cost, **lesson)
    return Escalation.objects.get(tenant=ledger.tenant)


def test_the_plain_cost_of_a_rule_adds_up_all_calls_of_its_lesson_without_their_overhead(
    ledger: Ledger, tenant: Tenant, rule: Rule
) -> None:
    lesson = taught(ledger, rule, cost="0.010", overhead="0.002", seconds=3)
    for kind, cost in ((CallKind.RETRY, "0.004"), (CallKind.EXAM, "0.003")):
        ledger.call(NOON, cost, kind=kind, escalation=lesson, overhead="0.001")

    assert sums_of(tenant, "own", "plain") == of_rule(
        rule, own__overhead="0.006", plain__known=1, plain__cost="0.011", plain__cost2="0.000121",
        own__waits=1, own__wait=3, own__wait2=9,
    )  # fmt: skip


def test_lessons_of_one_hour_are_added_up_by_rule(
    ledger: Ledger, tenant: Tenant, rule: Rule
) -> None:
    other = ledger.rule("bye", act="farewell")
    for each, cost, overhead in (
        (rule, "0.010", "0.002"), (rule, "0.012", "0.004"), (other, "0.5", "0.1"),
    ):  # fmt: skip
        ledger.lesson(each, NOON, cost, overhead=overhead, seconds=2)
    found = sums_of(tenant, "own", "plain")
    assert found == of_rule(
        rule, own__overhead="0.006", plain__known=2, plain__cost="0.016", plain__cost2="0.000128",
        own__waits=2, own__wait=4, own__wait2=8,
    ) | of_rule(
        other, own__overhead="0.1", plain__known=1, plain__cost="0.4", plain__cost2="0.16",
        own__waits=1, own__wait=2, own__wait2=4,
    )  # fmt: skip


@pytest.mark.parametrize("costs", [(None, "0.01"), ("0.01", None)])
def test_the_cost_of_a_lesson_is_unknown_where_one_of_its_calls_has_no_price(
    ledger: Ledger, tenant: Tenant, rule: Rule, costs: tuple[str | None, str | None]
) -> None:
    for _ in range(2):
        ledger.lesson(rule, NOON, costs[0])
    for lesson in Escalation.objects.filter(tenant=tenant):
        ledger.call(NOON, costs[1], escalation=lesson)
    assert sums_of(tenant, "plain", "own.overhead") == of_rule(rule, plain__unknown=2)


def test_the_cost_of_a_lesson_is_unknown_where_its_overhead_is_unknown(
    ledger: Ledger, tenant: Tenant, rule: Rule
) -> None:
    ledger.lesson(rule, NOON, "0.01", overhead=None)
    assert sums_of(tenant, "plain", "own.overhead") == of_rule(rule, plain__unknown=1)


def test_a_call_under_way_does_not_hide_the_cost_of_a_lesson(
    ledger: Ledger, tenant: Tenant, rule: Rule
) -> None:
    change(ledger.call(NOON, None, escalation=taught(ledger, rule)), settled=False)
    found = sums_of(tenant, "plain.known", "plain.unknown")
    assert found == of_rule(rule, plain__known=1)


def test_a_lesson_that_has_not_ended_has_a_cost_and_no_wait(
    ledger: Ledger, tenant: Tenant, rule: Rule
) -> None:
    change(taught(ledger, rule), ended_at=None)
    found = sums_of(tenant, "own", "plain.known")
    assert found == of_rule(rule, plain__known=1)


def test_only_the_call_that_taught_is_summed_as_a_lesson(
    ledger: Ledger, tenant: Tenant, rule: Rule
) -> None:
    ledger.call(NOON, "0.25", escalation=taught(ledger, rule), kind=CallKind.RETRY)
    ledger.call(NOON, "0.5", escalation=message(ledger))
    assert sums_of(tenant, "cost") == plain(
        cost__lesson="0.01", cost__retry="0.25", cost__answer="0.5"
    )


def test_claimed_local_answers_are_summed_as_counted_capped_unmet_or_refused(
    ledger: Ledger, tenant: Tenant, rule: Rule
) -> None:
    ledger.met("v", NOON)
    ledger.usage(rule.pk, 40, NOON)
    ledger.usage(rule.pk, 25, NOON)
    ledger.usage(rule.pk, 3, NOON, visitor="stranger")
    ledger.usage(10**9, 4, NOON)
    assert sums_of(tenant, "answers", "capped", "excess", "unmet", "refused") == of_rule(
        rule, 1, answers=60, capped=60, excess=5, unmet=3
    ) | plain(refused=4)


def test_an_answer_counts_as_far_as_calls_vouch_for_it(
    ledger: Ledger, tenant: Tenant, rule: Rule
) -> None:
    ledger.met("v", NOON)
    ledger.usage(rule.pk, 5, NOON, batch="one")
    UsageCount.objects.filter(batch__batch="one").update(vouched=2)
    ledger.usage(rule.pk, 10, NOON)  # stored by a release that did not note who vouches for it
    found = sums_of(tenant, "answers", "unmet")
    assert found == of_rule(rule, 1, answers=12, unmet=3)


def test_answers_of_an_unknown_version_are_refused_without_its_number(
    ledger: Ledger, tenant: Tenant, other_tenant: Tenant, rule: Rule
) -> None:
    theirs = Ledger(other_tenant).rule("thx")
    ledger.met("v", NOON)
    ledger.usage(theirs.pk, 2, NOON)
    ledger.usage(rule.pk, 5, NOON, batch="one")
    UsageCount.objects.filter(batch__batch="one").update(version=2)
    assert sums_of(tenant, "answers", "refused") == plain(refused=7)


def test_answers_of_an_impossible_hour_are_refused_under_their_rule(
    ledger: Ledger, tenant: Tenant, rule: Rule
) -> None:
    """Former releases stored such rows; now `record_usage` gives them the hour of the beacon."""
    ledger.met("v", NOON)
    ledger.usage(rule.pk, 5, NOON)
    UsageBatch.objects.update(received_at=NOON + timedelta(days=9))
    assert sums_of(tenant, "answers", "refused") == of_rule(rule, 1, refused=5)


@pytest.mark.parametrize(
    ("meetings", "met"),
    [
        ([NOON + HOUR - MOMENT], True),
        ([NOON + HOUR], False),
        ([NOON - 24 * HOUR, NOON + 5 * HOUR], True),
        ([NOON + 5 * HOUR, NOON - 24 * HOUR], True),
    ],
)
def test_a_visitor_counts_from_the_hour_of_the_first_conversation(
    ledger: Ledger, tenant: Tenant, rule: Rule, meetings: list[datetime], met: bool
) -> None:
    for at in meetings:
        ledger.met("v", at)
    ledger.met("w", NOON - 24 * HOUR)  # another visitor
    ledger.usage(rule.pk, 5, NOON)
    found = sums_of(tenant, "answers", "unmet")
    assert found == of_rule(rule, 1, **{"answers" if met else "unmet": 5})


def test_a_visitor_whom_only_another_tenant_met_counts_as_unmet(
    ledger: Ledger, tenant: Tenant, other_tenant: Tenant, rule: Rule
) -> None:
    Ledger(other_tenant).met("v", NOON)
    ledger.usage(rule.pk, 5, NOON)
    assert sums_of(tenant, "answers", "unmet") == of_rule(rule, 1, unmet=5)


def test_whole_conversations_are_summed_by_arm_and_group_of_their_visitor(
    ledger: Ledger, tenant: Tenant
) -> None:
    """A conversation belongs to the hour in which it began, however long it lasts."""
    held, other = ledger.met("h", NOON, held_out=True), ledger.met("o", NOON)
    later = NOON + 5 * HOUR
    priced(ledger, ledger.escalation(held, NOON, seconds=1.5), NOON)
    priced(ledger, ledger.escalation(held, later, seconds=2), later)
    ledger.call(NOON, None, escalation=waiting(ledger, other))
    change(ledger.call(NOON, "9", escalation=waiting(ledger, other)), settled=False)
    priced(ledger, waiting(ledger, ledger.met("later", later)), NOON)  # of another hour

    assert sums_of(tenant, "held.", "others.") == of_arm(
        held, conversations=1, messages=2, wait="3.5", calls=2, tokens=240, cost="0.5"
    ) | of_arm(other, conversations=1, messages=2, calls=1, tokens=120)


def test_another_tenants_conversations_are_in_no_arm(
    ledger: Ledger, tenant: Tenant, other_tenant: Tenant
) -> None:
    Ledger(other_tenant).met("o", NOON)
    talk, _ = ledger.met("o", NOON), ledger.met("o", NOON)
    assert sums_of(tenant) == of_arm(talk, conversations=2)


def test_calls_without_reported_tokens_count_in_their_arm(ledger: Ledger, tenant: Tenant) -> None:
    talk = ledger.met("o", NOON)
    call = ledger.call(NOON, "0.5", escalation=waiting(ledger, talk))
    change(call, prompt_tokens=None, completion_tokens=None)
    assert sums_of(tenant, "others.calls", "others.tokens") == of_arm(talk, calls=1)


def priced(ledger: Ledger, escalation: Escalation, at: datetime) -> TeacherCall:
    return ledger.call(at, "0.25", escalation=escalation)


def waiting(ledger: Ledger, talk: Conversation) -> Escalation:
    """Write a message that is not answered yet."""
    return change(ledger.escalation(talk, NOON), ended_at=None, state=EscalationState.RUNNING)


def of_arm(talk: Conversation, **values: Any) -> Sums:
    """Return the sums of the arm and group to which the visitor of this conversation belongs."""
    arm, group = "held" if talk.held_out else "others", group_of(talk.visitor)
    return {(f"{arm}.{name}", group, 0): Decimal(value) for name, value in values.items()}
