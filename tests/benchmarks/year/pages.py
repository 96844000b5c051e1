"""How long the pages of the year take, on the server."""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from delegation.embedded.servers import Servers
from tests.benchmarks.year.company import Company
from tests.benchmarks.year.filling import MOVED, OF_A_CONVERSATION
from tests.benchmarks.year.watching import processor_seconds

if TYPE_CHECKING:  # Django has no settings before the servers run
    from django.test import Client

ROUNDS = 5
MOST_MS = 300


def pages(company: Company, messages: int) -> Iterator[tuple[str, str]]:
    """(name, address) of the busy company's pages."""
    from django.utils import timezone

    from delegation.savings.services.kept_reports import keep_report
    from tenants.models import User

    today = timezone.now().date()
    owner = User.objects.get(email=company.email)
    kept = keep_report(company.tenant, today - timedelta(days=29), today, by=owner)
    newest = MOVED + messages // OF_A_CONVERSATION
    yield "dashboard", "/dashboard/"
    yield "savings, 30 days", "/savings/"
    yield "savings, a year", "/savings/?days=365"
    yield "report of a year as a file", "/savings/report.csv?days=365"
    yield "kept report", f"/savings/kept/{kept.pk}/"
    yield "conversations, newest", "/conversations/"
    yield "conversations, half a year before", f"/conversations/?before={newest - newest // 2}"
    yield "search, a word of every message", "/conversations/?q=parcel"
    yield (
        "search, a message of last week",
        f"/conversations/?q=number+{messages - messages // 60}%3F",
    )
    yield "search, a word of no message", "/conversations/?q=zebra"
    yield "search, a visitor", f"/conversations/?q={company.escalation.conversation.visitor}"
    yield "one conversation", f"/conversations/{newest}/"
    yield "desk, the queue", "/moderation/rules/rule/"
    yield "desk, searched", "/moderation/rules/rule/?q=wonderful"
    yield "desk, one rule", f"/moderation/rules/rule/{MOVED + 1}/change/"
    yield "desk, what if", f"/moderation/what_if/?rule={MOVED + 400}"
    yield "receipts of calls", "/savings/receipts/calls/"
    yield "audit log", "/audit/"
    yield "data", "/data/"
    yield "teacher", "/teacher/"


def quiet_pages() -> Iterator[tuple[str, str]]:
    """Pages of the company that wrote once, a year ago, beside the busy one."""
    yield "quiet company, dashboard", "/dashboard/"
    yield "quiet company, conversations", "/conversations/"
    yield "quiet company, search", "/conversations/?q=zebra"


def operators_pages() -> Iterator[tuple[str, str]]:
    yield "operators, platform", "/admin/platform/"
    yield "operators, messages", "/admin/conversations/escalation/"
    yield "operators, answers", "/admin/conversations/answer/"
    yield "operators, calls", "/admin/conversations/teachercall/"
    yield "operators, beacons", "/admin/savings/usagebatch/"


def show_pages(servers: Servers, company: Company, messages: int) -> None:
    """Print what each page takes."""
    from django.test import Client

    from delegation.savings.access import answers_given
    from tenants.models import User
    from tenants.row_security import acting_for

    print(f"\n{'page':40}{'ms':>8}{'of a processor':>16}", flush=True)
    with acting_for(company.tenant.pk):
        of_busy = list(pages(company, messages))
        _show(
            servers,
            "what a complaint is weighed against",
            lambda: answers_given(company.tenant, MOVED + 1, 1),
        )
    operator = User.objects.filter(is_superuser=True).first() or User.objects.create_superuser(
        "operator@year.example", "correct horse battery"
    )
    for email, some in (
        (company.email, of_busy),
        (company.quiet_email, list(quiet_pages())),
        (operator.email, list(operators_pages())),
    ):
        client = Client()
        client.force_login(User.objects.get(email=email))
        for name, address in some:
            _show(servers, name, partial(_fetch, client, address))


def _fetch(client: "Client", address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)


def _show(servers: Servers, name: str, work: Callable[[], object]) -> None:
    """Print the median of some rounds, and the processor's time of their mean."""
    work()  # warms the server's caches
    used, took = processor_seconds(servers), []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    busy = (processor_seconds(servers) - used) * 1000 / ROUNDS
    middle = statistics.median(took)
    print(f"{name:40}{middle:>8.0f}{busy:>16.0f}{' SLOW' if middle > MOST_MS else ''}", flush=True)
