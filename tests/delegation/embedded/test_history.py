"""The demo's simulated month: what is in it, and that its figures are those of its records."""

import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from delegation.conversations.models import Conversation, Escalation, TeacherCall
from delegation.conversations.services import exams
from delegation.conversations.services.teachers import endpoint_of
from delegation.embedded.history.month import People, is_made, make_history
from delegation.embedded.history.visitors import HOLDOUT_TALKS
from delegation.rules.models import Rule, RuleState
from delegation.rules.services.desk.queue import proposals
from delegation.savings import access
from delegation.savings.models import AnswerAudit, KeptReport, UsageCount
from delegation.savings.services.reports import Report, make_report
from delegation.savings.services.rollup import day_differences, days_of_receipts, differences
from tenants import services
from tenants.models import Role, Tenant, User
from tenants.services.leaving import delete_tenant

NOW = datetime.now(UTC).replace(hour=15, minute=0, second=0, microsecond=0)
FIRST, LAST = NOW.date() - timedelta(days=29), NOW.date()


@pytest.fixture(scope="module")
def tenant(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Tenant]:
    """A workspace with its simulated month, really committed, and deleted at the end."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.TEACHER_BASE_URL", "http://127.0.0.1:1/v1")
        patch.setattr("django.conf.settings.TEACHER_MODEL", "demo")
        mark = secrets.token_hex(4)
        owner, moderator = (
            User.objects.create(email=f"{who}-{mark}@tea.example") for who in ("owner", "moderator")
        )
        tenant = services.create_tenant("Wrenfield Tea", owner=owner)
        services.add_member(tenant, moderator, Role.MODERATOR, by=owner)
        prices = {"input_price": Decimal("0.25"), "output_price": Decimal(2)}
        services.change_settings(tenant, prices, by=owner)
        exams.vouch_for(endpoint_of(tenant))
        make_history(tenant, People(owner, moderator), now=NOW)
        yield Tenant.objects.get(pk=tenant.pk)
        delete_tenant(tenant, by=None)


@pytest.fixture
def report(db: None, tenant: Tenant) -> Report:
    return make_report(tenant, FIRST, LAST)


def test_it_holds_what_a_newcomer_should_see(db: None, tenant: Tenant) -> None:
    rules = Rule.objects.filter(tenant=tenant)
    assert is_made(tenant)
    assert proposals(tenant).count() == 12
    assert [rule.phrase for rule in rules.filter(state=RuleState.SUSPENDED)] == ["fine"]
    answer = rules.get(act="answer", state=RuleState.LIVE)
    assert answer.expires_at is not None
    assert timedelta(days=2) < answer.expires_at - NOW <= timedelta(days=3, hours=9)
    assert KeptReport.objects.filter(tenant=tenant, month=None).count() == 1
    held = Conversation.objects.filter(tenant=tenant, held_out=True).count()
    assert HOLDOUT_TALKS - 2 <= held <= HOLDOUT_TALKS  # today is not over
    audits = AnswerAudit.objects.filter(tenant=tenant, judged_at__isnull=False)
    assert 55 <= audits.count() <= 80
    assert audits.filter(would_do=False).count() == 1


def test_the_proposals_are_worth_reading(db: None, tenant: Tenant) -> None:
    problems = {rule.phrase: set(rule.problems) for rule in proposals(tenant)}
    assert "response_differs" in problems["thanks from both of us"]
    assert "number" in problems["thank you kindly"]
    assert "polarity" in problems["yes please"]
    assert {"muchas gracias", "thanks a whole heap", "thanks a whole bunch"} <= set(problems)


def test_about_1500_messages_of_which_browsers_answer_more_and_more(report: Report) -> None:
    assert 1_350 <= report.figures.messages <= 1_650
    assert share_of(report, 0, 3) < 0.16
    assert 0.4 < share_of(report, 22, 29) < 0.56


def share_of(report: Report, first: int, until: int) -> float:
    days = [step for step in report.series if first <= (step.day - FIRST).days < until]
    local = sum(step.local for step in days)
    return local / (local + sum(step.escalations for step in days))


def test_the_sums_are_those_of_the_records(db: None, tenant: Tenant) -> None:
    days = days_of_receipts(tenant)
    assert len(days) >= 30
    wrong = {day: differences(tenant, stretch) for day, stretch in days.items()}
    assert {day: found for day, found in wrong.items() if found} == {}
    assert day_differences(tenant, min(days), max(days)) == {}
    assert access.rolled_up_at(tenant) == NOW


def test_every_headline_equals_a_count_of_the_records(report: Report, tenant: Tenant) -> None:
    figures = report.figures
    local = sum(number for _, number in counted_answers(tenant))
    sent = Escalation.objects.filter(tenant=tenant)
    calls = TeacherCall.objects.filter(tenant=tenant)
    judged = AnswerAudit.objects.filter(tenant=tenant, would_do__isnull=False)
    assert figures.local.value == local
    assert figures.messages == local + sent.count()
    assert figures.spent == calls.aggregate(usd=Sum("cost"))["usd"]
    assert sum(line.calls for line in figures.calls) == calls.count()
    assert (figures.judged, figures.wrong) == (
        judged.count(),
        judged.filter(would_do=False).count(),
    )
    by_day = counted_by_day(tenant)
    assert {step.day: (step.local, step.escalations) for step in report.series} == by_day


def counted_answers(tenant: Tenant) -> Iterator[tuple[datetime, int]]:
    """(hour, local answers) that calls vouch for, from the hour on in which the visitor wrote to
    the server. Others are not counted."""
    met: dict[str, datetime] = {}
    for visitor, at in (
        Conversation.objects.filter(tenant=tenant)
        .order_by("created_at")
        .values_list("visitor", "created_at")
    ):
        met.setdefault(visitor, at.replace(minute=0, second=0, microsecond=0))
    rows = UsageCount.objects.filter(tenant=tenant, batch__visitor__in=met)
    for visitor, hour, vouched in rows.values_list("batch__visitor", "hour", "vouched"):
        if hour >= met[visitor]:
            yield hour, vouched or 0


def counted_by_day(tenant: Tenant) -> dict[date, tuple[int, int]]:
    """(local answers, messages to the teacher) of each day, from the records."""
    counts: dict[date, list[int]] = {}
    for hour, number in counted_answers(tenant):
        counts.setdefault(hour.date(), [0, 0])[0] += number
    for at in Escalation.objects.filter(tenant=tenant).values_list("created_at", flat=True):
        counts.setdefault(at.date(), [0, 0])[1] += 1
    return {day: (local, sent) for day, (local, sent) in counts.items()}


def test_no_message_lies_in_the_future_or_waits(db: None, tenant: Tenant) -> None:
    sent = Escalation.objects.filter(tenant=tenant)
    assert set(sent.values_list("state", flat=True)) == {"answered"}
    assert not sent.filter(created_at__gt=NOW).exists()
    waits = {ended - at for at, ended in sent.values_list("created_at", "ended_at") if ended}
    assert timedelta(0) < min(waits)
    assert max(waits) < timedelta(seconds=10)
    assert timezone.now() - NOW < timedelta(days=1)
