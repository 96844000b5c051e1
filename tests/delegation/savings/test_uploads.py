"""Uploads cannot fill the database, exhaust a process, or stay longer than an hour."""

import gzip
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any, cast

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from delegation.domain.exports.turns import ExportRefused
from delegation.savings import access
from delegation.savings.models import ChatUpload, UploadState
from delegation.savings.opportunities import UploadForm
from delegation.savings.services import opportunities, uploads
from delegation.savings.services.opportunities import (
    AnotherRuns,
    read_upload,
    replay_upload,
    run_process,
    start_replay,
)
from delegation.savings.services.uploads import file_of, forget_uploads, take_upload
from tenants.models import Tenant, User

CHATS = b"id,role,text\n1,user,hello\n1,agent,Hello!\n2,user,hello\n2,agent,Hi!\n"

pytestmark = pytest.mark.django_db


def take(tenant: Tenant, by: User, data: bytes = CHATS, name: str = "chats.csv") -> ChatUpload:
    return take_upload(tenant, data, name=name, by=by)


def ready(tenant: Tenant, by: User, data: bytes = CHATS) -> ChatUpload:
    """An upload that was read and waits for its assistant to be confirmed."""
    upload = take(tenant, by, data)
    read_upload(tenant.pk, upload.pk)
    upload.refresh_from_db()
    return upload


def reading_of(upload: ChatUpload) -> dict[str, Any]:
    assert upload.reading is not None
    return cast("dict[str, Any]", upload.reading)


def test_each_upload_opens_its_own_file(tenant: Tenant, owner: User) -> None:
    first = take(tenant, owner, b"id,role,text\n1,user,first\n")
    second = take(tenant, owner, b"id,role,text\n1,user,second\n")

    for upload, word in ((first, b"first"), (second, b"second")):
        assert word in gzip.decompress(file_of(tenant.pk, upload.pk) or b"")


def test_a_file_is_read_confirmed_replayed_and_erased(tenant: Tenant, owner: User) -> None:
    upload = ready(tenant, owner)
    assert upload.state == UploadState.WAITING
    assert str(upload.summary) == ("2 conversations, 4 messages, the assistant is agent.")
    start_replay(upload, ["agent"])
    replay_upload(tenant.pk, upload.pk)
    upload.refresh_from_db()
    assert (upload.state, upload.done) == (UploadState.DONE, 2)
    assert (upload.sealed, file_of(tenant.pk, upload.pk)) == ("", None)


@pytest.mark.attack(
    "read uploaded chats in Valkey's file on the disk",
    "sealed rows, for an hour",
)
def test_the_file_is_sealed_for_its_tenant(
    tenant: Tenant, other_tenant: Tenant, owner: User
) -> None:
    upload = take(tenant, owner, b"id,role,text\n1,user,a secret sentence\n1,agent,ok\n")
    assert "secret" not in upload.sealed
    data = file_of(tenant.pk, upload.pk)
    assert data is not None
    assert b"a secret sentence" in gzip.decompress(data)
    ChatUpload.objects.filter(pk=upload.pk).update(tenant=other_tenant)
    assert file_of(other_tenant.pk, upload.pk) is None


def test_what_the_person_corrects_is_read_again(tenant: Tenant, owner: User) -> None:
    data = b"id,role,text,other\n1,user,x,hello\n1,agent,x,Hello!\n"
    upload = ready(tenant, owner, data)
    columns = {"conversation": "id", "sender": "role", "text": "other", "at": ""}
    uploads.read_again(upload, columns)
    read_upload(tenant.pk, upload.pk)
    upload.refresh_from_db()
    assert [text for _, _, text in reading_of(upload)["preview"]] == ["hello", "Hello!"]


def test_the_order_of_dates_and_the_assistant_are_kept_and_used(
    tenant: Tenant, owner: User
) -> None:
    rows = (("05/04/2026", "Ada", "second"), ("06/03/2026", "Shop", "first"))
    data = "id,name,text,date\n" + "".join(f"1,{who},{text},{day}\n" for day, who, text in rows)
    upload = ready(tenant, owner, data.encode())
    assert reading_of(upload)["date_example"] == "05/04/2026"
    for order, texts in (("day", ["first", "second"]), ("month", ["second", "first"])):
        uploads.read_again(upload, None, date_order=order, assistants=["Ada"])
        read_upload(tenant.pk, upload.pk)
        upload.refresh_from_db()
        assert [text for _, _, text in reading_of(upload)["preview"]] == texts
        assert reading_of(upload)["assistants"] == ["Ada"]


@pytest.mark.attack(
    "fill the disk with uploads",
    "3 open files and 50 a day for a tenant",
)
def test_a_tenant_has_few_files_open_at_a_time(tenant: Tenant, owner: User) -> None:
    for _ in range(uploads.MOST_WAITING):
        take(tenant, owner)
    with pytest.raises(ExportRefused, match="open already"):
        take(tenant, owner)
    with time_machine.travel(timezone.now() + uploads.KEPT + timedelta(minutes=1)):
        take(tenant, owner)  # their hour is over


