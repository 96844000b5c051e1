"""PostgreSQL itself keeps tenants apart, also where a filter was forgotten."""

from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from django.db.migrations.state import ProjectState
from django.db.models import Model
from pytest_django import DjangoDbBlocker

from delegation.rules.models import Lesson, Rule
from tenants import row_security
from tenants.models import AllowedOrigin, SiteKey, Tenant
from tenants.row_security.findings import findings, tenant_models
from tenants.row_security.operations import RenewPolicies
from tenants.row_security.scope import NOBODY, PLATFORM, SERVING
from tests.one_login import both_logins


def test_every_table_of_a_tenant_is_protected(db: None) -> None:
    with both_logins():
        assert findings(connection) == []
    assert len(tenant_models()) >= 17


def test_the_command_lists_every_table(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    with both_logins():
        call_command("row_security")
    listed = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in listed} == {"protected"}
    assert "protected  rules_rule" in listed


@pytest.mark.django_db(databases=["default", "owner"])
def test_it_finds_roles_and_policies_that_show_more() -> None:
    owner = connections["owner"]
    with transaction.atomic("owner"):
        found = findings(owner)
        assert (owner.settings_dict["USER"], f"the role inherits what {PLATFORM} sees") in found
        assert policies_missed_of(Rule) == []
        with owner.cursor() as cursor:
            cursor.execute("CREATE POLICY one_more ON rules_rule USING (true)")
        assert policies_missed_of(Rule) == ["not our policies: add ProtectRows to its migration"]
        transaction.set_rollback(True, "owner")


@pytest.mark.django_db(databases=["default", "owner"])
def test_policies_of_an_earlier_version_are_renewed() -> None:
    owner = connections["owner"]
    with transaction.atomic("owner"):
        with owner.cursor() as cursor:
            cursor.execute("DROP POLICY of_every_tenant ON rules_rule")
        assert policies_missed_of(Rule)
        state = ProjectState.from_apps(apps)
        with owner.schema_editor() as editor:
            RenewPolicies().database_forwards("rules", editor, state, state)
        assert policies_missed_of(Rule) == []
        transaction.set_rollback(True, "owner")


def test_it_hides_a_tenant_from_another(tenant: Tenant, other_tenant: Tenant) -> None:
    with row_security.acting_for(other_tenant.pk):
        assert list(SiteKey.objects.values_list("tenant_id", flat=True)) == [other_tenant.pk]
        assert list(Tenant.objects.all()) == [other_tenant]
        assert AllowedOrigin.objects.update(origin="https://stolen.example") == 0
        assert AllowedOrigin.objects.filter(tenant=tenant).delete() == (0, {})
    assert tenant.origins.get().origin == "https://shop.example"


def test_nobody_sees_and_writes_nothing(tenant: Tenant) -> None:
    with row_security.request_begins():
        for model in tenant_models():
            assert not model._default_manager.exists()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            SiteKey.objects.create(tenant=tenant)


def test_it_writes_no_row_of_another_tenant(tenant: Tenant, other_tenant: Tenant) -> None:
    with row_security.acting_for(other_tenant.pk):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            SiteKey.objects.create(tenant=tenant)
        own = SiteKey.objects.get()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            SiteKey.objects.filter(pk=own.pk).update(tenant=tenant)


def test_a_row_refers_to_no_row_of_another_tenant(tenant: Tenant, other_tenant: Tenant) -> None:
    rule = Rule.objects.create(tenant=tenant, phrase="thx", act="thanks", response="Welcome!")
    Lesson.objects.create(tenant=other_tenant, rule=rule, escalation_id=uuid4(), act="thanks")
    with pytest.raises(IntegrityError, match="in_tenant"):
        connection.check_constraints()
    transaction.set_rollback(True)


def test_a_savepoint_that_is_rolled_back_takes_no_scope_along(
    tenant: Tenant, other_tenant: Tenant
) -> None:
    with row_security.acting_for(tenant.pk):
        savepoint = transaction.savepoint()
        with row_security.acting_for(other_tenant.pk):
            assert seen() == {other_tenant.pk}  # told after the savepoint
            transaction.savepoint_rollback(savepoint)
            assert seen() == {other_tenant.pk}
        assert seen() == {tenant.pk}


def test_scopes_nest_and_end_by_themselves(tenant: Tenant, other_tenant: Tenant) -> None:
    with row_security.request_begins():
        with row_security.acting_for(tenant.pk):
            with row_security.as_platform("a test"):
                assert seen() >= {tenant.pk, other_tenant.pk}
            assert seen() == {tenant.pk}
        assert row_security.current_scope() == NOBODY
        assert seen() == set()


def test_rows_that_are_fetched_in_chunks_are_the_tenants_too(
    tenant: Tenant, other_tenant: Tenant
) -> None:
    with row_security.acting_for(tenant.pk):
        assert {row.tenant_id for row in SiteKey.objects.iterator(chunk_size=1)} == {tenant.pk}


def test_what_a_transaction_was_told_ends_with_it(django_db_blocker: DjangoDbBlocker) -> None:
    """Outside of the transaction that wraps other tests."""
    with django_db_blocker.unblock(), row_security.request_begins():
        with row_security.acting_for(7), transaction.atomic():
            assert told() == ("7", SERVING)
        assert told() == ("", SERVING)
        with row_security.acting_for(7):
            assert told() == ("7", SERVING)
        with row_security.as_platform("a test"):
            assert told() == ("", "none")
        assert told() == ("", SERVING)


@pytest.mark.parametrize("nonsense", [0, -1, None, "7", "1'; DROP TABLE tenants_tenant; --"])
def test_only_the_id_of_a_tenant_makes_a_scope(nonsense: Any) -> None:
    with pytest.raises(ValueError, match="not the id"), row_security.acting_for(nonsense):
        pass


def test_only_a_request_has_a_rest() -> None:
    with pytest.raises(RuntimeError, match="no request"):
        row_security.request_is_for(1)


def policies_missed_of(model: type[Model]) -> list[str]:
    """What the owner of a table finds wrong with its policies."""
    return [
        found.problem
        for found in findings(connections["owner"])
        if found.where == model._meta.db_table and "polic" in found.problem
    ]


def seen() -> set[int]:
    """Whose keys a query without a filter finds."""
    return set(SiteKey.objects.values_list("tenant_id", flat=True))


def told() -> tuple[str, str]:
    """What the database holds for this statement: tenant and role."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.tenant', true), current_setting('role')")
        tenant, role = cursor.fetchone()
        return tenant or "", role
