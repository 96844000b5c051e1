"""No stranger can empty a tenant's budget, and those who try hurt only their own network."""

from contextlib import nullcontext
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from delegation.conversations.models import (
    BudgetHour,
    BudgetMonth,
    CallKind,
    Conversation,
    Escalation,
    EscalationState,
    NetworkDay,
    TeacherCall,
)
from delegation.conversations.services import budget, shares
from delegation.conversations.services.answering import answer
from delegation.conversations.services.call_ledger import Receipts
from delegation.conversations.services.leases import Keeper, Lease
from delegation.conversations.services.pricing import Prices
from delegation.conversations.services.shares import HourExhausted, NetworkExhausted
from delegation.teacher import EndedCall, Endpoint, OwnPrices
from delegation.teacher.usage import TokenUsage
from tenants.models import AuditEntry, SiteKey, Tenant, User
from tests.attacks import Figure

pytestmark = pytest.mark.django_db
POSTS = 60
ONE = Decimal("0.40")  # USD; what a message can cost at most
PRICES = Prices(
    Endpoint(0, "https://models.example/v1", "m"),
    own=OwnPrices(Decimal(1), Decimal(4)),
    unknown=OwnPrices(Decimal(10), Decimal(40)),
)
WHOLE = (4_000, 1_500)  # tokens: the most of a call


