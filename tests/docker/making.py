"""What tests of docker/ share: the files as they are, and a proxy that runs."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx2

from tests.ports import neighbouring_ports

BASE = Path(__file__).resolve().parent.parent.parent
DOCKER = BASE / "docker"
CADDY = BASE / ".venv" / "bin" / "caddy"
CADDYFILE = DOCKER / "caddy" / "Caddyfile"
START_SECONDS = 20.0


class Backend:
    """A process behind the proxy that says who it is; it can be stopped and started on its port."""

    def __init__(self, name: str, port: int) -> None:
        self.name = name
        self.port = port
        self.received: list[tuple[str, str, bytes]] = []
        self.break_next = 0  # so many requests are read and never answered
        self._server: ThreadingHTTPServer | None = None

    def start(self) -> None:
        backend = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                backend.received.append((self.command, self.path, self.rfile.read(length)))
                if backend.break_next:
                    backend.break_next -= 1
                    self.close_connection = True
                    return
                body = backend.name.encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815  # of the base class

            def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


class Proxy:
    """The project's Caddyfile on loopback, with a backend in place of web and one of stream."""

    def __init__(self, folder: Path, *, patience: str) -> None:
        self.port = neighbouring_ports(4)
        self.url = f"http://localhost:{self.port}"
        self.web = Backend("web", self.port + 1)
        self.stream = Backend("stream", self.port + 2)
        self.log = folder / "caddy.log"
        self._folder = folder
        self._patience = patience

    def command(self) -> list[str]:
        # Only the port of the health check and of the administration is moved: others test too.
        config = CADDYFILE.read_text().replace("127.0.0.1:2080", f"127.0.0.1:{self.port + 3}")
        config = config.replace("email {$ACME_EMAIL}", "admin off")
        (self._folder / "Caddyfile").write_text(config)
        return [str(CADDY), "run", "--config", str(self._folder / "Caddyfile")]

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "HOME": str(self._folder),
            "SITE_ADDRESS": self.url,
            "WEB_HOST": "localhost",
            "WEB_PORT": str(self.web.port),
            "STREAM_HOST": "localhost",
            "STREAM_PORT": str(self.stream.port),
            "PROXY_PATIENCE": self._patience,
        }

    def health_check(self) -> int:
        return httpx2.get(f"http://127.0.0.1:{self.port + 3}/").status_code

    def logged_request(self) -> str:
        """Return the log's first line about a request, once it is written."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            for line in self.log.read_text().splitlines():
                if '"handled request"' in line:
                    return line
            time.sleep(0.05)
        raise AssertionError(self.log.read_text())

    @contextmanager
    def running(self) -> Iterator["Proxy"]:
        with self.log.open("wb") as log:
            process = subprocess.Popen(
                self.command(), env=self.environment(), stdout=log, stderr=log, cwd=self._folder
            )
            try:
                self._wait()
                yield self
            finally:
                process.terminate()
                process.wait()
                self.web.stop()
                self.stream.stop()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self.health_check()
                return
            except httpx2.HTTPError:
                assert time.monotonic() < deadline, self.log.read_text()
                time.sleep(0.1)
