"""Everything that happens to escalations.

The row is the record; Celery and Valkey only wake workers.
"""

from delegation.conversations.services.payloads import recorded_events

__all__ = ["recorded_events"]
