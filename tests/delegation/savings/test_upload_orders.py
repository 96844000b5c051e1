"""A worker gives the process of an upload its order, and stores each message of the process."""

import logging
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from delegation.domain.ledger.intervals import NOT_KNOWN
from delegation.domain.wording import Sentence, as_data
from delegation.savings.models import ChatUpload, DateOrder, UploadState
from delegation.savings.services import opportunities
from delegation.savings.services.opportunities import (
    AnotherRuns,
    cost_of_an_answer,
    found_by,
    read_upload,
    replay_upload,
    run_process,
    start_replay,
)
from tenants.models import Tenant, User
from tests.delegation.savings.making import (
    NO_WORKER,
    STOPPED,
    SentTasks,
    change,
    day_sum,
    estimate,
    reloaded,
    upload,
)

COLUMNS = {"conversation": "id", "sender": "role", "text": "text", "at": ""}
Said = list[dict[str, Any]]

pytestmark = pytest.mark.django_db


class FakeProcess:
    """Stands for the process of an upload: records its orders and sends these messages."""

    def __init__(self, said: Said | Exception) -> None:
        self.said = said
        self.orders: list[tuple[dict[str, Any], bytes, float]] = []

    def __call__(
        self, order: dict[str, Any], data: bytes, *, seconds: float
    ) -> Iterator[dict[str, Any]]:
        self.orders.append((order, data, seconds))
        if isinstance(self.said, Exception):
            raise self.said
        yield from self.said


def says(monkeypatch: pytest.MonkeyPatch, *said: dict[str, Any]) -> FakeProcess:
    process = FakeProcess(list(said))
    monkeypatch.setattr(opportunities, "run_process", process)
    return process


def running(tenant: Tenant, owner: User, **columns: Any) -> ChatUpload:
    return upload(tenant, owner, state=UploadState.RUNNING, **columns)


