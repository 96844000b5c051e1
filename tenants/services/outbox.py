"""Mail through a queue: a request writes a row, and a worker speaks to the mail server.

A mail server that is slow, silent or away must hold up no request, and few of the threads that
answer visitors. The row is the record; a Celery task and the sweep wake workers.
"""

import json
import logging
import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.core.cache import cache
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.db import transaction

from delegation.db_retry import release_connection
from delegation.queues import send
from tenants.models import OutgoingMail
from tenants.sealing import SealBroken, seal, unseal

logger = logging.getLogger(__name__)

SEND_TASK = "tenants.send_mail"
PURPOSE = "outgoing mail"
# After each failed try; together a day, which is longer than most mail servers are away.
PAUSES_MINUTES = (1, 5, 15, 60, 180, 360, 840)
# Claimed by a worker that was killed: longer than all limits of one try together.
CLAIM_MINUTES = 5
SENDERS = 2  # at once, of all workers: a silent mail server holds no more threads than these
SENDER_SECONDS = 600  # after which a killed sender's place is free again
MESSAGES_OF_ONE_RUN = 50


def enqueue(message: EmailMessage) -> None:
    """Keep the message for a worker, in the caller's transaction."""
    content = {
        "sender": message.from_email,
        "recipients": message.recipients(),
        "message": message.message().as_string(),
    }
    OutgoingMail.objects.create(sealed=seal(json.dumps(content), tenant_id=0, purpose=PURPOSE))
    transaction.on_commit(lambda: send(SEND_TASK))  # without Valkey the sweep finds the row


def send_due(now: datetime) -> int:
    """Send what is due, if fewer than SENDERS do so already; return how many were taken."""
    with _place() as has_place:
        if not has_place:
            return 0
        sent = 0
        for _ in range(MESSAGES_OF_ONE_RUN):
            mail = _claim(now)
            if mail is None:
                break
            sent += _try(mail, now)
        return sent


@contextmanager
def _place() -> Iterator[bool]:
    for number in range(SENDERS):
        name = f"mail-sender:{number}"
        if cache.add(name, 1, timeout=SENDER_SECONDS):
            try:
                yield True
            finally:
                cache.delete(name)
            return
    yield False


def _claim(now: datetime) -> OutgoingMail | None:
    """Claim the longest due message, so that no other worker sends it."""
    due = OutgoingMail.objects.filter(next_try_at__lte=now).order_by("next_try_at")
    for mail in due[:SENDERS]:
        claimed = OutgoingMail.objects.filter(pk=mail.pk, next_try_at=mail.next_try_at).update(
            next_try_at=now + timedelta(minutes=CLAIM_MINUTES), tries=mail.tries + 1
        )
        if claimed:
            mail.tries += 1
            return mail
    return None


def _try(mail: OutgoingMail, now: datetime) -> bool:
    """Hand one message over. Keep it for later where trying again may help."""
    try:
        content = json.loads(unseal(mail.sealed, tenant_id=0, purpose=PURPOSE))
        release_connection()  # the mail server may take its time
        _hand_over(content["sender"], content["recipients"], content["message"])
    except SealBroken:
        logger.error("%s was sealed with a key that is gone; it is dropped.", mail)
    except smtplib.SMTPRecipientsRefused as problem:
        logger.warning("%s is refused for its recipient: %s", mail, _codes(problem))
    except OSError as problem:  # SMTPException is one
        if mail.tries <= len(PAUSES_MINUTES):
            pause = timedelta(minutes=PAUSES_MINUTES[mail.tries - 1])
            OutgoingMail.objects.filter(pk=mail.pk).update(next_try_at=now + pause)
            logger.warning(
                "%s was not sent (%s); again in %s.", mail, type(problem).__name__, pause
            )
            return False
        logger.error("%s was not sent in %d tries; it is dropped.", mail, mail.tries)
    else:
        mail.delete()
        return True
    mail.delete()
    return False


def _codes(problem: smtplib.SMTPRecipientsRefused) -> str:
    """Return the server's codes without the addresses that they are for."""
    return ", ".join(sorted({str(code) for code, _ in problem.recipients.values()}))


def _hand_over(sender: str, recipients: Sequence[str], message: str) -> None:
    """Speak to the mail server of the settings. Raises `OSError`."""
    backend = EmailBackend(fail_silently=False)
    backend.open()
    try:
        assert backend.connection is not None  # noqa: S101  # for the type: open() raises instead
        backend.connection.sendmail(sender, list(recipients), message.encode("utf-8"))
    finally:
        backend.close()
