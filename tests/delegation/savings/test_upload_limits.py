"""What is kept of an upload, for how long, and how many a workspace may have."""

import gzip
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from delegation.domain.exports.turns import ExportRefused
from delegation.savings.models import ChatUpload, UploadState
from delegation.savings.services import uploads
from delegation.savings.services.uploads import (
    UploadLimits,
    end_if_stopped,
    file_of,
    forget_uploads,
    read_again,
    set_state,
    take_upload,
)
from tenants.models import Tenant, User
from tests.delegation.savings.making import SentTasks

CHATS = b"id,role,text\n1,user,hello\n1,agent,Hello!\n"
STOPPED = "the work was stopped before its end; upload the file again"
NO_WORKER = "no worker could be reached; upload the file again in a minute"

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> SentTasks:
    tasks = SentTasks()
    monkeypatch.setattr(uploads, "send", tasks)
    return tasks


def take(tenant: Tenant, owner: User | None, data: bytes = CHATS, /, **more: Any) -> ChatUpload:
    """An upload as the database has it, changed to these columns."""
    row = take_upload(tenant, data, name="chats.csv", by=owner)
    return changed(row, **more) if more else row


def changed(row: ChatUpload, **columns: Any) -> ChatUpload:
    ChatUpload.objects.filter(pk=row.pk).update(**columns)
    row.refresh_from_db()
    return row


