"""Replays of uploads: one at a time of a tenant, and each ends, whatever happens."""

from typing import Any

import pytest
from celery import current_app
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from kombu.exceptions import OperationalError

from delegation.domain.replay.exports import Columns, guess
from delegation.savings.opportunities import UploadForm
from delegation.savings.services import opportunities, uploads
from delegation.savings.services.opportunities import AnotherRuns, replay_upload, start_replay
from delegation.savings.services.uploads import export_of, take_upload, upload_of
from tenants.models import Tenant, User

CHATS = b"id,role,text\n1,user,hello\n1,agent,Hello!\n2,user,hello\n"

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the uploads that workers were told of."""
    names: list[str] = []
    monkeypatch.setattr(current_app, "send_task", lambda _task, args: names.append(args[1]))
    return names


@pytest.fixture
def name(tenant: Tenant) -> str:
    return take_upload(tenant, CHATS)


def columns_of(tenant: Tenant, name: str) -> Columns:
    return guess(export_of(tenant, name))


def test_a_double_click_starts_one_replay(tenant: Tenant, name: str, sent: list[str]) -> None:
    columns = columns_of(tenant, name)
    for _ in range(2):
        uploads.say(tenant.pk, name, uploads.Upload("waiting"))  # as both requests saw it
        start_replay(tenant, name, columns)

    assert sent == [name]


def test_a_second_file_waits_for_the_first(tenant: Tenant, name: str, sent: list[str]) -> None:
    columns, second = columns_of(tenant, name), take_upload(tenant, CHATS)
    start_replay(tenant, name, columns)

    with pytest.raises(AnotherRuns):
        start_replay(tenant, second, columns)
    replay_upload(tenant.pk, name, columns)
    start_replay(tenant, second, columns)

    assert sent == [name, second]
    assert [upload_of(tenant, each).state for each in (name, second)] == ["done", "running"]


def test_the_page_says_that_another_file_runs(
    client: Client, owner: User, tenant: Tenant, name: str, sent: list[str]
) -> None:
    start_replay(tenant, name, columns_of(tenant, name))
    second = take_upload(tenant, CHATS)
    client.force_login(owner)

    page = client.post(
        reverse("opportunity", args=[second]),
        {"dialogue": "id", "role": "role", "text": "text", "visitor": "user"},
        follow=True,
    )

    assert "Another file is being replayed." in page.content.decode()
    assert upload_of(tenant, second).state == "waiting"


def test_an_error_that_nobody_foresaw_ends_the_replay(
    tenant: Tenant, name: str, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(opportunities, "replay", broken)
    columns = columns_of(tenant, name)
    start_replay(tenant, name, columns)
    replay_upload(tenant.pk, name, columns)

    upload = upload_of(tenant, name)
    assert (upload.state, upload.problem) == ("refused", opportunities.NOT_FORESEEN)


def test_without_a_queue_the_upload_says_so(
    tenant: Tenant, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(current_app, "send_task", away)
    start_replay(tenant, name, columns_of(tenant, name))

    assert upload_of(tenant, name).problem == opportunities.NO_WORKER
    assert uploads.whose_turn(tenant.pk) is None


def test_a_stopped_worker_is_told_and_the_next_file_may_run(
    tenant: Tenant, name: str, sent: list[str]
) -> None:
    columns = columns_of(tenant, name)
    start_replay(tenant, name, columns)
    uploads.end_turn(tenant.pk)  # as if its time had run out

    replay_upload(tenant.pk, name, columns)  # a worker that comes much too late

    upload = upload_of(tenant, name)
    assert (upload.state, upload.problem) == ("refused", uploads.STOPPED)
    start_replay(tenant, take_upload(tenant, CHATS), columns)
    assert len(sent) == 2


class Unread(SimpleUploadedFile):
    """A file that is too large to be read."""

    def read(self, *_: Any) -> bytes:
        raise AssertionError("it was read into memory")


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    file = Unread("chats.csv", b"x")
    file.size = uploads.MOST_BYTES + 1
    form = UploadForm(files={"file": file})  # type: ignore[arg-type]  # the stubs want a MultiValueDict

    assert not form.is_valid()
    assert form.errors["file"] == ["This cannot be read: the file is larger than 25 MB."]
