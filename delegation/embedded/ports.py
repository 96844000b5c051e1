"""Ports on the loopback address."""

import socket
from collections.abc import Callable
from contextlib import suppress

from delegation.embedded.errors import PortTaken

HOST = "127.0.0.1"
ATTEMPTS = 5


def free_port() -> int:
    """A port that is free now. It may be taken before it is used: be ready to ask again."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do: connections of an earlier run that are still closing do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def on_a_port(wanted: int | None, launch: Callable[[int], None]) -> None:
    """Launches on the wanted port, or on free ones until one is still free when it is used.

    Raises PortTaken, as `launch` does.
    """
    if wanted is not None:
        return launch(wanted)
    for _ in range(ATTEMPTS - 1):
        with suppress(PortTaken):
            return launch(free_port())
    return launch(free_port())
