"""What migrations say to protect a tenant's rows."""

from collections.abc import Iterator
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.utils import truncate_name
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import ForeignKey, Model

from tenants.row_security.scope import PLATFORM

TENANT = "tenants.Tenant"
ITS_OWN, EVERY = "of_its_tenant", "of_every_tenant"
"""A table's two policies: what everybody may see, and what the platform's role may see besides."""

# A plain comparison, with no OR and no sub-select: beside a filter by tenant the planner compares
# the two once for a statement, and alone it is a condition of an index.
IS_ITS_OWN = "{column} = nullif(current_setting('app.tenant', true), '')::bigint"


class WritesPolicies(Operation):
    """Statements about policies. Django's own state of the models stays as it is."""

    reduces_to_sql = True
    reversible = True

    def statements(self, app_label: str, state: ProjectState) -> Iterator[str]:
        """What it does to the tables, as they are after it."""
        raise NotImplementedError

    def removal(self, app_label: str, state: ProjectState) -> Iterator[str]:
        """What takes it back from the tables, as they were after it."""
        raise NotImplementedError

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """No model changes."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for statement in self.statements(app_label, to_state):
            schema_editor.execute(statement)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for statement in self.removal(app_label, from_state):
            schema_editor.execute(statement)


class ProtectRows(WritesPolicies):
    """Shows a table's rows to their tenant only, and keeps what they refer to within it.

    Comes after the operations that make the table and its columns. Say it again in the migration
    that adds another foreign key to a tenant's table.
    """

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def statements(self, app_label: str, state: ProjectState) -> Iterator[str]:
        return protection_of(state.apps.get_model(app_label, self.model_name))

    def removal(self, app_label: str, state: ProjectState) -> Iterator[str]:
        return removal_of(state.apps.get_model(app_label, self.model_name))

    def describe(self) -> str:
        return f"Protect the rows of {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"protect_{self.model_name.lower()}"


class RenewPolicies(WritesPolicies):
    """Writes the policies of all protected tables of an app as they are written now."""

    def statements(self, app_label: str, state: ProjectState) -> Iterator[str]:
        for model in state.apps.get_app_config(app_label).get_models():
            if column := tenant_column(model):
                yield from policies_of(model._meta.db_table, column)

    def removal(self, app_label: str, state: ProjectState) -> Iterator[str]:
        """None: the policies stay, as the code knows no others."""
        return iter(())

    def describe(self) -> str:
        return "Rewrite the policies of protected tables"

    @property
    def migration_name_fragment(self) -> str:
        return "renew_policies"


def protection_of(model: type[Model]) -> Iterator[str]:
    """The statements, which may be repeated on a table that is protected already."""
    table, column = model._meta.db_table, tenant_column(model)
    if column is None:
        raise ValueError(f"{model._meta.label} has no `tenant` to protect its rows by")
    yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    yield f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'
    yield from policies_of(table, column)
    for key in keys_to_tenant_rows(model):
        parent = key.related_model
        name, to = constraint_name(key), f'"{parent._meta.db_table}" (tenant_id, {key_column(key)})'
        yield f'CREATE UNIQUE INDEX IF NOT EXISTS "{index_name(parent)}" ON {to}'
        yield f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{name}"'
        yield (
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY (tenant_id, {key.column})'
            f" REFERENCES {to} DEFERRABLE INITIALLY DEFERRED"
        )


def policies_of(table: str, column: str) -> Iterator[str]:
    """The statements that write a table's policies, in place of those it has."""
    yield from _without_policies(table)
    yield f'CREATE POLICY {ITS_OWN} ON "{table}" USING ({IS_ITS_OWN.format(column=column)})'
    yield f'CREATE POLICY {EVERY} ON "{table}" TO {PLATFORM} USING (true)'


def _without_policies(table: str) -> Iterator[str]:
    for policy in (ITS_OWN, EVERY):
        yield f'DROP POLICY IF EXISTS {policy} ON "{table}"'


def removal_of(model: type[Model]) -> Iterator[str]:
    """What takes the protection back. Indexes stay: other tables may refer to them."""
    table = model._meta.db_table
    for key in keys_to_tenant_rows(model):
        yield f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{constraint_name(key)}"'
    yield from _without_policies(table)
    yield f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY'
    yield f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY'


def tenant_column(model: type[Model]) -> str | None:
    """The column that says whose a row is; None where the table knows no tenant."""
    if model._meta.label == TENANT:
        return "id"
    for field in model._meta.concrete_fields:
        if field.name != "tenant" or not isinstance(field, ForeignKey):
            continue
        if field.related_model._meta.label == TENANT:
            return str(field.column)
    return None


def keys_to_tenant_rows(model: type[Model]) -> list["ForeignKey[Any, Any]"]:
    """Foreign keys to rows that are a tenant's, its own row apart."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey)
        and field.related_model._meta.label != TENANT
        and tenant_column(field.related_model) is not None
    ]


def constraint_name(key: "ForeignKey[Any, Any]") -> str:
    return truncate_name(f"{key.model._meta.db_table}_{key.column}_in_tenant", 63)


def index_name(parent: type[Model]) -> str:
    return truncate_name(f"{parent._meta.db_table}_of_tenant", 63)


def key_column(key: "ForeignKey[Any, Any]") -> str:
    return str(key.target_field.column)
