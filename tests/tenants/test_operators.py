"""`/admin/`: for operators, and nearly all of it only to look at."""

from html import unescape
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from delegation.conversations.models import Conversation, Escalation
from tenants.admin import MOST_LISTED, GrowingAdmin
from tenants.models import Tenant, User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
MODELS = sorted(model._meta.label_lower for model in admin.site._registry)


@pytest.fixture
def as_operator(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("op@platform.example", "a long phrase"))
    return client


@pytest.mark.parametrize("label", MODELS)
def test_every_list_opens_for_an_operator(as_operator: Client, label: str, tenant: Tenant) -> None:
    name = f"admin:{label.replace('.', '_')}_changelist"

    assert as_operator.get(reverse(name)).status_code == 200


GROWING = sorted(
    model._meta.label_lower
    for model, page in admin.site._registry.items()
    if isinstance(page, GrowingAdmin)
)


def statements(queries: CaptureQueriesContext, label: str) -> list[str]:
    """The reads of one table that a page caused."""
    table = f'FROM "{label.replace(".", "_")}"'
    return [query["sql"] for query in queries if table in query["sql"]]


@pytest.mark.parametrize("label", GROWING)
def test_a_list_of_millions_of_rows_counts_no_further_than_people_turn_pages(
    as_operator: Client, label: str, tenant: Tenant
) -> None:
    address = reverse(f"admin:{label.replace('.', '_')}_changelist")
    searches = ("", f"?q={uuid4()}", "?q=nobody+is+called+so", f"?q={tenant.name}")

    for search in searches:
        with CaptureQueriesContext(connection) as queries:
            assert as_operator.get(f"{address}{search}").status_code == 200
        counts = [sql for sql in statements(queries, label) if "COUNT(" in sql]
        assert [sql for sql in counts if f"LIMIT {MOST_LISTED}" not in sql] == []
        assert not [sql for sql in statements(queries, label) if "LIKE" in sql or "DISTINCT" in sql]


def test_the_lists_that_grow_are_those_of_what_visitors_cause() -> None:
    tables = {label.partition(".")[2] for label in GROWING}
    assert tables == {
        *("conversation", "escalation", "answer", "teachercall"),
        *("lesson", "usagebatch", "usagecount", "answeraudit"),
    }


def test_an_operator_finds_a_message_by_its_id_and_by_its_workspace(
    as_operator: Client, tenant: Tenant, other_tenant: Tenant
) -> None:
    ours, theirs = (message_of(each) for each in (tenant, other_tenant))
    address = reverse("admin:conversations_escalation_changelist")

    def found(query: str) -> list[str]:
        page = as_operator.get(address, {"q": query}).content.decode()
        return [name for name, each in (("ours", ours), ("theirs", theirs)) if str(each) in page]

    assert found(str(ours.pk)) == ["ours"]
    assert found(other_tenant.name) == ["theirs"]
    assert found("") == ["ours", "theirs"]
    assert found("nobody is called so") == []


def message_of(tenant: Tenant) -> Escalation:
    talk = Conversation.objects.create(tenant=tenant, visitor="v", client_id="c")
    return Escalation.objects.create(
        tenant=tenant,
        site_key=tenant.site_keys.get(),
        conversation=talk,
        client_id=str(uuid4()),
        body_hash="",
        message="Where is my parcel?",
        awaiting="nothing",
        address_prefix="n",
    )


def test_an_owner_of_a_tenant_does_not_get_in(client: Client, owner: User, tenant: Tenant) -> None:
    client.force_login(owner)

    answer = client.get(reverse("admin:tenants_tenant_changelist"), follow=True)
    assert answer.status_code == 403
    assert tenant.name not in answer.content.decode().split("</header>")[1]


def test_an_operator_signs_in_where_everybody_does(client: Client) -> None:
    answer = client.get(reverse("admin:index"), follow=True)
    assert answer.request["PATH_INFO"] == reverse("account_login")


def test_a_tenant_cannot_be_changed_behind_the_audit_log(
    as_operator: Client, tenant: Tenant
) -> None:
    page = reverse("admin:tenants_tenant_change", args=[tenant.pk])

    assert as_operator.get(page).status_code == 200
    assert as_operator.post(page, {"name": "Taken over"}).status_code == 403
    assert as_operator.get(reverse("admin:tenants_tenant_add")).status_code == 403
    assert as_operator.get(f"{page.removesuffix('change/')}delete/").status_code == 403


def test_an_operator_can_switch_an_account_off_and_nothing_else(
    as_operator: Client, owner: User
) -> None:
    page = reverse("admin:tenants_user_change", args=[owner.pk])

    as_operator.post(page, {"email": "other@x.example", "is_superuser": "on"})

    owner.refresh_from_db()
    assert owner.email == "owner@shop.example"
    assert (owner.is_active, owner.is_superuser) == (False, False)
    assert "password" not in as_operator.get(page).content.decode()


@pytest.mark.attack(
    "change people's addresses or authenticators in the operators' pages",
    "they are not there",
)
@pytest.mark.parametrize("app", ["account", "mfa", "socialaccount"])
def test_operators_cannot_edit_how_people_sign_in(as_operator: Client, app: str) -> None:
    assert not [label for label in MODELS if label.startswith(f"{app}.")]
    assert as_operator.get(f"/admin/{app}/").status_code == 404


@pytest.mark.attack(
    "open the operators' pages with a stolen password",
    "they open only to operators with an authenticator app or a passkey",
)
def test_the_operators_pages_want_a_second_factor(
    as_operator: Client, settings: Settings, tenant: Tenant
) -> None:
    settings.OPERATORS_SECOND_FACTOR = True
    operator = User.objects.get(email="op@platform.example")
    for name in ("admin:index", "admin:tenants_tenant_changelist", "platform"):
        led = as_operator.get(reverse(name), follow=True)
        assert led.request["PATH_INFO"] == reverse("mfa_index"), name
        assert "Set up an authenticator app or a passkey first." in unescape(led.content.decode())
    suspend = reverse("act_on_tenant", args=[tenant.pk, "suspend"])
    as_operator.post(suspend, {"reason": "Mine now."})
    tenant.refresh_from_db()
    assert tenant.suspended_at is None
    codes = Authenticator.Type.RECOVERY_CODES
    Authenticator.objects.create(user=operator, type=codes, data={})  # a second password at best
    assert as_operator.get(reverse("platform")).status_code == 302
    Authenticator.objects.create(user=operator, type=Authenticator.Type.TOTP, data={})
    assert as_operator.get(reverse("platform")).status_code == 200


def test_a_new_operator_can_set_it_up_at_once(client: Client, settings: Settings) -> None:
    """Without a link by mail: whoever runs the command answers for the address."""
    settings.OPERATORS_SECOND_FACTOR = True
    User.objects.create_superuser("first@platform.example", PASSWORD)
    form = {"login": "first@platform.example", "password": PASSWORD}
    client.post(reverse("account_login"), form)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert "<code>" in client.get(reverse("mfa_activate_totp")).content.decode()
