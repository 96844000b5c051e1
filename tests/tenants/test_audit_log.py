"""The audit log, for owners: on a page, and as a file."""

import codecs
import csv

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tenants import audit
from tenants.models import Tenant, User

pytestmark = pytest.mark.django_db


def record(tenant: Tenant, target: str) -> None:
    with transaction.atomic():
        audit.record(tenant, "rule.approved", target, by=None, reason="=1+1")


def test_owners_read_it_newest_first_and_page_by_page(as_owner: Client, tenant: Tenant) -> None:
    for number in range(60):
        record(tenant, f"rule {number}.")

    first = as_owner.get(reverse("audit_log")).content.decode()
    second = as_owner.get(reverse("audit_log"), {"page": "2"}).content.decode()

    assert "rule 59." in first
    assert "rule 1." not in first
    assert "rule 1." in second
    assert "tenant.created" in second


def test_the_file_holds_all_of_it_and_no_formula(as_owner: Client, tenant: Tenant) -> None:
    record(tenant, " ＝HYPERLINK(1)")

    answer = as_owner.get(reverse("audit_csv"))
    assert answer.content.startswith(codecs.BOM_UTF8), "or Excel garbles names"
    rows = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))

    assert "attachment" in answer["Content-Disposition"]
    assert rows[0] == ["at", "who", "action", "target", "details"]
    assert rows[1][2:4] == ["rule.approved", "' ＝HYPERLINK(1)"]
    assert rows[1][1] == "your approval policy"
    assert rows[-1][2] == "tenant.created"


@pytest.mark.parametrize(
    ("action", "who"),
    [("rule.suspended", "your approval policy"), ("budget.alerted", "the platform")],
)
def test_what_nobody_did_is_the_policys_or_the_platforms(
    as_owner: Client, tenant: Tenant, action: str, who: str
) -> None:
    with transaction.atomic():
        audit.record(tenant, action, "something", by=None)

    assert f"<td>{who}</td>" in as_owner.get(reverse("audit_log")).content.decode()
    assert f",{who},{action}," in as_owner.get(reverse("audit_csv")).content.decode()


@pytest.mark.parametrize("who", ["moderator", "viewer"])
def test_it_is_for_owners(
    client: Client, request: pytest.FixtureRequest, tenant: Tenant, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse("audit_log")).status_code == 403
    assert client.get(reverse("audit_csv")).status_code == 403
    assert reverse("audit_log") not in client.get(reverse("members")).content.decode()


def test_another_tenants_entries_are_not_in_it(
    client: Client, outsider: User, other_tenant: Tenant, tenant: Tenant
) -> None:
    record(tenant, "secret rule")
    client.force_login(outsider)

    assert "secret rule" not in client.get(reverse("audit_log")).content.decode()
    assert "secret rule" not in client.get(reverse("audit_csv")).content.decode()
