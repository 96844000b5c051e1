"""`python -m tests.benchmarks.report_bench`: the savings report over millions of receipts.

Prints what the rolling up of one day takes, and what the page of a year takes on the server. Runs
alone on its machine, with a database of its own.
"""

import argparse
import resource
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from tests.benchmarks.own_servers import own_servers, superuser

if TYPE_CHECKING:  # Django has no settings before the servers run
    from django.test import Client

    from tenants.models import Tenant

PAGES = 7
AS_AUTOVACUUM = "VACUUM ANALYZE"  # what a database that runs for a year does by itself
HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--usage", type=int, default=10_000_000, help="rows of usage")
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--rules", type=int, default=100)
    options = parser.parse_args()
    with own_servers() as servers, superuser(servers) as keeper:
        measure(keeper, options.usage, options.calls, options.rules)


def measure(keeper: psycopg.Connection, usage: int, calls: int, rules: int) -> None:
    """Fill, roll up, read."""
    import django

    django.setup()
    from django.test import Client

    from delegation.savings import access
    from delegation.savings.services import rollup
    from tenants import services
    from tenants.models import User
    from tenants.row_security import acting_for

    owner = User.objects.create_user("o@bench.example", None)
    tenant = services.create_tenant("Bench", owner=owner)
    with acting_for(tenant.pk):
        filled = timed(lambda: fill(tenant, usage, calls, rules))
        keeper.execute(AS_AUTOVACUUM)
        print(f"{usage:,} usage rows and {calls:,} calls made in {filled:.0f} s")
        days = rollup.days_of_receipts(tenant)
        stretch = list(days.values())[len(days) // 2]
        print(f"roll-up of a day   {timed(lambda: rollup.roll_up(tenant, stretch)):8.2f} s")
        run("report_copies.sql", {"tenant": tenant.pk})
        keeper.execute(AS_AUTOVACUUM)
        print(f"sums of days       {access.day_sums_of(tenant).count():8,}")
    client = Client()
    client.force_login(owner)
    for days_shown in (30, 365):
        times = [timed(partial(page, client, days_shown)) for _ in range(PAGES)]
        print(f"page of {days_shown:3} days    {1000 * statistics.median(times[1:]):8.0f} ms")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory        {peak:8.0f} MB")


def page(client: "Client", days: int) -> None:
    answer = client.get("/savings/", {"days": days})
    if answer.status_code != 200:
        raise SystemExit(f"the page answered {answer.status_code}")


def fill(tenant: "Tenant", usage: int, calls: int, rules: int) -> None:
    """Receipts of a year, made by the database itself."""
    from tests.delegation.savings.ledger import Ledger

    ledger = Ledger(tenant)
    first = min(ledger.rule(f"phrase {n}").pk for n in range(rules))
    values: dict[str, int] = {
        "tenant": ledger.tenant.pk,
        "key": ledger.tenant.site_keys.get().pk,
        "batches": usage // 10,
        "visitors": max(1, usage // 200),
        "calls": calls,
        "rules": rules,
        "first": first,
    }
    run("report.sql", values)


def run(script: str, values: dict[str, int]) -> None:
    """The statements of a file, in one transaction."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for statement in filter(str.strip, (HERE / script).read_text().split(";\n")):
            cursor.execute(statement, values)


def timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