@pytest.fixture
def kept_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keeper's own connection does not see the rows of a test's transaction."""
    monkeypatch.setattr(Keeper, "holding", lambda _, row: nullcontext(Lease(row.pk, row.fence)))


@pytest.fixture(autouse=True)
def usual_shares(settings: Settings, tenant: Tenant) -> None:
    settings.NETWORK_SHARE, settings.HOUR_SHARE = Decimal("0.2"), Decimal("0.5")
    Tenant.objects.filter(pk=tenant.pk).update(monthly_budget=20)
    tenant.monthly_budget = Decimal(20)


def message_from(tenant: Tenant, network: str) -> Escalation:
    """A message that a worker has claimed."""
    name = uuid4().hex
    return Escalation.objects.create(
        tenant=tenant,
        site_key=SiteKey.objects.filter(tenant=tenant)[0],
        conversation=Conversation.objects.create(tenant=tenant, visitor=name, client_id=name),
        client_id=name,
        body_hash="",
        message="Where is my parcel?",
        awaiting="nothing",
        address_prefix=network,
        fence=1,
        state=EscalationState.RUNNING,
    )


def reserve(tenant: Tenant, network: str, amount: Decimal = ONE) -> TeacherCall:
    made = message_from(tenant, network)
    return budget.reserve(tenant, amount, model="m", kind=CallKind.ANSWER, escalation=made)


def pay(tenant: Tenant, network: str, amount: Decimal = ONE) -> None:
    call = reserve(tenant, network, amount)
    call.outcome = "complete"
    budget.settle(call, amount)


@pytest.mark.attack(
    "60 posts from one address empty a budget",
    "a network's share of the budget: a fifth, in a day",
)
def test_one_network_takes_its_share_and_others_are_served(tenant: Tenant, figure: Figure) -> None:
    refused = 0
    for _ in range(POSTS):
        try:
            pay(tenant, "the attacker's")
        except NetworkExhausted:
            refused += 1
    month = BudgetMonth.objects.get(tenant=tenant)
    figure(f"{refused} of {POSTS} refused, {month.spent:.2f} of 20 USD spent")
    assert (month.spent, month.reserved) == (Decimal(4), Decimal(0))
    pay(tenant, "another's")


def test_what_is_reserved_counts_for_the_share_before_it_is_spent(tenant: Tenant) -> None:
    for _ in range(10):
        reserve(tenant, "one")
    with pytest.raises(NetworkExhausted):
        reserve(tenant, "one")
    assert NetworkDay.objects.get(tenant=tenant).reserved == 4
    assert BudgetHour.objects.get(tenant=tenant).reserved == 4


def test_a_share_that_is_smaller_than_a_call_still_lets_one_through(tenant: Tenant) -> None:
    pay(tenant, "one", Decimal(6))
    with pytest.raises(NetworkExhausted):
        pay(tenant, "one", Decimal("0.01"))


@pytest.mark.attack(
    "many networks together empty a budget within minutes",
    "an hour's share of the budget, and an email about the speed",
)
def test_no_hour_takes_more_than_its_share_and_the_owners_hear_of_the_speed(
    tenant: Tenant,
    owner: User,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    figure: Figure,
) -> None:
    refused = 0
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(POSTS):
            try:
                pay(tenant, f"network {number}")
            except HourExhausted:
                refused += 1
    month = BudgetMonth.objects.get(tenant=tenant)
    told = [mail for mail in mailoutbox if str(shares.ALARM_SUBJECT) in mail.subject]
    figure(f"{refused} of {POSTS} refused, {month.spent:.2f} of 20 USD spent, {len(told)} email")
    assert month.spent == 10
    assert [mail.to for mail in told] == [[owner.email]]
    assert "10%" in told[0].body
    assert AuditEntry.objects.filter(tenant=tenant, action="budget.fast").count() == 1


def test_visitors_of_a_drained_network_read_why(
    tenant: Tenant, kept_lease: None, settings: Settings
) -> None:
    settings.TEACHER_BASE_URL, settings.TEACHER_API_KEY = "http://127.0.0.1:1/v1", "sk"
    pay(tenant, "drained", Decimal(5))
    made = message_from(tenant, "drained")
    Escalation.objects.filter(pk=made.pk).update(state=EscalationState.QUEUED, fence=0)
    answer(tenant.pk, made.pk)
    made.refresh_from_db()
    assert (made.state, made.error_code) == (EscalationState.FAILED, "budget_exhausted")
    assert "your network" in made.error_message


@pytest.mark.attack(
    "messages that are stopped at once charge 18 times a normal answer",
    "the price of what was streamed until then",
)
def test_a_stopped_call_is_charged_for_what_was_streamed(tenant: Tenant, figure: Figure) -> None:
    receipts = Receipts(tenant, PRICES, WHOLE, message_from(tenant, "n"))
    receipts.open_one()
    reserved = TeacherCall.objects.get(tenant=tenant).reserved
    receipts.close_one(EndedCall("teacher_stopped", seconds=0.5, written_bytes=160))
    spent = BudgetMonth.objects.get(tenant=tenant).spent
    figure(f"{spent} of {reserved} USD reserved")
    assert spent == PRICES.bound(TokenUsage(2_000, 80), receipts_time())
    assert spent < reserved / 4
    assert TeacherCall.objects.get(tenant=tenant).cost is None  # the receipt says: not known


def receipts_time() -> datetime:
    return TeacherCall.objects.latest("created_at").created_at


def test_a_model_that_thinks_in_secret_is_charged_by_time(tenant: Tenant) -> None:
    receipts = Receipts(tenant, PRICES, WHOLE, message_from(tenant, "n"))
    receipts.open_one()
    receipts.close_one(EndedCall("teacher_stopped", seconds=20, written_bytes=0))
    assert BudgetMonth.objects.get(tenant=tenant).spent == PRICES.bound(
        TokenUsage(2_000, 1_200), receipts_time()
    )


def test_a_call_that_broke_off_by_itself_is_charged_in_full(tenant: Tenant) -> None:
    receipts = Receipts(tenant, PRICES, WHOLE, message_from(tenant, "n"))
    receipts.open_one()
    receipts.close_one(EndedCall("teacher_truncated", seconds=1, written_bytes=10))
    call = TeacherCall.objects.get(tenant=tenant)
    assert BudgetMonth.objects.get(tenant=tenant).spent == call.reserved


def test_rows_of_old_days_are_forgotten(tenant: Tenant) -> None:
    pay(tenant, "one")
    assert shares.forget_old_shares() == 0
    old = shares.this_hour().replace(year=2020)
    NetworkDay.objects.update(day=old.date())
    BudgetHour.objects.update(hour=old)
    assert shares.forget_old_shares() == 2
