"""System checks: tables that would show one tenant's rows to another."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from tenants.row_security.findings import findings

APPLICATION = "default"  # the role that serves; the other one owns the tables


@register(Tags.database)
def rows_are_protected(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Every tenant's table is under row security. Waits for migrations that are still to run."""
    connection = connections[APPLICATION]
    if APPLICATION not in (databases or ()) or connection.vendor != "postgresql":
        return []
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return []
    return [
        Error(
            f"{found.where}: {found.problem}.",
            hint="`manage.py row_security` lists every table.",
            id="tenants.E001",
        )
        for found in findings(connection)
    ]
