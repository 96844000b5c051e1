"""Lays out a world's database and founds companies in it: `python -m tests.faults.found 5 ORIGIN`.

Prints a JSON list of [tenant id, site key].
"""

import json
import os
import sys

import django


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "delegation.settings"
    django.setup()
    from django.core.management import call_command

    count, origin = int(sys.argv[1]), sys.argv[2]
    call_command("migrate", database="owner", verbosity=0)
    print(json.dumps([found_company(number, origin) for number in range(count)]))  # noqa: T201 - for whoever started it


def found_company(number: int, origin: str) -> tuple[int, str]:
    """With prices of its own, so that the ledger is exact and known."""
    from tenants import services
    from tenants.models import User
    from tenants.row_security import acting_for

    owner = User(email=f"owner{number}@shop.example")
    owner.set_unusable_password()
    owner.save()
    tenant = services.create_tenant(f"Shop {number}", owner=owner)
    prices = {"input_price": 10, "output_price": 40, "monthly_budget": 1_000_000}
    prices["holdout_share"] = 0  # every visitor may be answered locally
    with acting_for(tenant.pk):
        services.allow_origin(tenant, origin, by=owner)
        services.change_settings(tenant, prices, by=owner)
        return tenant.pk, tenant.site_keys.get().key


if __name__ == "__main__":
    main()
