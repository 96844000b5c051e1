"""What a commit wakes: the row alone would wait for the next sweep, and the sweep hides that.

Nothing is queued before the commit: a worker would not find the row, and a rollback would leave a
message about nothing.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage
from pytest_django import DjangoCaptureOnCommitCallbacks

from delegation import queues
from delegation.conversations.models import OwnExam, OwnTeacher
from delegation.conversations.services.accepting import accept
from delegation.conversations.services.exam_runs import prepare_teacher
from delegation.conversations.services.messages import Message
from delegation.domain.wire.webhooks import WebhookEvent
from delegation.notifications.services import notify
from delegation.notifications.services.webhooks import add_webhook
from delegation.rules.models import Pack
from delegation.rules.services.lessons.policy import change_policy
from delegation.rules.services.publishing import publishing
from delegation.savings.models import UploadState
from delegation.savings.services.opportunities import start_replay
from delegation.savings.services.uploads import read_again, set_state, take_upload
from delegation.teacher import Endpoint
from tenants.access import Site
from tenants.models import SiteKey, Tenant, User
from tenants.services import outbox

pytestmark = pytest.mark.django_db

Committed = Callable[[Callable[[], Any]], list[str]]
CHATS = b"id,role,text\n1,user,hello\n1,agent,Hello!\n2,user,hello\n2,agent,Hi!\n"


@pytest.fixture
def woken(
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> Committed:
    """The tasks that a change queues when it is committed, and none before."""
    sent: list[str] = []
    app = SimpleNamespace(send_task=lambda task, **options: sent.append(task))
    monkeypatch.setattr(queues, "current_app", app)

    def commit(change: Callable[[], Any]) -> list[str]:
        sent.clear()
        with django_capture_on_commit_callbacks() as callbacks:
            change()
        assert sent == [], "queued before the commit"
        for callback in callbacks:
            callback()
        return sent

    return commit


def test_an_accepted_message_wakes_a_worker(
    tenant: Tenant, site_key: SiteKey, woken: Committed
) -> None:
    message = Message("v", "c", uuid4().hex, "Where is my parcel?", "nothing", [], None)
    site = Site(tenant, site_key, None)
    assert woken(lambda: accept(site, message, address_prefix="n", now=0)) == [
        "conversations.answer"
    ]
    assert woken(lambda: accept(site, message, address_prefix="n", now=0)) == []  # the same again


def test_a_change_of_the_pack_while_a_visitor_waits_wakes_the_publisher(
    tenant: Tenant, woken: Committed
) -> None:
    def change() -> None:
        publishing.change_pack(tenant, reason="complaints", by=None, visitor_waits=True)

    assert woken(change) == ["rules.publish"]


def test_a_change_of_a_large_pack_wakes_the_publisher(
    tenant: Tenant, woken: Committed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change() -> None:
        publishing.change_pack(tenant, reason="approved", by=None)

    assert woken(change) == []  # a small one is compiled at once
    monkeypatch.setattr(publishing, "COMPILED_AT_ONCE", -1)
    packs = Pack.objects.filter(tenant=tenant).count()
    assert woken(change) == ["rules.publish"]
    assert Pack.objects.filter(tenant=tenant).count() == packs


def test_an_outdated_pack_wakes_the_publisher_once(tenant: Tenant, woken: Committed) -> None:
    publishing.current_pack(tenant)
    Pack.objects.filter(tenant=tenant).update(made_for="something older")
    assert woken(lambda: publishing.newest_pack(tenant)) == ["rules.publish"]
    assert woken(lambda: publishing.newest_pack(tenant)) == []


@pytest.mark.parametrize(
    ("changes", "tasks"),
    [
        ({"own_words": ["Acme"]}, ["rules.relint"]),
        ({"exempt": ["link"]}, ["rules.relint"]),
        ({"complaints_limit": 7}, []),
    ],
)
def test_other_words_or_exemptions_wake_whoever_lints(
    tenant: Tenant, owner: User, woken: Committed, changes: dict[str, Any], tasks: list[str]
) -> None:
    assert woken(lambda: change_policy(tenant, changes, by=owner)) == tasks


def test_a_notification_wakes_a_deliverer(tenant: Tenant, owner: User, woken: Committed) -> None:
    add_webhook(tenant, "https://hooks.example/", [WebhookEvent.RULE_SUSPENDED], by=owner)

    def tell() -> None:
        notify(tenant, WebhookEvent.RULE_SUSPENDED, {"rule": 1})
        notify(tenant, WebhookEvent.BUDGET_ALERTED, {})  # which the webhook does not want

    assert woken(tell) == ["notifications.deliver"]


def test_an_email_wakes_a_sender(woken: Committed, db: None) -> None:
    message = EmailMessage("Hello", "Hello", "us@shop.example", ["owner@shop.example"])
    assert woken(lambda: outbox.enqueue(message)) == ["tenants.send_mail"]


def test_a_teacher_that_is_new_is_measured_and_examined_where_the_one_before_was(
    tenant: Tenant, woken: Committed
) -> None:
    before = OwnTeacher(tenant=tenant, base_url="https://models.example/v1", model="old")
    new = Endpoint(tenant.pk, "https://models.example/v1", "new")

    def prepare() -> None:
        prepare_teacher(tenant, new, before=before)

    assert woken(prepare) == ["conversations.calibrate"]
    OwnExam.objects.create(tenant=tenant, base_url=before.base_url, model=before.model, passed=True)
    assert woken(prepare) == ["conversations.calibrate", "conversations.examine"]


def test_an_upload_wakes_whoever_reads_it_and_whoever_replays_it(
    tenant: Tenant, owner: User, woken: Committed
) -> None:
    assert woken(lambda: take_upload(tenant, CHATS, name="chats.csv", by=owner)) == [
        "savings.read_upload"
    ]
    upload = tenant.chat_uploads.get()
    assert woken(lambda: read_again(upload, {"text": "text"})) == []  # it is being read
    set_state(tenant.pk, upload.pk, state=UploadState.WAITING)
    assert woken(lambda: read_again(upload, {"text": "text"})) == ["savings.read_upload"]
    set_state(tenant.pk, upload.pk, state=UploadState.WAITING)
    assert woken(lambda: start_replay(upload, ["agent"])) == ["savings.replay"]
    assert woken(lambda: start_replay(upload, ["agent"])) == []
