"""A model that accepts every request and writes a word now and then, for as long as it may."""

import asyncio
import contextlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.benchmarks.latency.stub_teacher import HEADERS, HOST

PAUSE_SECONDS = 1.0
WORD = json.dumps({"choices": [{"index": 0, "delta": {"content": "and "}, "finish_reason": None}]})
PIECE = f"data: {WORD}\n\n".encode()


@contextmanager
def dribbling(port: int) -> Iterator[None]:
    """The server, in a thread of this process."""
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(_answer, HOST, port))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(HEADERS)
        while True:
            writer.write(b"%x\r\n%s\r\n" % (len(PIECE), PIECE))
            await writer.drain()
            await asyncio.sleep(PAUSE_SECONDS)
    writer.close()
