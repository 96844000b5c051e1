"""As much of SMTP as Python's own client speaks, on loopback."""

import socketserver

from delegation.embedded.mailbox.store import Mailbox

MOST_BYTES = 5_000_000  # of one message; the product's own are a few thousand


def make_mail_server(port: int, mailbox: Mailbox) -> socketserver.ThreadingTCPServer:
    """Return a server on loopback that keeps what it gets; port 0 takes a free one."""

    class MailSession(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 demo mailbox")
            while line := self.rfile.readline(4_096):
                verb = line.decode("utf-8", "replace").strip()[:4].upper()
                if verb == "QUIT":
                    self._say("221 bye")
                    return
                if verb == "DATA":
                    self._say("354 end with a dot")
                    mailbox.keep(self._message())
                self._say("250 8BITMIME" if verb == "EHLO" else "250 ok")

        def _message(self) -> bytes:
            lines, size = [], 0
            while (line := self.rfile.readline(MOST_BYTES)) and line.rstrip(b"\r\n") != b".":
                size += len(line)
                if size <= MOST_BYTES:
                    lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            return b"".join(lines)

        def _say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    class MailSink(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    return MailSink(("127.0.0.1", port), MailSession)
