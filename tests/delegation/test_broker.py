"""A worker outlives its connection to Valkey, also with answers still to be acknowledged."""

from uuid import uuid4

import pytest

from delegation.celery import app


def test_a_message_of_a_closed_connection_fails_as_a_broken_connection_does() -> None:
    connection = app.connection()
    queue = connection.SimpleQueue(f"queue-{uuid4()}")
    queue.put("a message")
    message = queue.get(timeout=5)
    connection.close()
    with pytest.raises(connection.connection_errors, match="has been closed"):
        message.ack()
