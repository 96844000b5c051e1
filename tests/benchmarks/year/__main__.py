"""A year of one busy company: how large its tables are, how long pages, sums and retention take.

`python -m tests.benchmarks.year [MESSAGES]` makes so many messages (10 million if not said) with
their answers, calls, conversations, beacons and sums, into a PostgreSQL for itself. The database
copies rows that the product's services wrote; everything that is measured goes through the product:
pages through Django's client as the owner, and retention through the services that `beat` wakes.
It needs about 2 kB of disk a message, and deletes all of it at the end.
"""

import argparse
import os
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import psycopg

from delegation.embedded.servers import Servers
from tests.benchmarks.own_servers import own_servers, superuser
from tests.benchmarks.year.company import LIMITS, found_companies, patient_teacher
from tests.benchmarks.year.filling import BIG, DAYS, copy_sums, fill
from tests.benchmarks.year.pages import show_pages
from tests.benchmarks.year.tables import show_bloat, show_sizes
from tests.benchmarks.year.watching import watched

if TYPE_CHECKING:  # Django has no settings before the servers run
    from tenants.models import Tenant

MESSAGES = 10_000_000
RETENTION_DAYS = 300  # of texts: those of four months are blanked at once
QUIET_SECONDS = 10.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("messages", type=int, nargs="?", default=MESSAGES)
    messages = parser.parse_args().messages
    with patient_teacher() as teacher, own_servers() as servers, superuser(servers) as keeper:
        os.environ.update(LIMITS, OPENAI_BASE_URL=teacher.base_url, LOG_LEVEL="ERROR")
        import django

        django.setup()
        from tenants.row_security import as_platform

        with as_platform("the benchmark arranges everything"):
            company = found_companies()
        seconds = fill(servers, company, messages)
        print(f"{messages:,} messages of {DAYS} days made in {seconds:.0f} s", flush=True)
        show_sums(servers, keeper, company.tenant)
        show_sizes(keeper, "after the year")
        show_pages(servers, company, messages)
        show_retention(servers, company.tenant)
        show_sizes(keeper, "after retention")
        keeper.execute("VACUUM (ANALYZE)")
        show_sizes(keeper, "after autovacuum's work")
        show_pages(servers, company, messages)
        show_bloat(keeper, BIG)


def show_sums(servers: Servers, keeper: psycopg.Connection, tenant: "Tenant") -> None:
    """Sums are made every minute; a day of them is what `beat` has to make up for after a day."""
    from django.utils import timezone

    from delegation.savings.models import RollUp
    from delegation.savings.services.rollup import days_of_receipts, roll_up, roll_up_news
    from tenants.row_security import acting_for

    now = timezone.now()
    with acting_for(tenant.pk):
        days = list(days_of_receipts(tenant).values())
        middle = days[len(days) // 2]
        timed("sums of a day of last year", servers, tenant, partial(roll_up, tenant, middle))
        copy_sums(keeper, tenant.pk)
        RollUp.objects.create(tenant=tenant, through=now - timedelta(days=1), time_zone="UTC")
        news = partial(roll_up_news, tenant, now=now)
        timed("sums of the last day", servers, tenant, news)
        timed("sums of the last minutes", servers, tenant, news)


def show_retention(servers: Servers, tenant: "Tenant") -> None:
    """What the hourly and the daily work take, and what a visitor feels of them."""
    import time

    from django.utils import timezone

    from delegation.savings.services.retention import forget_old_messages, forget_old_usage
    from tenants.row_security import acting_for
    from tenants.services.data import erase_old_texts

    now = timezone.now()
    print()
    with acting_for(tenant.pk):
        timed("nothing else", servers, tenant, lambda: time.sleep(QUIET_SECONDS))
        tenant.retention_days = RETENTION_DAYS
        tenant.save(update_fields=["retention_days"])
        work: list[tuple[str, Callable[[], object]]] = [
            ("texts of four months blanked", lambda: erase_old_texts(tenant, now)),
            ("texts of an hour", lambda: erase_old_texts(tenant, now + timedelta(hours=1))),
            ("beacons of a month deleted", lambda: forget_old_usage(tenant, now)),
            ("messages of a month deleted", lambda: forget_old_messages(tenant, now)),
            ("messages of a day", lambda: forget_old_messages(tenant, now + timedelta(days=1))),
        ]
        for name, each in work:
            timed(name, servers, tenant, each)


def timed(name: str, servers: Servers, tenant: "Tenant", work: Callable[[], object]) -> None:
    found, result = watched(servers, tenant, work)
    took = f"{found.seconds:>8.1f} s ({found.processor:.1f} of a processor)"
    held, waited = found.longest_lock * 1000, found.longest_wait * 1000
    usual, slowest = found.quantile(0.5) * 1000, found.quantile(1) * 1000
    print(
        f"{name:32}{took} {result or 0!s:>10} rows; locks: longest held {held:,.0f} ms, waited for"
        f" {waited:,.0f} ms; a visitor's message p50 {usual:.0f}, slowest {slowest:.0f} ms",
        flush=True,
    )


if __name__ == "__main__":
    main()
