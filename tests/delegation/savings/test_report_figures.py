"""A report shows its days in steps, the days before them, every week so far, and proposals."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from delegation.conversations.models import CallKind
from delegation.conversations.services.budget import left_this_month
from delegation.rules.models import Rule, RuleState, RuleVersion
from delegation.savings.services.reports import (
    ActLine,
    Budget,
    Phrase,
    Report,
    Step,
    WaitingRule,
    figures_of,
    grain_of,
    make_report,
    own_until,
)
from tenants.models import Tenant
from tests.delegation.savings.ledger import Ledger
from tests.delegation.savings.making import sum_all

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 9)
SUNDAY = MONDAY + timedelta(days=6)
ROLLED_UP = datetime(2026, 3, 30, tzinfo=UTC)


def at(day: int) -> datetime:
    """Return noon of this day of March."""
    return datetime(2026, 3, day, 12, tzinfo=UTC)


def usd(amount: str) -> Decimal:
    return Decimal(amount)


def local(ledger: Ledger, rule: Rule, count: int, day: int) -> None:
    ledger.met("v", at(day))
    ledger.usage(rule.pk, count, at(day))


def messages(ledger: Ledger, day: int, cost: str) -> None:
    """Write a message that taught nothing; a tenth of the cost of its call is overhead."""
    made = ledger.escalation(ledger.met("v", at(day)), at(day))
    ledger.call(at(day), cost, escalation=made, overhead=str(Decimal(cost) / 10))


@pytest.fixture
def busy(ledger: Ledger, rule: Rule) -> Ledger:
    """Write two weeks and a day: lessons in the first week, and the second is the reported one."""
    ledger.lesson(rule, at(2), "0.012", overhead="0.002")  # a plain answer costs 0.010
    local(ledger, rule, 6, 4)
    local(ledger, rule, 10, 10)
    messages(ledger, 10, "0.02")
    ledger.call(at(11), "0.5", kind=CallKind.EXAM)
    local(ledger, rule, 4, 12)
    local(ledger, ledger.rule("bye", act="farewell"), 5, 12)  # no lesson says what it costs
    local(ledger, rule, 3, 16)  # the day after
    sum_all(ledger.tenant, ROLLED_UP)
    return ledger


@pytest.fixture
def report(busy: Ledger) -> Report:
    return make_report(busy.tenant, MONDAY, SUNDAY)


STEPS = [
    Step(date(2026, 3, 10), 10, 1, saved=usd("0.1"), spent=usd("0.02"), overhead=usd("0.002")),
    Step(date(2026, 3, 11), 0, 0, saved=usd("0"), spent=usd("0.5"), overhead=usd("0.5")),
    Step(date(2026, 3, 12), 9, 0, saved=usd("0.04"), spent=usd("0"), overhead=usd("0")),
]


def test_a_week_is_shown_by_its_days_and_no_other_days(report: Report) -> None:
    assert (report.grain, report.series) == ("day", STEPS)
    assert [step.net for step in report.series] == [usd("0.098"), usd("-0.5"), usd("0.04")]
    assert (report.first_day, report.last_day, report.days) == (MONDAY, SUNDAY, 7)


@pytest.mark.parametrize(
    ("grain", "last", "begins"), [("week", 40, MONDAY), ("month", 130, date(2026, 3, 1))]
)
def test_longer_times_are_shown_by_weeks_and_months(
    busy: Ledger, grain: str, last: int, begins: date
) -> None:
    found = make_report(busy.tenant, MONDAY - timedelta(days=1), MONDAY + timedelta(days=last))
    assert found.grain == grain
    first = found.series[0]
    assert (first.day, first.escalations) == (begins, 1)
    assert first.local == (19 if grain == "week" else 22)
    assert first.spent == usd("0.52")


@pytest.mark.parametrize(
    ("days", "grain"),
    [(1, "day"), (31, "day"), (32, "week"), (124, "week"), (125, "month"), (366, "month")],
)
def test_the_steps_grow_with_the_time_that_is_shown(days: int, grain: str) -> None:
    assert grain_of(MONDAY, MONDAY + timedelta(days=days - 1)) == grain


def test_steps_come_in_the_order_of_their_days(busy: Ledger) -> None:
    found = make_report(busy.tenant, date(2026, 1, 1), date(2026, 3, 31))
    assert [step.day for step in found.series] == [
        date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16),
    ]  # fmt: skip


def test_a_step_whose_answers_have_no_known_cost_saved_an_unknown_amount(busy: Ledger) -> None:
    local(busy, busy.tenant.rules.get(phrase="bye"), 2, 18)
    sum_all(busy.tenant, ROLLED_UP)
    (step,) = make_report(busy.tenant, date(2026, 3, 18), date(2026, 3, 18)).series
    assert (step.local, step.saved, step.net) == (2, None, None)


def test_a_step_knows_the_share_of_local_answers_and_of_overhead() -> None:
    step = Step(MONDAY, 3, 1, saved=usd("3"), spent=usd("8"), overhead=usd("2"))
    assert (step.share, step.overhead_share, step.net) == (usd("0.75"), usd("0.25"), usd("1"))


@pytest.mark.parametrize(
    ("step", "unknown"),
    [
        (Step(MONDAY, 0, 0, saved=usd("1"), spent=usd("1"), overhead=usd("1")), "share"),
        (Step(MONDAY, 1, 1, saved=usd("1"), spent=usd("0"), overhead=usd("1")), "overhead_share"),
        (Step(MONDAY, 1, 1, saved=usd("1"), spent=usd("1")), "overhead_share"),
        (Step(MONDAY, 1, 1, saved=usd("1"), spent=usd("1")), "net"),
        (Step(MONDAY, 1, 1, saved=None, spent=usd("1"), overhead=usd("1")), "net"),
    ],
)
def test_a_step_leaves_unknown_what_it_cannot_know(step: Step, unknown: str) -> None:
    assert getattr(step, unknown) is None


def test_the_week_is_compared_with_the_seven_days_before_it(report: Report) -> None:
    found = report.before
    assert found is not None
    assert (found.messages, found.local, found.net) == (7, 6, usd("0.058"))
    assert round(found.share or 0, 6) == round(usd("6") / 7, 6)


def test_the_days_before_know_only_the_costs_of_their_time(
    busy: Ledger, rule: Rule, report: Report
) -> None:
    """A lesson of this week does not change the report of last week."""
    busy.lesson(rule, at(11), "1", overhead="0")
    sum_all(busy.tenant, ROLLED_UP)
    found = make_report(busy.tenant, MONDAY, SUNDAY)
    assert found.before is not None
    assert found.before == report.before
    assert found.figures.rules[0].cost_each == usd("0.505")


def test_days_without_messages_are_nothing_to_compare_with(busy: Ledger) -> None:
    assert make_report(busy.tenant, date(2026, 3, 1), date(2026, 3, 7)).before is None
    busy.call(at(20), "0.5", kind=CallKind.EXAM)
    sum_all(busy.tenant, ROLLED_UP)
    assert make_report(busy.tenant, date(2026, 3, 21), date(2026, 3, 21)).before is None


def test_the_curve_counts_each_week_from_the_first_message_to_the_last_day(
    report: Report,
) -> None:
    nothing = {"saved": None, "spent": usd("0")}
    assert report.curve == [
        Step(date(2026, 3, 2), 6, 1, **nothing),  # type: ignore[arg-type]
        Step(MONDAY, 19, 1, **nothing),  # type: ignore[arg-type]
    ]


def test_a_week_of_the_curve_that_has_only_messages_or_only_answers_counts(
    ledger: Ledger, rule: Rule
) -> None:
    messages(ledger, 15, "0.1")
    local(ledger, rule, 2, 16)
    sum_all(ledger.tenant, ROLLED_UP)
    found = make_report(ledger.tenant, date(2026, 3, 20), date(2026, 3, 20)).curve
    assert [(step.day, step.local, step.escalations) for step in found] == [
        (date(2026, 3, 9), 0, 1), (date(2026, 3, 16), 2, 0),
    ]  # fmt: skip


def test_answers_and_their_money_are_listed_by_act(report: Report, busy: Ledger) -> None:
    assert report.acts == [
        ActLine("thanks", 14, saved=usd("0.14"), not_priced=0, overhead=usd("0"), net=usd("0.14")),
        ActLine("farewell", 5, saved=None, not_priced=5, overhead=usd("0"), net=None),
    ]
    taught = make_report(busy.tenant, date(2026, 3, 2), date(2026, 3, 8))
    assert taught.acts == [
        ActLine("thanks", 6, usd("0.06"), 0, overhead=usd("0.002"), net=usd("0.058"))
    ]


def test_acts_with_the_same_number_of_answers_are_sorted_by_name(
    ledger: Ledger, rule: Rule
) -> None:
    ledger.lesson(rule, at(2), "0.012", overhead="0.002")
    for phrase, act, count in (
        ("bye", "farewell", 2), ("thanks", "thanks", 1), ("hi", "greeting", 3), ("yo", "thanks", 1),
    ):  # fmt: skip
        local(ledger, ledger.rule(phrase, act=act), count, 10)
    local(ledger, rule, 1, 10)
    judged_only = ledger.rule("ok", act="acknowledgement")
    ledger.usage(judged_only.pk, 4, at(10), visitor="stranger")  # not counted
    sum_all(ledger.tenant, ROLLED_UP)
    found = make_report(ledger.tenant, MONDAY, SUNDAY)
    assert [(line.act, line.answers, line.saved, line.not_priced) for line in found.acts] == [
        ("greeting", 3, None, 3), ("thanks", 3, usd("0.01"), 2), ("farewell", 2, None, 2),
    ]  # fmt: skip


def test_a_deleted_rule_is_called_by_its_number(report: Report, busy: Ledger) -> None:
    thx, bye = (busy.tenant.rules.get(phrase=phrase) for phrase in ("thx", "bye"))
    assert report.phrases == {thx.pk: Phrase("thx", "thanks"), bye.pk: Phrase("bye", "farewell")}
    number = bye.pk
    RuleVersion.objects.filter(rule=bye).delete()
    bye.delete()
    found = make_report(busy.tenant, MONDAY, SUNDAY)
    assert found.phrases[number] == Phrase(f"rule {number}", "")


def test_a_report_names_its_company_and_when_it_was_made(busy: Ledger) -> None:
    tenant = busy.tenant
    tenant.currency, tenant.currency_rate = "JPY", usd("155")
    tenant.holdout_share, tenant.monthly_budget = usd("0.02"), usd("70")
    tenant.save()
    before = timezone.now()
    found = make_report(tenant, MONDAY, SUNDAY)
    assert (found.company, found.time_zone, found.rolled_up_at) == ("Shop", "UTC", ROLLED_UP)
    assert before <= found.made_at <= timezone.now()
    assert (found.currency, found.rate, found.holdout_share) == ("JPY", usd("155"), usd("0.02"))
    assert found.exchange.of(2) == 310
    assert found.is_against_plain_chat
    assert found.budget == Budget(usd("70"), left_this_month(tenant))
    assert found.comparison.other_conversations == 4
    assert found.figures.escalations == 1


def test_the_quick_figures_are_those_of_the_report(busy: Ledger, report: Report) -> None:
    """The dashboard shows the quick figures and links to the report."""
    own = own_until(busy.tenant, SUNDAY)
    assert figures_of(busy.tenant, MONDAY, SUNDAY, own=own) == (report.figures, report.before)
    assert make_report(busy.tenant, MONDAY, SUNDAY, own=own).figures == report.figures
    assert make_report(busy.tenant, MONDAY, SUNDAY, own={}).figures.saved.value is None


def test_lessons_after_the_last_day_are_in_no_cost(busy: Ledger, rule: Rule) -> None:
    own = own_until(busy.tenant, SUNDAY)
    busy.lesson(rule, at(16), "9", overhead="0")
    sum_all(busy.tenant, ROLLED_UP)
    assert own_until(busy.tenant, SUNDAY) == own
    assert own_until(busy.tenant, SUNDAY + timedelta(days=1)) != own


def waiting(ledger: Ledger, phrase: str, *costs: str | None, day: int = 14) -> int:
    proposed = ledger.rule(phrase, state=RuleState.PROPOSED)
    for number, cost in enumerate(costs):
        ledger.lesson(proposed, at(day) + timedelta(hours=number), cost)
    return proposed.pk


def test_the_proposals_whose_phrases_cost_most_come_first(ledger: Ledger, tenant: Tenant) -> None:
    cheap = waiting(ledger, "a", "0.1")
    unpriced = [waiting(ledger, "b", None), waiting(ledger, "c", None, None)]
    dear = waiting(ledger, "d", "0.3", "0.4", None)
    silent = [waiting(ledger, name) for name in "ef"]
    waiting(ledger, "g", "9", day=15)
    ledger.rule("live")
    sum_all(ledger.tenant, ROLLED_UP)

    found = make_report(tenant, MONDAY, date(2026, 3, 14)).proposals

    assert found[:3] == [
        WaitingRule(dear, "d", "thanks", 3, usd("0.7")),
        WaitingRule(cheap, "a", "thanks", 1, usd("0.1")),
        WaitingRule(unpriced[1], "c", "thanks", 2, None),
    ]
    assert [(each.rule, each.asked, each.cost) for each in found[3:6]] == [
        (unpriced[0], 1, None), (silent[0], 0, None), (silent[1], 0, None),
    ]  # fmt: skip


def test_a_report_shows_ten_proposals(ledger: Ledger, tenant: Tenant) -> None:
    first = [waiting(ledger, f"phrase {number}") for number in range(12)][:10]
    found = make_report(tenant, MONDAY, SUNDAY).proposals
    assert [each.rule for each in found] == first


def test_a_report_reads_no_sums_of_another_tenant(busy: Ledger, other_tenant: Tenant) -> None:
    found = make_report(other_tenant, MONDAY, SUNDAY)
    assert (found.series, found.curve, found.proposals, found.before) == ([], [], [], None)
    assert own_until(other_tenant, SUNDAY) == {}
