"""No stranger can add savings that a tenant's report shows, or take rules out of its pack."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db.models import Sum

from delegation.conversations.models import Answer, CallKind, Escalation, EscalationState
from delegation.conversations.services import budget
from delegation.domain.words import Act
from delegation.rules.models import Rule, RuleState
from delegation.savings.models import HourSum, UsageCount
from delegation.savings.services.rollup import roll_up_news
from tenants.models import SiteKey, Tenant, User
from tests.attacks import Figure
from tests.faults.strangers import Stranger, count_of, live_rule

pytestmark = pytest.mark.django_db
VISITORS, HOURS, MOST_AN_HOUR = 20, 24, 60
Answered = Callable[[Stranger, str], None]


@pytest.fixture
def rule(tenant: Tenant, owner: User) -> Rule:
    return live_rule(tenant, "thanks", Act.THANKS, by=owner)


@pytest.fixture
def stranger(site_key: SiteKey) -> Stranger:
    return Stranger(site_key)


@pytest.fixture
def ask_the_model(tenant: Tenant) -> Answered:
    """Send a visitor's message that needs the model, and answer it as a worker does."""

    def asked(stranger: Stranger, visitor: str) -> None:
        stranger.say("Where is my parcel?", visitor=visitor)
        made = Escalation.objects.get(tenant=tenant, conversation__visitor=visitor)
        call = budget.reserve(
            tenant, Decimal("0.01"), model="m", kind=CallKind.ANSWER, escalation=made
        )
        call.outcome = "complete"
        budget.settle(call, Decimal("0.01"))
        Escalation.objects.filter(pk=made.pk).update(
            state=EscalationState.ANSWERED, ended_at=made.created_at
        )
        Answer.objects.create(
            tenant=tenant, escalation=made, text="!", awaiting="nothing", source="teacher"
        )

    return asked


def past_hours() -> list[datetime]:
    """The current hour and those before it."""
    now = datetime.now(tz=UTC).replace(minute=0, second=0, microsecond=0)
    return [now - timedelta(hours=back) for back in range(HOURS)]


def counted(tenant: Tenant) -> int:
    """Local answers that reports show."""
    roll_up_news(tenant)
    sums = HourSum.objects.filter(tenant=tenant, name="answers")
    return int(sums.aggregate(total=Sum("value"))["total"] or 0)


@pytest.mark.attack(
    "20 made-up visitors without a call to the model report a day of local answers",
    "calls to the model for the same network, each of which vouches for 10 answers",
)
def test_made_up_visitors_add_no_savings(
    tenant: Tenant, rule: Rule, stranger: Stranger, figure: Figure
) -> None:
    for number in range(VISITORS):
        visitor = f"made-up-{number:04}"
        stranger.say("thanks", visitor=visitor)  # answered from the pack: no call is made
        counts = [count_of(rule, hour, MOST_AN_HOUR) for hour in past_hours()]
        assert stranger.report(counts, visitor=visitor).status_code == 204
    claimed = VISITORS * HOURS * MOST_AN_HOUR
    figure(f"{claimed:,} claimed, {counted(tenant):,} counted")
    assert counted(tenant) == 0


def test_one_call_vouches_for_a_few_answers_once(
    tenant: Tenant, rule: Rule, stranger: Stranger, ask_the_model: Answered
) -> None:
    ask_the_model(stranger, "real-visitor")
    now = past_hours()[0]
    for _ in range(3):
        stranger.report([count_of(rule, now, 7)], visitor="real-visitor")
    assert counted(tenant) == 10


def test_a_network_without_calls_is_not_vouched_for_by_another(
    tenant: Tenant, rule: Rule, stranger: Stranger, site_key: SiteKey, ask_the_model: Answered
) -> None:
    ask_the_model(stranger, "real-visitor")
    elsewhere = Stranger(site_key, "203.0.113.7")
    elsewhere.report([count_of(rule, past_hours()[0], 7)], visitor="real-visitor")
    assert counted(tenant) == 0


def test_hours_before_a_visitor_was_met_do_not_count(
    tenant: Tenant, rule: Rule, stranger: Stranger, ask_the_model: Answered
) -> None:
    ask_the_model(stranger, "real-visitor")
    stranger.report([count_of(rule, past_hours()[2], 7)], visitor="real-visitor")
    assert counted(tenant) == 0


@pytest.mark.attack(
    "24 beacons name 500 rules each that do not exist, in hours that never were",
    "one row for all that cannot be",
)
def test_made_up_rules_leave_a_row_for_each_beacon(
    tenant: Tenant, rule: Rule, stranger: Stranger, figure: Figure
) -> None:
    for number in range(24):
        counts = [
            count_of(rule, past_hours()[0], 1)
            | {"rule": 10**9 + name, "hour": f"{1990 + number}-01-01T00:00:00Z"}
            for name in range(500)
        ]
        stranger.report(counts, visitor=f"made-up-{number:04}")
    roll_up_news(tenant)
    receipts = UsageCount.objects.filter(tenant=tenant).count()
    sums = HourSum.objects.filter(tenant=tenant, name="refused").count()
    figure(f"12,000 claims, {receipts} receipts, {sums} sum")
    assert (receipts <= 24, sums) == (True, 1)


@pytest.mark.attack(
    "three posts from three networks complain about a rule that answered nothing",
    "a share of the answers that the rule really gave",
)
def test_three_posts_take_no_rule_out_of_the_pack(
    tenant: Tenant, rule: Rule, site_key: SiteKey, figure: Figure
) -> None:
    for number in range(3):
        stranger = Stranger(site_key, f"203.0.{number}.7")
        visitor = uuid4().hex
        # Being answered from the pack and claiming answers cost nothing, and so must not help.
        stranger.say("thanks", visitor=visitor)
        stranger.report([count_of(rule, past_hours()[0], 3)], visitor=visitor)
        rejected = {"rule": rule.pk, "version": rule.version}
        assert stranger.say("thanks", visitor=visitor, rejects=rejected).status_code == 202
    rule.refresh_from_db()
    figure(f"3 complaints, rule is {rule.state}")
    assert rule.state == RuleState.LIVE
