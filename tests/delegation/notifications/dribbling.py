"""A receiver that never ends its answer: a header line now and then, for as long as it is let."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

PAUSE_SECONDS = 0.02  # far below any timeout of a single read


@contextmanager
def dribbling_receiver(*, lines: int) -> Iterator[int]:
    """The port it listens on. After so many header lines it hangs up, so that no test hangs."""
    left = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_dribble, args=(server, lines, left))
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            left.set()
            thread.join()


def _dribble(server: socket.socket, lines: int, left: threading.Event) -> None:
    connection, _ = server.accept()
    with connection:
        try:
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            for _ in range(lines):
                connection.sendall(b"x: y\r\n")
                if left.wait(PAUSE_SECONDS):
                    return
        except OSError:
            return  # whoever called has hung up, which is what a test waits for
