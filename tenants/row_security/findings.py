"""What the database lacks: read from its own catalogue, compared with the models."""

from collections.abc import Iterator
from typing import NamedTuple

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from tenants.row_security.operations import (
    POLICY,
    constraint_name,
    keys_to_tenant_rows,
    tenant_column,
)

TABLES = """
    SELECT relname, relrowsecurity, relforcerowsecurity,
           EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND polname = %s),
           pg_has_role(relowner, 'USAGE')
    FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
"""
CONSTRAINTS = "SELECT conname FROM pg_constraint WHERE contype = 'f'"
ROLE = "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"


class Finding(NamedTuple):
    """Something that would let a tenant's rows be seen. `where` is a table or a role."""

    where: str
    problem: str


class Table(NamedTuple):
    name: str
    enabled: bool
    forced: bool
    has_policy: bool
    is_own: bool


def tenant_models() -> list[type[Model]]:
    """The models whose rows are a tenant's, and those that refer to such rows."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and (tenant_column(model) is not None or keys_to_tenant_rows(model))
    ]


def findings(connection: BaseDatabaseWrapper) -> list[Finding]:
    """Everything that is missing; empty when the role of this connection is held to row security.

    Raises django.db.DatabaseError.
    """
    with connection.cursor() as cursor:
        cursor.execute(TABLES, [POLICY])
        tables = {row[0]: Table(*row) for row in cursor.fetchall()}
        cursor.execute(CONSTRAINTS)
        constraints = {name for (name,) in cursor.fetchall()}
        cursor.execute(ROLE)
        name, superuser, bypasses = cursor.fetchone()
    found = [Finding(name, "the role bypasses row security")] if superuser or bypasses else []
    for model in tenant_models():
        table = tables.get(model._meta.db_table)
        problems = _problems_of(model, table, constraints) if table else ["it does not exist"]
        found += [Finding(model._meta.db_table, problem) for problem in problems]
    return found


def _problems_of(model: type[Model], table: Table, constraints: set[str]) -> Iterator[str]:
    if tenant_column(model) is None:
        yield "it refers to a tenant's rows and has no `tenant` of its own"
        return
    if not (table.enabled and table.has_policy):
        yield "no policy: add ProtectRows to its migration"
    elif not table.forced:
        yield "row security is not forced on its owner"
    if table.is_own:
        yield "the role of this connection owns it"
    for key in keys_to_tenant_rows(model):
        if constraint_name(key) not in constraints:
            yield f"{key.column} may refer to another tenant's row: add ProtectRows again"
