"""Django's email backend for the outbox: sending writes a row and waits for no server."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from tenants.services.outbox import enqueue


class QueueingBackend(BaseEmailBackend):
    """Keeps messages for a worker."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            enqueue(message)
        return len(email_messages)
