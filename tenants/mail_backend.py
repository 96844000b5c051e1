"""Django's email backends: the outbox, where sending writes a row, and none at all."""

import logging
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from tenants.services.outbox import enqueue

logger = logging.getLogger(__name__)


class QueueingBackend(BaseEmailBackend):
    """Keeps messages for a worker."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            enqueue(message)
        return len(email_messages)


class UnsentBackend(BaseEmailBackend):
    """Notes that there was a message, and not its text: without a mail server it goes nowhere."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            logger.warning(
                "Not sent to %s, because EMAIL_URL is not set: %s",
                ", ".join(message.to),
                message.subject,
            )
        return 0
