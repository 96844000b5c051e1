"""`manage.py row_security`: which tables are a tenant's, and what does not protect them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from tenants.row_security.findings import findings, tenant_models


class Command(BaseCommand):
    help = "Lists the tables of tenants; fails when row security does not hold for one of them."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        found = findings(connection)
        unprotected = {finding.where for finding in found}
        for table in sorted(model._meta.db_table for model in tenant_models()):
            self.stdout.write(f"{'MISSING' if table in unprotected else 'protected':10} {table}")
        if found:
            lines = [f"{finding.where}: {finding.problem}" for finding in found]
            raise CommandError("\n".join(lines))
