"""An upload is kept sealed and for an hour, and a workspace may have only a few."""

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
from tests.delegation.savings.making import (
    CHATS,
    NO_WORKER,
    STOPPED,
    SentTasks,
    change,
    upload,
)

pytestmark = pytest.mark.django_db


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


def test_an_upload_is_refused_where_no_worker_can_be_reached(
    tenant: Tenant,
    owner: User,
    sent: SentTasks,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    sent.away = True
    with django_capture_on_commit_callbacks(execute=True):
        row = upload(tenant, owner)
    row.refresh_from_db()
    assert (row.state, row.problem, row.sealed) == ("refused", NO_WORKER, "")


@pytest.mark.parametrize("data", [gzip.compress(CHATS), b"PK\x03\x04 an archive"])
def test_a_packed_file_is_kept_as_it_is(tenant: Tenant, data: bytes) -> None:
    assert file_of(tenant.pk, upload(tenant, data=data).pk) == data


def test_other_files_are_packed(tenant: Tenant) -> None:
    kept = file_of(tenant.pk, upload(tenant, data=CHATS * 50).pk) or b""
    assert gzip.decompress(kept) == CHATS * 50
    assert len(kept) < len(CHATS * 5)


def test_a_file_of_25_megabytes_is_taken_and_no_larger_one(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert uploads.MOST_BYTES == 26_214_400
    monkeypatch.setattr(uploads, "MOST_BYTES", len(CHATS))
    upload(tenant)
    with pytest.raises(ExportRefused, match="larger than 25 MB; export a shorter period"):
        upload(tenant, data=CHATS + b"x")


def refusal(tenant: Tenant, limits: UploadLimits | None = None) -> str:
    with pytest.raises(ExportRefused) as refused:
        take_upload(tenant, CHATS, name="chats.csv", by=None, limits=limits)
    return str(refused.value.why)


def test_three_files_may_be_open_in_any_unfinished_state(tenant: Tenant) -> None:
    for state in (UploadState.READING, UploadState.WAITING, UploadState.RUNNING):
        upload(tenant, state=state)
    assert refusal(tenant) == "3 files are open already; finish one, or try again in an hour"
    set_state(tenant.pk, ChatUpload.objects.earliest("created_at").pk, state=UploadState.DONE)
    upload(tenant)


def test_a_limit_of_one_file_is_worded_in_the_singular(
    tenant: Tenant, other_tenant: Tenant
) -> None:
    upload(other_tenant)
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
    change(row, created_at=timezone.now() - timedelta(hours=23))
    assert "50 files" in refusal(tenant)
    change(row, created_at=timezone.now() - timedelta(hours=24, seconds=1))
    upload(tenant)


def test_a_file_is_read_again_as_the_person_chose(
    tenant: Tenant,
    sent: SentTasks,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    columns = {"conversation": "id", "sender": "role", "text": "text", "at": ""}
    row = upload(tenant, state=UploadState.WAITING, touched_at=days_before(1))
    with django_capture_on_commit_callbacks(execute=True):
        read_again(row, columns, date_order="day", assistants=("agent",))
        read_again(row, None)  # a double click
    row.refresh_from_db()
    assert (row.state, row.columns, row.date_order) == ("reading", columns, "day")
    assert row.assistants == ["agent"]
    assert timezone.now() - row.touched_at < timedelta(hours=1)
    assert sent == [("savings.read_upload", tenant.pk, str(row.pk))]


def test_reading_again_without_a_choice_forgets_the_earlier_choice(tenant: Tenant) -> None:
    chosen: dict[str, Any] = {
        "columns": {"text": "x"},
        "date_order": "day",
        "assistants": ["agent"],
    }
    row = upload(tenant, state=UploadState.WAITING, **chosen)
    read_again(row, None)
    row.refresh_from_db()
    assert (row.columns, row.date_order, row.assistants) == (None, "", [])


def days_before(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)


def test_a_file_that_cannot_be_unsealed_is_missing(tenant: Tenant) -> None:
    row = upload(tenant)
    change(row, sealed="no seal of ours")
    assert file_of(tenant.pk, row.pk) is None


def test_only_its_own_workspace_opens_or_ends_an_upload(
    tenant: Tenant, other_tenant: Tenant
) -> None:
    row, other = upload(tenant), upload(tenant, data=b"another")
    assert gzip.decompress(file_of(tenant.pk, row.pk) or b"") == CHATS
    assert file_of(other_tenant.pk, row.pk) is None
    set_state(other_tenant.pk, row.pk, state=UploadState.DONE)
    set_state(tenant.pk, other.pk, state=UploadState.REFUSED)
    assert file_of(tenant.pk, row.pk)
    assert file_of(tenant.pk, other.pk) is None


def test_a_state_before_the_end_keeps_the_file_and_shows_that_a_worker_is_alive(
    tenant: Tenant,
) -> None:
    row = upload(tenant, touched_at=days_before(1))
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
def test_work_that_is_silent_for_too_long_counts_as_stopped(
    tenant: Tenant, state: UploadState, done: int, silent: int, ends: bool
) -> None:
    """A file may wait longer for its worker than a worker may be silent."""
    row = upload(tenant, state=state, done=done)
    end_if_stopped(row, row.touched_at + timedelta(seconds=silent))
    shown = (row.state, row.problem)
    row.refresh_from_db()
    assert shown == (row.state, row.problem) == (("refused", STOPPED) if ends else (state, ""))


def test_the_texts_of_an_upload_are_erased_after_an_hour_and_its_row_after_a_day(
    tenant: Tenant, other_tenant: Tenant
) -> None:
    texts: dict[str, Any] = {"reading": {"preview": ["hello"]}, "found": {"phrases": ["hello"]}}
    *rows, fresh = (upload(each, **texts) for each in (tenant, tenant, other_tenant, tenant))
    now = timezone.now()
    for row, hours in zip([*rows, fresh], (23, 25, 23, 1), strict=True):
        change(row, created_at=now - timedelta(hours=hours))

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
def test_the_last_text_of_an_upload_is_erased_too(tenant: Tenant, column: str) -> None:
    text = "x" if column == "sealed" else {"a": "text"}
    only: dict[str, Any] = {"sealed": "", "reading": None, "found": None} | {column: text}
    row = upload(tenant, created_at=days_before(0.5), **only)
    assert forget_uploads(tenant, timezone.now()) == 1
    row.refresh_from_db()
    assert (row.sealed, row.reading, row.found) == ("", None, None)


def test_the_next_upload_erases_old_ones(tenant: Tenant) -> None:
    row = upload(tenant, created_at=days_before(0.5))
    upload(tenant)
    row.refresh_from_db()
    assert row.sealed == ""
