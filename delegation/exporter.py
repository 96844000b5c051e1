"""What processes without a web server answer to Prometheus and to health checks."""

import json
import logging
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

from delegation.errors import error_body

logger = logging.getLogger(__name__)

WhyNotAlive = Callable[[], str | None]


class Exporter:
    """Answers `/metrics` and `/healthz` on one port, in a thread, until `stop`."""

    def __init__(self, port: int, why_not_alive: WhyNotAlive) -> None:
        handler = type("Handler", (_Handler,), {"why_not_alive": staticmethod(why_not_alive)})
        # Prometheus and the orchestrator's probes come from other machines.
        self._server = ThreadingHTTPServer(("0.0.0.0", port), handler)  # noqa: S104
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, name="exporter", daemon=True).start()
        logger.info("Answering /metrics and /healthz on port %d.", self.port)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    why_not_alive: WhyNotAlive

    def do_GET(self) -> None:
        if self.path == "/metrics":
            self._send(200, generate_latest(REGISTRY), CONTENT_TYPE_LATEST)
        elif self.path == "/healthz":
            self._answer_health()
        else:
            body = error_body("not_found", "There is nothing at this address.")
            self._send(404, json.dumps(body).encode(), "application/json")

    def _answer_health(self) -> None:
        problem = self.why_not_alive()
        body = error_body("not_alive", problem) if problem else {"state": "alive"}
        self._send(503 if problem else 200, json.dumps(body).encode(), "application/json")

    def _send(self, status: int, body: bytes, content_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - of the base class
        """Say nothing: probes come every few seconds."""
