"""`manage.py erase_visitor ID VISITOR`: what one visitor wrote and read."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tenants.management.tenants import named_tenant
from tenants.row_security import acting_for
from tenants.services.data import erase_visitor


class Command(BaseCommand):
    help = "Erases what one visitor of a tenant wrote and read; counts stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("tenant", type=int, help="the tenant's number")
        parser.add_argument("visitor", help="the visitor's id, as their browser keeps it")

    def handle(self, tenant: int, visitor: str, **options: Any) -> None:
        named = named_tenant(tenant)
        with acting_for(named.pk):
            erased = erase_visitor(named, visitor, by=None)
        self.stdout.write("Erased." if erased else "Nothing is kept under this id.")
