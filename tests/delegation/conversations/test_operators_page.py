"""The operators' own page: health, queues, errors and workspaces, with the switches."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from delegation.conversations.models import Escalation, EscalationState
from delegation.conversations.services import worker_health
from delegation.conversations.services.platform_health import ProcessLine, processes, waiting
from delegation.conversations.services.worker_health import SCHEDULER, SignOfLife, give_sign
from delegation.queues import ANSWERS, SLOW
from delegation.valkey import valkey
from tenants.models import Tenant, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_operator(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("op@platform.example", "a long phrase"))
    return client


@pytest.fixture
def no_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process has given a sign, whatever else runs on this Valkey."""
    monkeypatch.setattr(worker_health, "NAMES", f"workers-{uuid4()}")


def line(name: str) -> ProcessLine:
    return next(each for each in processes() if each.name == name)


@pytest.mark.parametrize("start", ["account_login", "dashboard", "admin:index"])
def test_operators_land_on_their_page(client: Client, start: str) -> None:
    User.objects.create_superuser("op@platform.example", "a long phrase")
    form = {"login": "op@platform.example", "password": "a long phrase"}
    address = reverse("account_login")
    follow = "" if start == "account_login" else f"?next={reverse(start)}"

    page = client.post(address + follow, form, follow=True)

    assert page.request["PATH_INFO"] == reverse("platform")
    assert "<h1>The platform</h1>" in page.content.decode()


def test_every_kind_of_process_that_gives_signs_is_well(no_signs: None) -> None:
    for name, queue in (("a", ANSWERS), ("b", ANSWERS), ("c", SLOW), ("d", SCHEDULER)):
        give_sign(f"{name}-{uuid4()}", SignOfLife(0, 8, (queue,)))

    assert line("Workers that answer visitors") == ProcessLine(
        "Workers that answer visitors", "2 running"
    )
    assert line("Workers for slow work").state == "1 running"
    assert line("Scheduler").problem == ""


def test_a_process_that_fell_silent_is_named_with_what_it_means(no_signs: None) -> None:
    name = f"silent-{uuid4()}"
    give_sign(name, SignOfLife(0, 8, (ANSWERS,)))
    valkey().expire(f"worker:{name}", worker_health.KEEP_SECONDS - 90)

    assert (
        "No sign of life for 90 seconds: messages wait"
        in line("Workers that answer visitors").problem
    )
    assert line("Scheduler").problem.startswith("No sign of life in the last hour")


def test_a_platform_without_valkey_says_so(valkey_away: None, as_operator: Client) -> None:
    page = as_operator.get(reverse("platform"))

    assert page.status_code == 200
    assert "workers find them when it is back" in page.content.decode()


def test_what_waits_too_long_is_marked(queued: Escalation) -> None:
    queued.refresh_from_db()
    soon = queued.created_at + timedelta(seconds=10)
    assert [each.problem for each in waiting(soon)] == [""] * 4

    late = waiting(soon + timedelta(minutes=1))[0]

    assert (late.count, late.problem) == (1, "The oldest waits too long.")


def test_errors_are_counted_by_code_and_workspace(as_operator: Client, queued: Escalation) -> None:
    ended = {"state": EscalationState.FAILED, "error_code": "teacher_timeout"}
    Escalation.objects.filter(pk=queued.pk).update(ended_at=timezone.now(), **ended)

    assert "<code>teacher_timeout</code>" in as_operator.get(reverse("platform")).content.decode()
    Escalation.objects.update(ended_at=timezone.now() - timedelta(hours=25))
    assert "Every message that ended was answered." in (
        as_operator.get(reverse("platform")).content.decode()
    )


@pytest.mark.parametrize(
    ("action", "typed", "says"),
    [
        ("suspend", {"reason": ""}, "Give a reason."),
        ("suspend", {"reason": "x" * 201}, "at most 200 characters"),
        ("allowance", {"allowance": "a lot"}, "An allowance is an amount of USD"),
        ("allowance", {"allowance": "-1"}, "An allowance is an amount of USD"),
        ("allowance", {"allowance": "1000000000"}, "An allowance is an amount of USD"),
        ("allowance", {"allowance": "1.234"}, "An allowance is an amount of USD"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(
    as_operator: Client, tenant: Tenant, action: str, typed: dict[str, str], says: str
) -> None:
    answer = as_operator.post(reverse("act_on_tenant", args=[tenant.pk, action]), typed)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert says in page
    assert all(f'value="{value}"' in page for value in typed.values() if value)
    tenant.refresh_from_db()
    assert (tenant.suspended_at, tenant.allowance) == (None, None)


def test_a_search_that_no_database_takes_finds_nothing(as_operator: Client, tenant: Tenant) -> None:
    page = as_operator.get(reverse("platform"), {"q": "\0no such workspace"})

    assert page.status_code == 200
    assert "No workspace has “no such workspace” in its name." in page.content.decode()
