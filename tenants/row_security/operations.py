"""What migrations say to protect a tenant's rows."""

from collections.abc import Iterator
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.utils import truncate_name
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import ForeignKey, Model

POLICY = "of_its_tenant"
TENANT = "tenants.Tenant"
# As sub-selects these are computed once per statement, not once per row.
MAY_SEE = (
    "{column} = (SELECT nullif(current_setting('app.tenant', true), '')::bigint)"
    " OR (SELECT current_setting('app.scope', true) = 'platform')"
)


class ProtectRows(Operation):
    """Shows a table's rows to their tenant only, and keeps what they refer to within it.

    Comes after the operations that make the table and its columns. Say it again in the migration
    that adds another foreign key to a tenant's table.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models stay as they are."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        for statement in protection_of(model):
            schema_editor.execute(statement)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        for statement in removal_of(model):
            schema_editor.execute(statement)

    def describe(self) -> str:
        return f"Protect the rows of {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"protect_{self.model_name.lower()}"


def protection_of(model: type[Model]) -> Iterator[str]:
    """The statements, which may be repeated on a table that is protected already."""
    table, column = model._meta.db_table, tenant_column(model)
    if column is None:
        raise ValueError(f"{model._meta.label} has no `tenant` to protect its rows by")
    may_see = MAY_SEE.format(column=column)
    yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    yield f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'
    yield f'DROP POLICY IF EXISTS {POLICY} ON "{table}"'
    yield f'CREATE POLICY {POLICY} ON "{table}" USING ({may_see}) WITH CHECK ({may_see})'
    for key in keys_to_tenant_rows(model):
        parent = key.related_model
        name, to = constraint_name(key), f'"{parent._meta.db_table}" (tenant_id, {key_column(key)})'
        yield f'CREATE UNIQUE INDEX IF NOT EXISTS "{index_name(parent)}" ON {to}'
        yield f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{name}"'
        yield (
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY (tenant_id, {key.column})'
            f" REFERENCES {to} DEFERRABLE INITIALLY DEFERRED"
        )


def removal_of(model: type[Model]) -> Iterator[str]:
    """What takes the protection back. Indexes stay: other tables may refer to them."""
    table = model._meta.db_table
    for key in keys_to_tenant_rows(model):
        yield f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{constraint_name(key)}"'
    yield f'DROP POLICY IF EXISTS {POLICY} ON "{table}"'
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
