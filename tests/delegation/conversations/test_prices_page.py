"""The price of a tenant's own teacher: set by its owner, used from then on, and for the past."""

from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from delegation.conversations.models import (
    BudgetMonth,
    CallKind,
    OwnTeacher,
    PlatformPrice,
    TeacherCall,
    TenantPrice,
)
from delegation.conversations.services.pricing import prices_of
from delegation.conversations.services.repricing import price_past_calls_of_platform
from delegation.conversations.services.teachers import endpoint_of, key_purpose
from delegation.teacher.usage import TokenUsage
from tenants.models import AuditEntry, Tenant, User
from tenants.sealing import seal

pytestmark = pytest.mark.django_db
MILLION = TokenUsage(1_000_000, 1_000_000, cached=500_000)


@pytest.fixture
def own(tenant: Tenant) -> OwnTeacher:
    return make_own(tenant, "https://models.example/v1", "wise-1")


def make_own(tenant: Tenant, base_url: str, model: str) -> OwnTeacher:
    sealed = seal("sk-own", tenant_id=tenant.pk, purpose=key_purpose(base_url))
    return OwnTeacher.objects.create(
        tenant=tenant,
        base_url=base_url,
        model=model,
        sealed_key=sealed,
        tested_at=timezone.now(),
    )


def past_call(tenant: Tenant, **changes: object) -> TeacherCall:
    given = {
        "kind": CallKind.ANSWER,
        "model": "wise-1",
        "month": timezone.now().date().replace(day=1),
        "reserved": 0,
        "settled": True,
        "outcome": "complete",
        "prompt_tokens": 1_000,
        "cached_tokens": 400,
        "completion_tokens": 100,
        "price_source": "unknown",
    }
    return TeacherCall.objects.create(tenant=tenant, **(given | changes))


def prices(**changes: str) -> dict[str, str]:
    return {"input_price": "2", "cached_input_price": "0.5", "output_price": "8"} | changes


def cost_now(tenant: Tenant) -> Decimal | None:
    return prices_of(tenant, endpoint_of(tenant)).cost(MILLION, timezone.now())


def test_a_price_that_is_not_known_can_be_set(
    as_owner: Client, tenant: Tenant, own: OwnTeacher
) -> None:
    assert "not known yet" in as_owner.get("/teacher/prices/").content.decode()
    assert cost_now(tenant) is None

    as_owner.post("/teacher/prices/set/", prices())

    assert cost_now(tenant) == Decimal("9.25")
    assert "set by your workspace" in as_owner.get("/teacher/prices/").content.decode()
    assert AuditEntry.objects.filter(tenant=tenant, action="teacher.price_set").exists()


def test_costs_nothing_is_a_price(as_owner: Client, tenant: Tenant, own: OwnTeacher) -> None:
    as_owner.post(
        "/teacher/prices/set/", prices(input_price="0", cached_input_price="", output_price="0")
    )
    assert cost_now(tenant) == 0
    assert prices_of(tenant, endpoint_of(tenant)).bound(MILLION, timezone.now()) == 0


def test_the_form_is_filled_with_the_public_price(as_owner: Client, tenant: Tenant) -> None:
    make_own(tenant, "https://api.openai.com/v1", "gpt-5-mini")
    page = as_owner.get("/teacher/prices/").content.decode()
    assert "public prices" in page
    for figure in ("0.25", "0.025", "2"):
        assert f'value="{figure}"' in page


@pytest.mark.parametrize("wrong", [{"input_price": "-1"}, {"output_price": ""}])
def test_a_price_that_is_none_is_refused(
    as_owner: Client, own: OwnTeacher, wrong: dict[str, str]
) -> None:
    assert as_owner.post("/teacher/prices/set/", prices(**wrong)).status_code == 422
    assert not TenantPrice.objects.exists()


