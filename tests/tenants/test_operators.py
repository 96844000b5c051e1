"""`/admin/`: for operators, and nearly all of it only to look at."""

from html import unescape

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

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
