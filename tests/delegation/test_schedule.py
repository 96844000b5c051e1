"""What repairs a lost message and what happens by the clock: each job is scheduled and does it."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from celery import current_app
from django.conf import settings

from tenants.row_security.scope import current_scope

# Each repairs what a lost commit hook or message left behind: how soon, in seconds, at the latest.
REPAIRS = {
    "conversations.sweep": 5,
    "notifications.sweep": 15,
    "rules.keep_packs": 30,
    "tenants.send_mail": 30,
}
# A job by the clock -> what it calls.
JOBS = {
    "conversations.sweep": ["delegation.conversations.tasks.sweep"],
    "conversations.forget_shares": ["delegation.conversations.tasks.forget_old_shares"],
    "conversations.learn_batches": ["delegation.conversations.tasks.learn_from_last_hour"],
    "conversations.recheck": ["delegation.conversations.tasks.recheck_answers"],
    "notifications.sweep": ["delegation.notifications.tasks.sweep_deliveries"],
    "rules.keep_packs": ["delegation.rules.tasks.publish_waiting"],
    "rules.weigh": ["delegation.rules.tasks.for_every_tenant"],
    "rules.suspend_expired": ["delegation.rules.tasks.suspend_expired"],
    "rules.digest": ["delegation.rules.tasks.send_digests"],
    "savings.roll_up": ["delegation.savings.tasks.for_every_tenant"],
    "savings.audit": ["delegation.savings.tasks.for_every_tenant"],
    "savings.mail_month": [
        "delegation.savings.tasks.for_every_tenant",
        "delegation.savings.tasks.mail_month",
    ],
    "savings.mail_week": [
        "delegation.savings.tasks.for_every_tenant",
        "delegation.savings.tasks.mail_week",
    ],
    "savings.forget": [
        "delegation.savings.tasks.for_every_tenant",
        "delegation.savings.tasks.forget_old_usage",
        "delegation.savings.tasks.forget_old_messages",
    ],
    "savings.forget_uploads": [
        "delegation.savings.tasks.for_every_tenant",
        "delegation.savings.tasks.forget_uploads",
    ],
    "tenants.erase_old_texts": ["tenants.tasks.erase_all_old_texts"],
    "tenants.send_mail": ["tenants.services.outbox.send_due"],
}
# A job of one tenant -> what it calls, with the tenant's id first.
OF_A_TENANT = {
    "conversations.answer": "delegation.conversations.tasks.answer",
    "conversations.examine": "delegation.conversations.tasks.hold_exam",
    "conversations.calibrate": "delegation.conversations.tasks.calibrate_teacher",
    "notifications.deliver": "delegation.notifications.tasks.deliver",
    "rules.publish": "delegation.rules.tasks.publish_tenant",
    "rules.relint": "delegation.rules.tasks.relint_tenant",
    "savings.read_upload": "delegation.savings.tasks.read_upload",
    "savings.replay": "delegation.savings.tasks.replay_upload",
}
SEES_ALL = ("conversations.sweep", "conversations.forget_shares", "notifications.sweep")
TENANT = 7


def scheduled() -> dict[str, float]:
    """How often each job begins, in seconds."""
    entries: list[dict[str, Any]] = list(settings.CELERY_BEAT_SCHEDULE.values())
    found = {entry["task"]: float(entry["schedule"]) for entry in entries}
    assert len(found) == len(entries)
    return found


@pytest.fixture
def tasks() -> dict[str, Any]:
    """The product's tasks by their names."""
    current_app.loader.import_default_modules()
    ours = ("conversations.", "notifications.", "rules.", "savings.", "tenants.")
    return {name: task for name, task in current_app.tasks.items() if name.startswith(ours)}


@pytest.fixture
def no_login(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scope without a connection: these jobs reach no database."""

    @contextmanager
    def same_login(**_: object) -> Iterator[None]:
        yield

    monkeypatch.setattr("tenants.row_security.scope.login_for", same_login)


def test_every_job_that_needs_nothing_is_scheduled_once(tasks: dict[str, Any]) -> None:
    by_the_clock = [
        name for name, task in tasks.items() if not inspect.signature(task.run).parameters
    ]
    assert sorted(scheduled()) == sorted(by_the_clock) == sorted(JOBS)
    assert sorted(set(tasks) - set(JOBS)) == sorted(OF_A_TENANT)


def test_what_was_lost_is_repaired_soon() -> None:
    every = scheduled()
    late = {name: every[name] for name, seconds in REPAIRS.items() if every[name] > seconds}
    assert late == {}


@pytest.mark.usefixtures("no_login")
@pytest.mark.parametrize("name", sorted(JOBS))
def test_a_job_by_the_clock_does_what_it_is_for(
    tasks: dict[str, Any], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    called: list[str] = []
    seen: list[bool] = []

    def note(place: str) -> Any:
        def called_with(*given: Any, **_: object) -> int:
            called.append(place)
            seen.append(current_scope().why.startswith(("a sweep", "the sweep", "old days")))
            if place.endswith("for_every_tenant") and JOBS[name][1:]:
                given[0](None)  # what is done for each
            return 0

        return called_with

    for place in JOBS[name]:
        monkeypatch.setattr(place, note(place))
    tasks[name].run()
    assert set(called) == set(JOBS[name])
    assert all(seen) is (name in SEES_ALL)


@pytest.mark.usefixtures("no_login")
@pytest.mark.parametrize("name", sorted(OF_A_TENANT))
def test_a_job_of_one_tenant_sees_that_tenant_alone(
    tasks: dict[str, Any], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    called: list[Any] = []

    def note(*given: object) -> None:
        called.append((given, current_scope().tenant_id, current_scope().platform))

    monkeypatch.setattr(OF_A_TENANT[name], note)
    row = uuid4()
    takes_row = len(inspect.signature(tasks[name].run).parameters) == 2
    tasks[name].run(TENANT, *([str(row)] if takes_row else []))
    given: tuple[int | UUID, ...] = (TENANT, row) if takes_row else (TENANT,)
    assert called == [(given, TENANT, False)]
