"""`manage.py export_tenant ID FILE`: everything of one tenant, as one archive."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from tenants.management.tenants import named_tenant
from tenants.services.leaving import export_tenant


class Command(BaseCommand):
    help = "Writes everything of one tenant into a ZIP file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("tenant", type=int, help="the tenant's number")
        parser.add_argument("file", type=Path, help="where to write; it must not exist")

    def handle(self, tenant: int, file: Path, **options: Any) -> None:
        named = named_tenant(tenant)
        with file.open("xb") as to:
            counts = export_tenant(named, to, by=None)
        self.stdout.write(f"{sum(counts.values())} rows of {named} in {file}")
