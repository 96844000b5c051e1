"""`/admin/`: for operators, and nearly all of it only to look at."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tenants.models import Tenant, User

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


@pytest.mark.parametrize("app", ["account", "mfa", "socialaccount"])
def test_operators_cannot_edit_how_people_sign_in(as_operator: Client, app: str) -> None:
    assert not [label for label in MODELS if label.startswith(f"{app}.")]
    assert as_operator.get(f"/admin/{app}/").status_code == 404
