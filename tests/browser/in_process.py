"""The pages served by this process, so that a test may change settings for them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.test.testcases import LiveServerThread, _StaticFilesHandler

TOO_WIDE = "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


@contextmanager
def pages_of_this_process() -> Iterator[str]:
    """Yield the address of the pages."""
    server = LiveServerThread("127.0.0.1", _StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.terminate()
