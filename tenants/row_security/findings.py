"""What the database lacks: read from its own catalogue, compared with the models."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from tenants.row_security.operations import (
    EVERY,
    ITS_OWN,
    constraint_name,
    keys_to_tenant_rows,
    tenant_column,
)
from tenants.row_security.scope import PLATFORM

TABLES = """
    SELECT relname, relrowsecurity, relforcerowsecurity,
           ARRAY(SELECT polname::text FROM pg_policy WHERE polrelid = pg_class.oid),
           pg_has_role(session_user, relowner, 'USAGE')
    FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
"""
CONSTRAINTS = "SELECT conname FROM pg_constraint WHERE contype = 'f'"
ROLE = """
    SELECT own.rolname, own.rolsuper, own.rolbypassrls, platform.oid IS NOT NULL,
           coalesce(pg_has_role(own.oid, platform.oid, 'USAGE'), false),
           coalesce(pg_has_role(own.oid, platform.oid, 'MEMBER'), false)
    FROM pg_roles own LEFT JOIN pg_roles platform ON platform.rolname = %s
    WHERE own.rolname = session_user
"""


class Gap(NamedTuple):
    """Something that would let a tenant's rows be seen. `where` is a table or a role."""

    where: str
    problem: str


class SignedIn(NamedTuple):
    """The role of a connection."""

    name: str
    superuser: bool
    bypasses: bool
    platform_exists: bool
    sees_all: bool
    may_see_all: bool


class TableSecurity(NamedTuple):
    name: str
    enabled: bool
    forced: bool
    policies: list[str]
    is_own: bool


@cache
def tenant_models() -> tuple[type[Model], ...]:
    """The models whose rows are a tenant's, and those that refer to such rows."""
    return tuple(
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and (tenant_column(model) is not None or keys_to_tenant_rows(model))
    )


def findings(connection: BaseDatabaseWrapper) -> list[Gap]:
    """Everything that is missing; empty when the role of this connection is held to row security.

    Raises django.db.DatabaseError.
    """
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = {row[0]: TableSecurity(*row) for row in cursor.fetchall()}
        cursor.execute(CONSTRAINTS)
        constraints = {name for (name,) in cursor.fetchall()}
        cursor.execute(ROLE, [PLATFORM])
        role = SignedIn(*cursor.fetchone())
    found = [Gap(role.name, problem) for problem in _problems_of_role(role)]
    for model in tenant_models():
        table = tables.get(model._meta.db_table)
        problems = _problems_of(model, table, constraints) if table else ["it does not exist"]
        found += [Gap(model._meta.db_table, problem) for problem in problems]
    return found


def _problems_of_role(role: SignedIn) -> Iterator[str]:
    if role.superuser or role.bypasses:
        yield "the role bypasses row security"
    elif role.sees_all:
        yield f"the role inherits what {PLATFORM} sees"
    elif role.may_see_all:
        yield f"the role can become {PLATFORM}: run `python -m delegation.embedded.roles close`"
    if not role.platform_exists:
        yield f"there is no role {PLATFORM}: provision the database again"


def _problems_of(model: type[Model], table: TableSecurity, constraints: set[str]) -> Iterator[str]:
    if tenant_column(model) is None:
        yield "it refers to a tenant's rows but has no `tenant` column"
        return
    if not (table.enabled and set(table.policies) == {ITS_OWN, EVERY}):
        yield "not our policies: add ProtectRows to its migration"
    elif not table.forced:
        yield "row security is not forced on its owner"
    if table.is_own:
        yield "the role of this connection owns it"
    for key in keys_to_tenant_rows(model):
        if constraint_name(key) not in constraints:
            yield f"{key.column} may refer to another tenant's row: add ProtectRows again"
