"""`python -m tests.benchmarks.latency.stub_teacher --port N`: a teacher with a fixed pace.

The first piece comes after 200 ms, then 20 pieces in all, 10 ms apart: what is measured beside it
is never its own work. It answers in plain words: a visitor whom the product teaches nothing is
answered as plain chat, where anything else would count as a failure.
"""

import argparse
import asyncio
import contextlib
import json

FIRST_SECONDS = 0.2
PAUSE_SECONDS = 0.01
PIECES = 20
HOST = "127.0.0.1"

TEXTS = [f"word{number} " for number in range(PIECES)]
USAGE = {"prompt_tokens": 300, "completion_tokens": PIECES, "total_tokens": 300 + PIECES}


def chunk(text: str) -> bytes:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": None}
    body = {"id": "stub", "object": "chat.completion.chunk", "created": 0, "model": "stub"}
    return b"data: " + json.dumps(body | {"choices": [choice]}).encode() + b"\n\n"


CHUNKS = [chunk(text) for text in TEXTS]
END = (
    b'data: {"id": "stub", "object": "chat.completion.chunk", "created": 0, "model": "stub", '
    b'"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}], "usage": '
    + json.dumps(USAGE).encode()
    + b"}\n\ndata: [DONE]\n\n"
)
HEADERS = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
)


async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer requests on one connection until it is closed."""
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            await answer(writer)
    writer.close()


async def answer(writer: asyncio.StreamWriter) -> None:
    loop = asyncio.get_running_loop()
    start = loop.time() + FIRST_SECONDS
    writer.write(HEADERS)
    for number, piece in enumerate(CHUNKS):
        await asyncio.sleep(max(0.0, start + number * PAUSE_SECONDS - loop.time()))
        writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
    writer.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(END), END))
    await writer.drain()


async def main(port: int) -> None:
    server = await asyncio.start_server(serve_one, HOST, port)
    print(f"stub ready on {port}", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    asyncio.run(main(parser.parse_args().port))
