"""`manage.py rollup`: makes the sums of receipts again, or checks that they are right."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from delegation.savings.services import rollup
from tenants.models import Tenant
from tenants.row_security import acting_for, as_platform


class Command(BaseCommand):
    help = "Make the sums of receipts again, or check them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail if wrong")
        parser.add_argument("--tenant", type=int, help="only this one; default: all")

    def handle(self, *args: Any, **options: Any) -> None:
        tenants = Tenant.objects.order_by("pk")
        if options["tenant"] is not None:
            tenants = tenants.filter(pk=options["tenant"])
        wrong = 0
        with as_platform("every tenant's sums are checked"):
            listed = list(tenants)
        for tenant in listed:
            with acting_for(tenant.pk):
                wrong += self._check(tenant) if options["check"] else self._repair(tenant)
        if wrong:
            raise CommandError(f"{wrong} sums are not what the receipts say.")

    def _check(self, tenant: Tenant) -> int:
        days, wrong = rollup.days_of_receipts(tenant), 0
        for stretch in days.values():
            for key, (stored, right) in rollup.differences(tenant, stretch).items():
                wrong += 1
                self.stdout.write(f"tenant {tenant.pk}: {key}: {stored}, by receipts {right}")
        if days:
            for day, values in rollup.day_differences(tenant, min(days), max(days)).items():
                wrong += 1
                self.stdout.write(f"tenant {tenant.pk}: {day}: {values[0]}, by hours {values[1]}")
        return wrong

    def _repair(self, tenant: Tenant) -> int:
        for stretch in rollup.days_of_receipts(tenant).values():
            rollup.roll_up(tenant, stretch)
        return 0
