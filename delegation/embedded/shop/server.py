"""Serves the shop page as a careful company would: under a strict content security policy."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template

HOST = "127.0.0.1"
FOLDER = Path(__file__).parent
SNIPPET = Template('<script src="$web/gatekeeper.js" data-key="$key" data-chat async></script>')


@dataclass(frozen=True)
class ShopFile:
    kind: str
    body: bytes


def snippet(*, web: str, key: str) -> str:
    """The one line that a tenant pastes into their pages."""
    return SNIPPET.substitute(web=escape(web), key=escape(key))


def policy(*, web: str, stream: str) -> str:
    """Only what the snippet needs: its script, the web and the stream process. No inline code or
    style, and no way to turn text into markup."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {web}",
            f"connect-src {web} {stream}",
            "style-src 'self'",
            "img-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def shop_files(*, web: str, key: str) -> dict[str, ShopFile]:
    """The shop's files by path."""
    page = Template((FOLDER / "page.html").read_text(encoding="utf-8"))
    html = page.substitute(snippet=snippet(web=web, key=key))
    return {
        "/shop/": ShopFile("text/html; charset=utf-8", html.encode()),
        "/shop/shop.css": ShopFile("text/css; charset=utf-8", (FOLDER / "shop.css").read_bytes()),
        "/shop/mark.svg": ShopFile("image/svg+xml", (FOLDER / "mark.svg").read_bytes()),
        "/healthz": ShopFile("text/plain; charset=utf-8", b"ok\n"),
    }


def make_server(port: int, *, web: str, stream: str, key: str) -> ThreadingHTTPServer:
    """A server on the loopback address, not yet serving. Raises OSError when the port is taken."""
    files: Mapping[str, ShopFile] = shop_files(web=web, key=key)
    security = policy(web=web, stream=stream)

    class ShopHandler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path in ("/", "/shop"):
                self.send_response(HTTPStatus.FOUND)
                self.send_header("Location", "/shop/")
                self.send_header("Content-Length", "0")
                self.end_headers()
            elif path in files:
                self._send(files[path])
            else:
                self.send_error(HTTPStatus.NOT_FOUND)

        def _send(self, file: ShopFile) -> None:
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", file.kind)
            self.send_header("Content-Length", str(len(file.body)))
            self.send_header("Content-Security-Policy", security)
            self.send_header("Cache-Control", "no-cache")
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            self.wfile.write(file.body)

        def log_message(self, *_: object) -> None:
            """Says nothing: each visit to a demo page is no news."""

    return ThreadingHTTPServer((HOST, port), ShopHandler)