def test_an_upload_is_kept_with_its_name_and_person_and_read_by_a_worker(
    tenant: Tenant,
    owner: User,
    sent: SentTasks,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        row = take_upload(tenant, CHATS, name="n" * 300, by=owner, network="net")
    row.refresh_from_db()
    assert (row.tenant, row.uploaded_by, row.network) == (tenant, owner, "net")
    assert (row.file_name, row.state) == ("n" * 200, UploadState.READING)
    assert sent == [("savings.read_upload", tenant.pk, str(row.pk))]


def test_where_no_worker_can_be_reached_an_upload_says_so(
    tenant: Tenant,
    owner: User,
    sent: SentTasks,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    sent.away = True
    with django_capture_on_commit_callbacks(execute=True):
        row = take(tenant, owner)
    row.refresh_from_db()
    assert (row.state, row.problem, row.sealed) == ("refused", NO_WORKER, "")


@pytest.mark.parametrize("data", [gzip.compress(CHATS), b"PK\x03\x04 an archive"])
def test_what_is_packed_already_is_kept_as_it_is(tenant: Tenant, data: bytes) -> None:
    assert file_of(tenant.pk, take(tenant, None, data).pk) == data


def test_anything_else_is_packed(tenant: Tenant) -> None:
    kept = file_of(tenant.pk, take(tenant, None, CHATS * 50).pk) or b""
    assert gzip.decompress(kept) == CHATS * 50
    assert len(kept) < len(CHATS * 5)


def test_a_file_of_25_megabytes_is_taken_and_no_larger_one(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert uploads.MOST_BYTES == 26_214_400
    monkeypatch.setattr(uploads, "MOST_BYTES", len(CHATS))
    take(tenant, None)
    with pytest.raises(ExportRefused, match="larger than 25 MB; export a shorter period"):
        take(tenant, None, CHATS + b"x")


def refusal(tenant: Tenant, limits: UploadLimits | None = None) -> str:
    with pytest.raises(ExportRefused) as refused:
        take_upload(tenant, CHATS, name="chats.csv", by=None, limits=limits)
    return str(refused.value.why)


def test_three_files_may_be_open_whatever_is_done_with_them(tenant: Tenant) -> None:
    for state in (UploadState.READING, UploadState.WAITING, UploadState.RUNNING):
        take(tenant, None, state=state)
    assert refusal(tenant) == ("3 files are open already; finish one, or try again in an hour")
    set_state(tenant.pk, ChatUpload.objects.earliest("created_at").pk, state=UploadState.DONE)
    take(tenant, None)


def test_one_file_at_a_time_is_said_in_the_singular(tenant: Tenant, other_tenant: Tenant) -> None:
    take(other_tenant, None)
    one = UploadLimits(waiting=1, per_day=9)
    row = take_upload(tenant, CHATS, name="", by=None, limits=one)
    assert refusal(tenant, one) == "1 file is open already; finish it, or try again in an hour"
    set_state(tenant.pk, row.pk, state=UploadState.REFUSED)
    one = UploadLimits(waiting=9, per_day=1)
    assert refusal(tenant, one) == "1 file was uploaded today; try again tomorrow"


def test_fifty_files_a_day_may_be_uploaded(tenant: Tenant, other_tenant: Tenant) -> None:
    for each, count in ((other_tenant, 5), (tenant, 50)):
        for _ in range(count):
            ChatUpload.objects.create(tenant=each, state=UploadState.DONE)
    assert refusal(tenant) == "50 files were uploaded today; try again tomorrow"
    row = ChatUpload.objects.filter(tenant=tenant).earliest("created_at")
    changed(row, created_at=timezone.now() - timedelta(hours=23))
    assert "50 files" in refusal(tenant)
    changed(row, created_at=timezone.now() - timedelta(hours=24, seconds=1))
    take(tenant, None)


def test_a_file_is_read_again_as_the_person_chose(
    tenant: Tenant,
    sent: SentTasks,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    columns = {"conversation": "id", "sender": "role", "text": "text", "at": ""}
    row = take(tenant, None, state=UploadState.WAITING, touched_at=days_before(1))
    with django_capture_on_commit_callbacks(execute=True):
        read_again(row, columns, date_order="day", assistants=("agent",))
        read_again(row, None)  # a double click
    row.refresh_from_db()
    assert (row.state, row.columns, row.date_order) == ("reading", columns, "day")
    assert row.assistants == ["agent"]
    assert timezone.now() - row.touched_at < timedelta(hours=1)
    assert sent == [("savings.read_upload", tenant.pk, str(row.pk))]


def test_without_a_choice_the_file_is_read_as_it_is_understood(tenant: Tenant) -> None:
    chosen: dict[str, Any] = {
        "columns": {"text": "x"},
        "date_order": "day",
        "assistants": ["agent"],
    }
    row = take(tenant, None, state=UploadState.WAITING, **chosen)
    read_again(row, None)
    row.refresh_from_db()
    assert (row.columns, row.date_order, row.assistants) == (None, "", [])


def days_before(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)


def test_a_file_that_cannot_be_opened_is_no_file(tenant: Tenant) -> None:
    row = take(tenant, None)
    changed(row, sealed="no seal of ours")
    assert file_of(tenant.pk, row.pk) is None


def test_a_file_is_opened_for_its_own_workspace(tenant: Tenant, other_tenant: Tenant) -> None:
    row, other = take(tenant, None), take(tenant, None, b"another")
    assert gzip.decompress(file_of(tenant.pk, row.pk) or b"") == CHATS
    assert file_of(other_tenant.pk, row.pk) is None
    set_state(other_tenant.pk, row.pk, state=UploadState.DONE)
    set_state(tenant.pk, other.pk, state=UploadState.REFUSED)
    assert file_of(tenant.pk, row.pk)
    assert file_of(tenant.pk, other.pk) is None


def test_a_state_in_between_keeps_the_file_and_says_that_a_worker_lives(tenant: Tenant) -> None:
    row = take(tenant, None, touched_at=days_before(1))
    set_state(tenant.pk, row.pk, state=UploadState.RUNNING, done=3)
    row.refresh_from_db()
    assert (row.state, row.done, bool(row.sealed)) == ("running", 3, True)
    assert timezone.now() - row.touched_at < timedelta(hours=1)


@pytest.mark.parametrize(
    ("state", "done", "silent", "ends"),
    [
        (UploadState.RUNNING, 10, 91, True),
        (UploadState.RUNNING, 10, 90, False),
        (UploadState.READING, 0, 601, True),
        (UploadState.READING, 0, 600, False),
        (UploadState.RUNNING, 0, 601, True),
        (UploadState.WAITING, 10, 3600, False),
        (UploadState.DONE, 10, 3600, False),
    ],
)
def test_a_worker_that_says_nothing_for_long_was_stopped(
    tenant: Tenant, state: UploadState, done: int, silent: int, ends: bool
) -> None:
    """A file waits longer for its worker than a worker at work is silent."""
    row = take(tenant, None, state=state, done=done)
    end_if_stopped(row, row.touched_at + timedelta(seconds=silent))
    shown = (row.state, row.problem)
    row.refresh_from_db()
    assert shown == (row.state, row.problem) == (("refused", STOPPED) if ends else (state, ""))


def test_an_uploads_texts_are_gone_after_an_hour_and_its_row_after_a_day(
    tenant: Tenant, other_tenant: Tenant
) -> None:
    texts: dict[str, Any] = {"reading": {"preview": ["hello"]}, "found": {"phrases": ["hello"]}}
    *rows, fresh = (take(each, None, **texts) for each in (tenant, tenant, other_tenant, tenant))
    now = timezone.now()
    for row, hours in zip([*rows, fresh], (23, 25, 23, 1), strict=True):
        changed(row, created_at=now - timedelta(hours=hours))

    assert [forget_uploads(tenant, now), forget_uploads(tenant, now)] == [1, 0]

    assert not ChatUpload.objects.filter(pk=rows[1].pk).exists()
    for row in (rows[0], rows[2], fresh):
        row.refresh_from_db()
    forgotten = rows[0]
    assert (forgotten.sealed, forgotten.reading, forgotten.found) == ("", None, None)
    assert (forgotten.file_name, forgotten.state) == ("", UploadState.REFUSED)
    for kept in (rows[2], fresh):
        assert (bool(kept.sealed), kept.found, kept.file_name) == (
            True, texts["found"], "chats.csv",
        )  # fmt: skip


@pytest.mark.parametrize("column", ["sealed", "reading", "found"])
def test_each_text_of_an_upload_is_erased_also_where_it_is_the_last(
    tenant: Tenant, column: str
) -> None:
    text = "x" if column == "sealed" else {"a": "text"}
    only: dict[str, Any] = {"sealed": "", "reading": None, "found": None} | {column: text}
    row = take(tenant, None, created_at=days_before(0.5), **only)
    assert forget_uploads(tenant, timezone.now()) == 1
    row.refresh_from_db()
    assert (row.sealed, row.reading, row.found) == ("", None, None)


def test_the_next_upload_erases_what_is_over(tenant: Tenant) -> None:
    row = take(tenant, None, created_at=days_before(0.5))
    take(tenant, None)
    row.refresh_from_db()
    assert row.sealed == ""
