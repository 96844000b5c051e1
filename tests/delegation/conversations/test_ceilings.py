"""No setting of a tenant makes the platform's key spend more than its operators allow."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from delegation.conversations.models import BudgetMonth, CallKind, PlatformDay, TeacherCall
from delegation.conversations.services import budget
from delegation.conversations.services.ceilings import AllowanceExhausted, Suspended
from delegation.conversations.services.pricing import prices_of
from delegation.teacher import Endpoint
from delegation.teacher.usage import TokenUsage
from tenants.models import AuditEntry, SiteKey, Tenant, User
from tenants.services.standing import resume_tenant, set_allowance, suspend_tenant
from tests.conftest import PASSWORD, SHOP, make_user

pytestmark = pytest.mark.django_db
HUGE = Decimal("9999999999.99")


@pytest.fixture
def greedy(tenant: Tenant) -> Tenant:
    """A tenant that gave itself all the money there is."""
    tenant.monthly_budget = HUGE
    tenant.save(update_fields=["monthly_budget"])
    return tenant


@pytest.fixture
def as_operator(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("op@platform.example", PASSWORD))
    return client


def call(tenant: Tenant, amount: str, *, on_platform: bool = True) -> TeacherCall:
    return budget.reserve(
        tenant, Decimal(amount), model="m", kind=CallKind.EXAM, on_platform=on_platform
    )


@pytest.mark.attack(
    "save a budget of 9,999,999,999.99 USD and spend the operators' model key with it",
    "a ceiling by month that only operators set",
)
def test_a_huge_budget_spends_no_more_than_the_allowance(
    greedy: Tenant, settings: Settings
) -> None:
    settings.TRIAL_ALLOWANCE = Decimal(5)
    budget.settle(call(greedy, "3"), Decimal(2))
    call(greedy, "3")
    with pytest.raises(AllowanceExhausted) as refused:
        call(greedy, "0.00000001")
    assert refused.value.code == "allowance_exhausted"
    call(greedy, "1000", on_platform=False)  # a model of its own costs the platform nothing


def test_operators_raise_and_lower_one_tenants_allowance(greedy: Tenant, owner: User) -> None:
    set_allowance(greedy, Decimal(50), by=owner)
    greedy.refresh_from_db()
    call(greedy, "40")
    set_allowance(greedy, Decimal(0), by=owner)
    greedy.refresh_from_db()
    with pytest.raises(AllowanceExhausted):
        call(greedy, "0.01")
    actions = AuditEntry.objects.filter(tenant=greedy).values_list("action", flat=True)
    assert list(actions).count("tenant.allowance_changed") == 2


@pytest.mark.attack(
    "set prices of nothing, so that the operators' model costs nothing",
    "the list's and the operators' prices for their model",
)
def test_a_tenants_own_prices_do_not_make_the_platforms_model_cheap(greedy: Tenant) -> None:
    greedy.input_price = greedy.output_price = Decimal(0)
    platforms = Endpoint(greedy.pk, "https://api.openai.com/v1", "gpt-5-mini", guarded=False)
    prices = prices_of(greedy, platforms)
    assert prices.bound(TokenUsage(1_000, 1_000), timezone.now()) > 0
    assert prices.source(prices.cost(TokenUsage(1, 1), timezone.now())) == "list"


@pytest.mark.attack(
    "spend the operators' key from many workspaces",
    "a ceiling by day for all of them together",
)
def test_all_tenants_together_spend_no_more_than_the_platforms_day(
    greedy: Tenant, other_tenant: Tenant, settings: Settings
) -> None:
    settings.TRIAL_ALLOWANCE, settings.PLATFORM_ALLOWANCE = Decimal(8), Decimal(10)
    call(greedy, "6")
    with pytest.raises(AllowanceExhausted) as refused:
        call(other_tenant, "6")
    assert refused.value.code == "platform_exhausted"
    row = BudgetMonth.objects.filter(tenant=other_tenant).first()
    assert row is None or row.reserved == 0  # what was refused is promised nowhere
    call(other_tenant, "4")


@pytest.mark.attack(
    "use the operators' key as a free proxy, or by exam after exam",
    "a number of calls a day",
)
def test_a_tenant_makes_a_bounded_number_of_calls_a_day(greedy: Tenant, settings: Settings) -> None:
    settings.TRIAL_CALLS = 3
    for _ in range(3):
        call(greedy, "0")
    with pytest.raises(AllowanceExhausted) as refused:
        call(greedy, "0")
    assert refused.value.code == "calls_exhausted"


def test_calls_grow_with_the_allowance_that_operators_give(
    greedy: Tenant, settings: Settings, owner: User
) -> None:
    settings.TRIAL_CALLS, settings.TRIAL_ALLOWANCE = 2, Decimal(5)
    set_allowance(greedy, Decimal(10), by=owner)
    greedy.refresh_from_db()
    for _ in range(4):
        call(greedy, "0")
    with pytest.raises(AllowanceExhausted) as refused:
        call(greedy, "0")
    assert refused.value.code == "calls_exhausted"


def test_settling_frees_what_was_not_needed_of_both_ceilings(greedy: Tenant) -> None:
    made = call(greedy, "3")
    budget.settle(made, Decimal("0.5"))
    budget.settle(made, Decimal("0.5"))  # settled once, whatever happens twice
    month, day = BudgetMonth.objects.get(tenant=greedy), PlatformDay.objects.get()
    assert (month.platform_reserved, month.platform_spent) == (Decimal(0), Decimal("0.5"))
    assert (day.reserved, day.spent, day.calls) == (Decimal(0), Decimal("0.5"), 1)


@pytest.mark.attack(
    "go on with the site key after the operators stopped the workspace",
    "suspension, which every door asks for",
)
def test_a_suspended_tenant_has_no_keys_no_model_and_no_pages(
    as_owner: Client, tenant: Tenant, site_key: SiteKey, owner: User
) -> None:
    suspend_tenant(tenant, reason="Unpaid.", by=owner)
    pack = as_owner.get(reverse("pack"), {"key": site_key.key}, headers={"origin": SHOP})
    assert (pack.status_code, pack.json()["code"]) == (403, "tenant_suspended")
    with pytest.raises(Suspended):
        call(tenant, "0.01")
    for name in ("dashboard", "keys", "savings", "moderation:rules_rule_changelist"):
        page = as_owner.get(reverse(name), follow=True)
        assert page.status_code == 403
    assert "Unpaid." in as_owner.get(reverse("dashboard")).content.decode()

    resume_tenant(tenant, by=owner)
    assert as_owner.get(reverse("dashboard")).status_code == 200
    again = as_owner.get(reverse("pack"), {"key": site_key.key}, headers={"origin": SHOP})
    assert again.status_code == 200


SIGN_UP = {"company": "New", "email": "new@a.example", "password1": "a long enough phrase"}


@pytest.mark.attack(
    "sign up where the operators closed it",
    "sign-up that is closed, or by invitation or approval",
)
@pytest.mark.parametrize("mode", ["invitation", "closed"])
def test_nobody_signs_up_uninvited_where_operators_closed_it(
    client: Client, settings: Settings, mode: str
) -> None:
    settings.SIGN_UP = mode
    page = client.post(reverse("account_signup"), SIGN_UP)
    assert "Sign-up is closed" in page.content.decode()
    client.force_login(make_user("alone@a.example"))
    assert client.post(reverse("new_workspace"), {"company": "New"}).status_code == 403
    assert not Tenant.objects.exists()


def test_a_new_workspace_waits_where_operators_approve(
    client: Client, settings: Settings, as_operator: Client
) -> None:
    settings.SIGN_UP = "approval"
    new = Client()
    new.post(reverse("account_signup"), SIGN_UP)
    tenant = Tenant.objects.get()
    assert "when an operator has approved it" in new.get(reverse("dashboard")).content.decode()
    as_operator.post(reverse("act_on_tenant", args=[tenant.pk, "resume"]))
    assert new.get(reverse("dashboard")).status_code == 200


@pytest.mark.attack(
    "sign up again and again, for a trial allowance each time",
    "a number of new workspaces a day",
)
def test_workspaces_of_a_day_are_bounded(client: Client, settings: Settings) -> None:
    settings.SIGN_UPS_PER_DAY = 1
    client.post(reverse("account_signup"), SIGN_UP)
    second = {**SIGN_UP, "email": "second@a.example"}
    assert "Sign-up is closed" in Client().post(reverse("account_signup"), second).content.decode()
    assert Tenant.objects.count() == 1


def test_operators_see_who_spends_and_stop_them(as_operator: Client, greedy: Tenant) -> None:
    budget.settle(call(greedy, "3"), Decimal("1.25"))
    page = as_operator.get(reverse("platform")).content.decode()
    assert greedy.name in page
    assert "1.25" in page
    as_operator.post(reverse("act_on_tenant", args=[greedy.pk, "suspend"]), {"reason": ""})
    greedy.refresh_from_db()
    assert greedy.suspended_at is None
    as_operator.post(reverse("act_on_tenant", args=[greedy.pk, "suspend"]), {"reason": "Fraud."})
    as_operator.post(reverse("act_on_tenant", args=[greedy.pk, "allowance"]), {"allowance": "0"})
    greedy.refresh_from_db()
    assert greedy.suspension_reason == "Fraud."
    assert greedy.allowance == 0
    assert "Fraud." in as_operator.get(reverse("platform")).content.decode()


def test_only_operators_reach_the_switches(as_owner: Client, tenant: Tenant) -> None:
    assert as_owner.get(reverse("platform"), follow=True).status_code == 403
    for action in ("suspend", "resume", "allowance"):
        as_owner.post(reverse("act_on_tenant", args=[tenant.pk, action]), {"reason": "x"})
    tenant.refresh_from_db()
    assert (tenant.suspended_at, tenant.allowance) == (None, None)
