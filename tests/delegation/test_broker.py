"""A worker outlives its connection to Valkey, also with answers still to be acknowledged."""

from typing import Any

import pytest

from delegation.celery import app


def test_a_closed_channel_fails_as_a_broken_connection_does() -> None:
    connection = app.connection()
    channel: Any = connection.channel()
    channel.close()
    with pytest.raises(connection.connection_errors, match="has been closed"):
        channel.qos.ack("a message of before")