def test_a_tenant_uploads_a_bounded_number_a_day(
    tenant: Tenant, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_PER_DAY", 2)
    for _ in range(2):
        upload = take(tenant, owner)
        uploads.set_state(tenant.pk, upload.pk, state=UploadState.DONE)
    with pytest.raises(ExportRefused, match="tomorrow"):
        take(tenant, owner)


def test_everything_of_a_file_is_gone_after_its_hour(tenant: Tenant, owner: User) -> None:
    upload = ready(tenant, owner)
    assert forget_uploads(tenant, timezone.now()) == 0
    assert forget_uploads(tenant, timezone.now() + uploads.KEPT + timedelta(minutes=1)) == 1
    upload.refresh_from_db()
    assert (upload.sealed, upload.reading, upload.found, upload.file_name) == ("", None, None, "")
    forget_uploads(tenant, timezone.now() + timedelta(days=1, hours=1))
    assert not access.uploads_of(tenant).exists()


def test_a_second_file_waits_for_the_first(tenant: Tenant, owner: User) -> None:
    first, second = ready(tenant, owner), ready(tenant, owner)
    start_replay(first, ["agent"])
    start_replay(first, ["agent"])  # a double click
    with pytest.raises(AnotherRuns):
        start_replay(second, ["agent"])
    second.refresh_from_db()
    assert (second.state, second.assistants) == (UploadState.WAITING, ["agent"]), "the choice stays"
    replay_upload(tenant.pk, first.pk)
    start_replay(second, ["agent"])
    second.refresh_from_db()
    assert second.state == UploadState.RUNNING


def test_a_replay_whose_worker_died_says_so(tenant: Tenant, owner: User) -> None:
    upload = ready(tenant, owner)
    start_replay(upload, ["agent"])
    upload.refresh_from_db()
    uploads.end_if_stopped(upload, timezone.now())
    assert upload.state == UploadState.RUNNING
    uploads.end_if_stopped(upload, timezone.now() + uploads.QUEUED + timedelta(seconds=1))
    assert (upload.state, upload.problem) == (UploadState.REFUSED, uploads.STOPPED)


def bomb() -> bytes:
    """A few kilobytes that unpack to far more than may be."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("chats.csv", b"id,role,text\n" + b"1,user,hello\n" * 8_000_000)
    return packed.getvalue()


@pytest.mark.attack(
    "16 KB that unpack to 0.8 GB in the web process",
    "64 MB of text, read in a child process",
)
def test_a_small_file_that_unpacks_to_much_is_refused(tenant: Tenant, owner: User) -> None:
    data = bomb()
    assert len(data) < 400_000
    upload = ready(tenant, owner, data)
    assert upload.state == UploadState.REFUSED
    assert "longer than 64 MB" in upload.problem


@pytest.mark.attack(
    "a file that is slow or costly to read",
    "limits of the child process in memory and time",
)
def test_how_far_the_reading_is_is_said_and_shown(
    client: Client, tenant: Tenant, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = b"1,user,hello\n1,agent,Hello!\n"
    order = {"what": "read", "name": "chats.csv", "columns": None}
    said = list(run_process(order, CHATS + 700 * row, seconds=60))
    assert said[0] == {"progress": [100, 0]}
    assert list(said[-1]) == ["reading"]

    client.force_login(owner)
    upload, pages = take(tenant, owner), []

    def slowly(*_: Any, **__: Any) -> Iterator[dict[str, Any]]:
        yield {"progress": [12_400, 0]}
        pages.append(client.get(reverse("opportunity", args=[upload.pk])).content.decode())
        yield said[-1]

    monkeypatch.setattr(opportunities, "run_process", slowly)
    read_upload(tenant.pk, upload.pk)
    assert "12,400 messages were read so far." in pages[0]
    upload.refresh_from_db()
    assert (upload.state, upload.done) == (UploadState.WAITING, 0)


def test_the_reading_process_is_bounded_in_memory_and_time() -> None:
    order = {"what": "read", "name": "chats.json", "columns": None}
    deep = b"[" + b'{"a":' * 3_000_000 + b"1" + b"}" * 3_000_000 + b"]"
    said = list(run_process(order, deep, seconds=60))
    assert [list(line) for line in said] in ([["refused"]], [])
    assert list(run_process(order, CHATS, seconds=0)) == []


@pytest.mark.attack(
    "upload as a viewer",
    "only owners and moderators upload",
)
def test_a_viewer_cannot_upload(client: Client, viewer: User, tenant: Tenant) -> None:
    client.force_login(viewer)
    file = SimpleUploadedFile("chats.csv", CHATS)
    answer = client.post(reverse("opportunities"), {"file": file})
    assert answer.status_code == 403
    assert not access.uploads_of(tenant).exists()
    assert "Only owners and moderators" in client.get(reverse("opportunities")).content.decode()


def test_a_large_file_is_refused_before_it_is_read(tenant: Tenant) -> None:
    file = SimpleUploadedFile("chats.csv", b"x")
    file.size = uploads.MOST_BYTES + 1
    form = UploadForm({}, MultiValueDict({"file": [file]}))
    assert "larger than 25 MB" in str(form.errors["file"])
