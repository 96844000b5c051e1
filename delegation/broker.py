"""Keep workers alive when Valkey restarts: kombu 5.7 exits on a closed connection."""

from typing import Any

import redis
from kombu.transport.redis import Channel, Transport


class LastingChannel(Channel):
    """A channel that raises a connection error when it is used after it was closed.

    A task that finishes after Valkey went away is acknowledged on a channel without a connection.
    kombu then raises AttributeError and the worker exits with all its tasks. A connection error is
    logged instead, and the message is delivered again.
    """

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        if self.connection is None or self.connection.client is None:
            raise redis.ConnectionError("this connection to Valkey has been closed")
        make = super()._connparams  # type: ignore[misc]  # not in the published types
        parameters: dict[str, Any] = make(asynchronous=asynchronous)
        return parameters


def outlive_lost_connections() -> None:
    """Use the channel for every connection that this process makes from now on."""
    Transport.Channel = LastingChannel
