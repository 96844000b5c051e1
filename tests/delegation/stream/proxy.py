"""A proxy as companies have them: compresses what it may and holds it back until it is whole."""

import gzip
import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from tests.delegation.stream.serving import HOST, PATIENCE


@dataclass(frozen=True)
class Proxy:
    """Where it listens."""

    port: int


@contextmanager
def compressing_proxy(upstream_port: int) -> Iterator[Proxy]:
    """Runs one in front of a port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            upstream = http.client.HTTPConnection(HOST, upstream_port, timeout=PATIENCE)
            upstream.request("GET", self.path, headers=dict(self.headers))
            answer = upstream.getresponse()
            self.send_response(answer.status)
            self.send_header("Connection", "close")
            if self._may_compress(answer):
                self._send_compressed(answer)
            else:
                self._pass_on(answer)
            upstream.close()

        def _may_compress(self, answer: http.client.HTTPResponse) -> bool:
            return (
                "gzip" in self.headers.get("Accept-Encoding", "")
                and "no-transform" not in answer.headers.get("Cache-Control", "")
                and "Content-Encoding" not in answer.headers
            )

        def _send_compressed(self, answer: http.client.HTTPResponse) -> None:
            body = gzip.compress(answer.read())
            self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(body)

        def _pass_on(self, answer: http.client.HTTPResponse) -> None:
            for name, value in answer.headers.items():
                if name.lower() not in {"transfer-encoding", "connection"}:
                    self.send_header(name, value)
            self.end_headers()
            while data := answer.read1(65_536):
                self.wfile.write(data)
                self.wfile.flush()

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Proxy(server.server_address[1])
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
