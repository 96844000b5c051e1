"""Mail goes through a queue: nobody who causes it waits for the mail server."""

import email
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.mail import send_mail
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from tenants.models import OutgoingMail
from tenants.services import outbox

pytestmark = pytest.mark.django_db
LINK = "https://chat.example/invitations/secret-link/"


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mail on loopback, or greets nobody, or knows no recipient."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, *, silent: bool = False, knows: bool = True) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.silent = silent
        self.knows = knows
        self.taken: list[str] = []
        self.ended = threading.Event()


class Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        if self.server.silent:
            self.server.ended.wait()
            return
        self.say("220 mail")
        while line := self.rfile.readline().decode().strip().upper():
            if line.startswith("RCPT") and not self.server.knows:
                self.say("550 unknown")
            elif line == "DATA":
                self.say("354 go on")
                self.take()
            elif line == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take(self) -> None:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        self.server.taken.append(b"".join(lines).decode())
        self.say("250 taken")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture(autouse=True)
def queueing(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "tenants.mail_backend.QueueingBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 1


@contextmanager
def mail_server(settings: Settings, **how: Any) -> Iterator[MailServer]:
    with MailServer(**how) as server:
        settings.EMAIL_PORT = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.ended.set()
        server.shutdown()


def write(subject: str = "Join Shop") -> None:
    send_mail(subject, f"Open {LINK}", "noreply@chat.example", ["new@shop.example"])


def later() -> Any:
    return timezone.now() + timedelta(days=3)


def test_a_message_reaches_its_recipient(settings: Settings) -> None:
    write()
    with mail_server(settings) as server:
        assert outbox.send_due(later()) == 1

    [taken] = map(email.message_from_string, server.taken)
    assert (taken["Subject"], taken["To"]) == ("Join Shop", "new@shop.example")
    assert LINK in str(taken.get_payload())
    assert not OutgoingMail.objects.exists()


def test_signing_up_does_not_wait_for_a_silent_mail_server(
    client: Client, settings: Settings
) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    with mail_server(settings, silent=True) as server:
        form = {
            "email": "new@shop.example",
            "company": "Shop",
            "password1": "a long pass phrase of mine",
        }
        answer = client.post("/accounts/signup/", form)

        assert answer.status_code == 302
        assert OutgoingMail.objects.count() == 1
        assert server.taken == []


def test_what_waits_is_sealed() -> None:
    write()
    assert "secret-link" not in OutgoingMail.objects.get().sealed


def test_a_message_wakes_a_worker_when_its_change_is_made(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    woken: list[str] = []
    monkeypatch.setattr(outbox, "send", woken.append)
    with django_capture_on_commit_callbacks(execute=True):
        write()
    assert woken == [outbox.SEND_TASK]


def test_a_server_that_is_silent_gets_the_message_later(settings: Settings) -> None:
    write()
    now = later()
    with mail_server(settings, silent=True):
        assert outbox.send_due(now) == 0

    mail = OutgoingMail.objects.get()
    assert (mail.tries, mail.next_try_at) == (1, now + timedelta(minutes=1))
    with mail_server(settings):
        assert outbox.send_due(now) == 0  # not yet
        assert outbox.send_due(now + timedelta(minutes=1)) == 1


def test_a_message_that_is_never_taken_is_given_up_after_a_day(settings: Settings) -> None:
    write()
    settings.EMAIL_PORT = 1
    now = later()
    for minutes in (*outbox.PAUSES_MINUTES, 0):
        outbox.send_due(now)
        now += timedelta(minutes=minutes)
    assert not OutgoingMail.objects.exists()
    assert timedelta(days=1) <= timedelta(minutes=sum(outbox.PAUSES_MINUTES))


def test_a_recipient_that_does_not_exist_is_not_tried_again(settings: Settings) -> None:
    write()
    with mail_server(settings, knows=False):
        outbox.send_due(later())
    assert not OutgoingMail.objects.exists()


def test_no_more_than_a_few_threads_wait_for_the_mail_server(settings: Settings) -> None:
    write()
    for number in range(outbox.SENDERS):
        cache.set(f"mail-sender:{number}", 1)
    with mail_server(settings) as server:
        assert outbox.send_due(later()) == 0
    assert server.taken == []


def test_a_message_that_another_worker_sends_is_left_to_it(settings: Settings) -> None:
    write()
    now = later()
    OutgoingMail.objects.update(next_try_at=now + timedelta(minutes=outbox.CLAIM_MINUTES))
    with mail_server(settings) as server:
        outbox.send_due(now)
    assert server.taken == []