def test_the_process_reads_as_the_person_chose(
    tenant: Tenant, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = says(monkeypatch)
    chosen = {"columns": COLUMNS, "date_order": DateOrder.DAY, "assistants": ["agent"]}
    for columns in ({}, chosen, {"date_order": DateOrder.MONTH}):
        row = upload(tenant, owner, **columns)
        read_upload(tenant.pk, row.pk)
    asked = {"what": "read", "name": "chats.csv", "columns": None, "day_first": None}
    first, second, third = (order for order, _, _ in process.orders)
    assert first == asked | {"assistants": []}
    assert second == asked | {"columns": COLUMNS, "day_first": True, "assistants": ["agent"]}
    assert third == asked | {"day_first": False, "assistants": []}
    assert {seconds for _, _, seconds in process.orders} == {120}


def test_the_process_replays_as_the_workspace_learns(
    tenant: Tenant, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = says(monkeypatch)
    tenant.sightings = 7
    tenant.save()
    row = running(tenant, owner, columns=COLUMNS, date_order="day", assistants=["agent"])
    replay_upload(tenant.pk, row.pk)
    ((order, _, seconds),) = process.orders
    assert order == {
        "what": "replay", "sightings": 7, "most_messages": 200_000, "cost": [None, None, None],
        "name": "chats.csv", "columns": COLUMNS, "day_first": True, "assistants": ["agent"],
    }  # fmt: skip
    assert seconds == 1200


def test_a_stranger_replays_fewer_messages_at_the_cost_they_entered(
    tenant: Tenant, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = says(monkeypatch)
    tenant.for_strangers = True
    tenant.save()
    replay_upload(tenant.pk, running(tenant, owner, answer_cost=Decimal("0.012")).pk)
    ((order, _, _),) = process.orders
    assert order["most_messages"] == 20_000
    assert order["cost"] == ["0.012000"] * 3


def test_an_upload_is_read_or_replayed_only_in_its_state_and_workspace(
    tenant: Tenant, other_tenant: Tenant, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = says(monkeypatch)
    reading, runs = upload(tenant, owner), running(tenant, owner)
    for work, row in ((replay_upload, reading), (read_upload, runs)):
        work(tenant.pk, row.pk)
        work(other_tenant.pk, row.pk)
    read_upload(other_tenant.pk, reading.pk)
    replay_upload(other_tenant.pk, runs.pk)
    assert process.orders == []
    assert (reloaded(reading).state, reloaded(runs).state) == ("reading", "running")


def test_a_file_that_was_read_waits_for_the_person(
    tenant: Tenant, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(monkeypatch, {"progress": [100, 0]}, {"reading": {"names": ["id"]}})
    row = upload(tenant, owner)
    read_upload(tenant.pk, row.pk)
    found = reloaded(row)
    assert (found.state, found.reading, found.done) == ("waiting", {"names": ["id"]}, 0)
    assert found.sealed


def test_the_result_ends_the_replay_and_erases_the_file(
    tenant: Tenant, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = {"messages": 60, "answered": 20}
    says(monkeypatch, {"progress": [10, 60]}, {"found": result})
    row = running(tenant, owner)
    replay_upload(tenant.pk, row.pk)
    found = reloaded(row)
    assert (found.state, found.found, found.done, found.turns) == ("done", result, 60, 60)
    assert found.sealed == ""


def test_progress_is_stored_while_the_process_works(
    tenant: Tenant, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, seen = running(tenant, owner), []

    def slowly(*_: Any, **__: Any) -> Iterator[dict[str, Any]]:
        for done in (10, 20):
            yield {"progress": [done, 60]}
            now = reloaded(row)
            seen.append((now.state, now.done, now.turns))

    monkeypatch.setattr(opportunities, "run_process", slowly)
    replay_upload(tenant.pk, row.pk)
    assert seen == [("running", 10, 60), ("running", 20, 60)]


def test_a_refusal_is_stored_as_text_and_as_data_for_translation(
    tenant: Tenant, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = as_data(Sentence("line %(line)s is no dialogue %(more)s", {"line": 3, "more": "x" * 600}))
    says(monkeypatch, {"refused": why})
    row = running(tenant, owner)
    replay_upload(tenant.pk, row.pk)
    found = reloaded(row)
    assert found.state == UploadState.REFUSED
    assert found.problem == f"line 3 is no dialogue {'x' * 600}"[:500]
    assert found.reading == {"why": why}


def test_a_process_that_ends_without_a_result_counts_as_stopped(
    tenant: Tenant, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(monkeypatch, {"progress": [10, 60]}, {"another": "thing"})
    row = running(tenant, owner)
    replay_upload(tenant.pk, row.pk)
    assert (reloaded(row).state, row.problem, row.sealed) == ("refused", STOPPED, "")


def test_an_erased_file_is_refused_without_a_process(
    tenant: Tenant, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    process, row = says(monkeypatch), running(tenant, owner, sealed="")
    replay_upload(tenant.pk, row.pk)
    assert (reloaded(row).state, row.problem) == ("refused", "the file was erased")
    assert process.orders == []


def test_an_error_of_ours_is_logged_and_ends_the_wait(
    tenant: Tenant,
    owner: User,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(opportunities, "run_process", FakeProcess(OSError("no processes left")))
    row = running(tenant, owner)
    with caplog.at_level(logging.ERROR):
        replay_upload(tenant.pk, row.pk)
    assert reloaded(row).state == UploadState.REFUSED
    assert row.problem == "something went wrong on our side; the error was logged"
    assert "no processes left" in caplog.text


def test_a_start_wakes_a_worker_once(
    tenant: Tenant,
    owner: User,
    sent: SentTasks,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    row = upload(tenant, owner, state=UploadState.WAITING, touched_at=long_ago)
    with django_capture_on_commit_callbacks(execute=True):
        start_replay(row, ["agent"])
        start_replay(row, ["user"])
    assert sent == [("savings.replay", tenant.pk, str(row.pk))]
    found = reloaded(row)
    assert (found.state, found.assistants) == ("running", ["agent"])
    assert is_fresh(found.touched_at)


def is_fresh(moment: datetime) -> bool:
    return timezone.now() - moment < timedelta(minutes=30)


def test_a_replay_does_not_start_while_another_of_the_workspace_runs(
    tenant: Tenant,
    other_tenant: Tenant,
    owner: User,
    sent: SentTasks,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    runs = running(tenant, owner)
    row = upload(tenant, owner, state=UploadState.WAITING)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(AnotherRuns):
        start_replay(row, ["agent"])
    assert sent == []
    change(runs, tenant=other_tenant)
    with django_capture_on_commit_callbacks(execute=True):
        start_replay(row, ["agent"])
    assert len(sent) == 1


def test_a_replay_is_refused_where_no_worker_can_be_reached(
    tenant: Tenant,
    owner: User,
    sent: SentTasks,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    sent.away = True
    row = upload(tenant, owner, state=UploadState.WAITING)
    with django_capture_on_commit_callbacks(execute=True):
        start_replay(row, ["agent"])
    assert reloaded(row).state == UploadState.REFUSED
    assert row.problem == NO_WORKER


def test_the_process_gets_the_file_and_none_of_our_secrets(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """The process runs in the project's folder, without the environment of the worker."""
    package = tmp_path / "delegation" / "savings" / "services"
    package.mkdir(parents=True)
    for folder in (package, package.parent, package.parent.parent):
        (folder / "__init__.py").touch()
    (package / "replay_process.py").write_text(
        "import json, os, sys\n"
        "data = sys.stdin.buffer.read().decode()\n"
        "here = {**os.environ, 'cwd': os.getcwd()}\n"
        "print(json.dumps({'got': data, 'has': here}))\n"
    )
    settings.BASE_DIR = tmp_path
    monkeypatch.setenv("SECRET_KEY", "hush")
    (said,) = run_process({"what": "read"}, b"a\nb", seconds=60)
    assert said["got"] == '{"what": "read"}\na\nb'
    ours = set(said["has"]) - {"LC_CTYPE"}  # Python sets this one itself
    assert ours == {"PYTHONPATH", "PYTHONIOENCODING", "cwd"}
    assert said["has"]["cwd"] == said["has"]["PYTHONPATH"] == os.path.realpath(tmp_path)
    assert said["has"]["PYTHONIOENCODING"] == "utf-8"


def test_an_answer_costs_the_mean_of_all_lessons_of_all_days(
    tenant: Tenant, other_tenant: Tenant
) -> None:
    assert cost_of_an_answer(tenant) == NOT_KNOWN
    day_sum(tenant, "plain.unknown", "5")
    assert cost_of_an_answer(tenant) == NOT_KNOWN
    for part, day in ((1, 1), (1, 2), (2, 2)):
        day_sum(tenant, "plain.known", "2", part=part, day=day)
        day_sum(tenant, "plain.cost", "0.03", part=part, day=day)
        day_sum(tenant, "plain.cost2", "0.0005", part=part, day=day)
    day_sum(other_tenant, "plain.known", "100")
    day_sum(tenant, "answers", "100")
    found = cost_of_an_answer(tenant)
    assert found.value == Decimal("0.015")
    ends = [round(end or Decimal(0), 6) for end in (found.low, found.high)]
    assert ends == [Decimal("0.009241"), Decimal("0.020759")]


def test_a_stored_result_is_read_back_as_figures(tenant: Tenant, owner: User) -> None:
    row = upload(tenant, owner)
    assert found_by(row) is None
    part = {"value": "0.5", "low": None, "high": None}
    row.found = {
        "messages": 2, "answered": 1, "share": part, "wrong_rate": part, "money": part,
        "phrases": ["hello"], "examples": [["hi", "nothing", 3]], "labelled": False,
    }  # fmt: skip
    found = found_by(row)
    assert found is not None
    assert (found.answered, found.money) == (1, estimate("0.5"))
    assert found.shown == [("", "hi", "nothing", 3)]
