"""The mailbox as pages: the list of messages, and each of them."""

import re
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template

from delegation.embedded.mailbox.store import Mail, Mailbox

FOLDER = Path(__file__).parent
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"
LINK = re.compile(r"https?://[^\s<>]+[^\s<>.,;:)]")


def list_page(mails: list[Mail]) -> str:
    """Every message, the newest first."""
    if not mails:
        body = "<p>No mail yet. Invite a person or wait for the morning’s summary.</p>"
    else:
        body = f'<ol class="mails">{"".join(map(_row, mails))}</ol>'
    count = f"{len(mails)} message{'' if len(mails) == 1 else 's'}"
    return _page("Mailbox", f"<h1>Mailbox</h1><p>{count} that the product sent.</p>{body}")


def mail_page(mail: Mail) -> str:
    """One message, with its links."""
    head = f"<h1>{escape(mail.subject)}</h1><p>To {escape(mail.to)}, {_time(mail)}</p>"
    back = '<p><a href="/">All mail</a></p>'
    return _page(mail.subject, f"{back}{head}<pre tabindex='0'>{_linked(mail.text)}</pre>")


def _row(mail: Mail) -> str:
    return (
        f'<li><a href="/{mail.name}">{escape(mail.subject)}</a>'
        f"<span>{escape(mail.to)}</span><time>{_time(mail)}</time></li>"
    )


def _time(mail: Mail) -> str:
    return f"{mail.at:%-d %B %Y, %H:%M}"


def _linked(text: str) -> str:
    parts, end = [], 0
    for found in LINK.finditer(text):
        address = escape(found[0])
        parts += [escape(text[end : found.start()]), f'<a href="{address}">{address}</a>']
        end = found.end()
    return "".join([*parts, escape(text[end:])])


def _page(title: str, body: str) -> str:
    page = Template((FOLDER / "page.html").read_text(encoding="utf-8"))
    return page.substitute(title=escape(title), body=body)


def make_server(port: int, mailbox: Mailbox) -> ThreadingHTTPServer:
    """A server on loopback, not yet serving; port 0 takes a free one."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.partition("?")[0].strip("/")
            if name == "mailbox.css":
                return self._send((FOLDER / "mailbox.css").read_text("utf-8"), "text/css")
            if name == "healthz":
                return self._send("ok\n", "text/plain")
            if not name:
                return self._send(list_page(mailbox.all()), "text/html")
            mail = mailbox.get(name)
            if mail is None:
                return self.send_error(HTTPStatus.NOT_FOUND)
            return self._send(mail_page(mail), "text/html")

        def _send(self, text: str, kind: str) -> None:
            body = text.encode()
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", POLICY)
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: the links in mail open doors."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)