def test_past_calls_are_priced_where_the_owner_wants_it(
    as_owner: Client, tenant: Tenant, own: OwnTeacher
) -> None:
    month = timezone.now().date().replace(day=1)
    charged = (10 * Decimal(1_000) + 40 * Decimal(100)) / 1_000_000
    BudgetMonth.objects.create(tenant=tenant, month=month, spent=charged)
    call, tokenless = past_call(tenant), past_call(tenant, prompt_tokens=None)
    other = past_call(tenant, model="another")

    as_owner.post("/teacher/prices/set/", prices())
    call.refresh_from_db()
    assert call.cost is None
    page = as_owner.post("/teacher/prices/set/", prices(past_too="on"), follow=True)

    assert "1 past call priced" in page.content.decode()
    for row in (call, tokenless, other):
        row.refresh_from_db()
    assert call.cost == Decimal("0.0022")
    assert (tokenless.cost, other.cost) == (None, None)
    assert BudgetMonth.objects.get(tenant=tenant).spent == Decimal("0.0022")
    as_owner.post("/teacher/prices/set/", prices(past_too="on", output_price="9"))
    call.refresh_from_db()
    assert call.cost == Decimal("0.0023")
    assert BudgetMonth.objects.get(tenant=tenant).spent == Decimal("0.0023")


def test_calls_of_the_public_list_keep_their_price(
    as_owner: Client, tenant: Tenant, own: OwnTeacher
) -> None:
    listed = past_call(tenant, cost=Decimal("0.5"), price_source="list")
    as_owner.post("/teacher/prices/set/", prices(past_too="on"))
    listed.refresh_from_db()
    assert listed.cost == Decimal("0.5")


def test_only_operators_set_the_price_of_the_platforms_teacher(
    as_owner: Client, tenant: Tenant, settings: Settings
) -> None:
    settings.TEACHER_BASE_URL, settings.TEACHER_MODEL = "https://ours.example/v1", "big-1"
    as_owner.post("/teacher/prices/set/", prices(input_price="0"))
    assert not TenantPrice.objects.exists()
    assert cost_now(tenant) is None

    PlatformPrice.objects.create(
        host="https://ours.example", model="big-1", input_price=1, output_price=3
    )

    assert cost_now(tenant) == 4
    assert "people who run this service" in as_owner.get("/teacher/prices/").content.decode()


def test_operators_price_the_past_calls_of_every_workspace(
    tenant: Tenant, other_tenant: Tenant, owner: User
) -> None:
    month = timezone.now().date().replace(day=1)
    charged = (10 * Decimal(1_000) + 40 * Decimal(100)) / 1_000_000
    spent = {"month": month, "spent": charged, "platform_spent": charged}
    calls = [past_call(each, platform_day=month) for each in (tenant, other_tenant)]
    own = past_call(tenant, price_source="own", cost=Decimal(1))
    BudgetMonth.objects.create(tenant=tenant, **spent)
    price = PlatformPrice.objects.create(
        host="https://ours.example", model="wise-1", input_price=1, output_price=3
    )
    assert price_past_calls_of_platform(price, by=owner) == 2
    for call in calls:
        call.refresh_from_db()
        assert (call.cost, call.price_source) == (Decimal("0.0013"), "platform")
    own.refresh_from_db()
    assert own.cost == 1
    row = BudgetMonth.objects.get(tenant=tenant)
    assert (row.spent, row.platform_spent) == (Decimal("0.0013"), Decimal("0.0013"))


def test_a_tenants_price_is_not_used_for_calls_on_the_platforms_key(
    as_owner: Client, tenant: Tenant, own: OwnTeacher
) -> None:
    platforms = past_call(tenant, platform_day=timezone.now().date())
    as_owner.post("/teacher/prices/set/", prices(past_too="on"))
    platforms.refresh_from_db()
    assert platforms.cost is None


def test_operators_set_it_in_their_admin(admin_client: Client) -> None:
    page = admin_client.get("/admin/conversations/platformprice/add/")
    assert page.status_code in (200, 302)  # 302: a second factor comes first


@pytest.mark.parametrize("who", ["moderator", "viewer"])
def test_only_an_owner_sets_a_price(
    client: Client, request: pytest.FixtureRequest, tenant: Tenant, own: OwnTeacher, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.post("/teacher/prices/set/", prices()).status_code == 403
    assert "Only an owner" in client.get("/teacher/prices/").content.decode()


def test_another_tenant_keeps_its_own_price(
    as_owner: Client, own: OwnTeacher, other_tenant: Tenant, outsider: User
) -> None:
    make_own(other_tenant, own.base_url, own.model)
    as_owner.post("/teacher/prices/set/", prices())
    assert cost_now(other_tenant) is None
