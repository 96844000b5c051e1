"""What is done with escalations. The row is the record; Celery and Valkey are the wake-up."""

from delegation.conversations.services.payloads import recorded_events

__all__ = ["recorded_events"]
