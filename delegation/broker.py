"""Celery's line to Valkey, mended: kombu 5.7 ends a worker over messages of a closed connection."""

from typing import Any

import redis
from kombu.transport.redis import Channel, Transport


class LastingChannel(Channel):
    """A channel that answers as a broken connection does, also once it is closed.

    An answer that is finished after Valkey went away is acknowledged on a channel without a
    connection. kombu then fails with an AttributeError, which nobody expects, and the worker exits
    with all that it was at. A connection error is logged, and the message comes again in time.
    """

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        if self.connection is None or self.connection.client is None:
            raise redis.ConnectionError("this connection to Valkey has been closed")
        make = super()._connparams  # type: ignore[misc]  # not in the published types
        parameters: dict[str, Any] = make(asynchronous=asynchronous)
        return parameters


def outlive_lost_connections() -> None:
    """For every connection that this process makes from now on."""
    Transport.Channel = LastingChannel
