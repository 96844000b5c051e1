"""`manage.py delete_tenant ID --name NAME`: one tenant with everything, for good."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tenants.management.tenants import named_tenant
from tenants.services.leaving import delete_tenant


class Command(BaseCommand):
    help = "Deletes one tenant with everything. Export it first: there is no way back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("tenant", type=int, help="the tenant's number")
        parser.add_argument("--name", required=True, help="its name, as a confirmation")

    def handle(self, tenant: int, name: str, **options: Any) -> None:
        named = named_tenant(tenant)
        if named.name != name:
            raise CommandError(f"Tenant {tenant} is called {named.name!r}. Nothing was deleted.")
        delete_tenant(named, by=None)
        self.stdout.write(f"{name} is deleted.")
