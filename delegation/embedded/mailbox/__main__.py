"""Start the mailbox: `python -m delegation.embedded.mailbox --port 8006 --smtp-port 8007`."""

import argparse
import contextlib
import threading
from pathlib import Path

from delegation.embedded.mailbox.pages import make_server
from delegation.embedded.mailbox.smtp import make_mail_server
from delegation.embedded.mailbox.store import Mailbox


def main() -> None:
    parser = argparse.ArgumentParser(prog="mailbox", description="The demo's mail, on a page.")
    parser.add_argument("--port", type=int, default=8006)
    parser.add_argument("--smtp-port", type=int, default=8007)
    parser.add_argument("--folder", type=Path, required=True, help="where messages are kept")
    options = parser.parse_args()
    mailbox = Mailbox(options.folder)
    mail_server = make_mail_server(options.smtp_port, mailbox)
    threading.Thread(target=mail_server.serve_forever, daemon=True).start()
    server = make_server(options.port, mailbox)
    print(f"mailbox ready http://127.0.0.1:{server.server_port}/", flush=True)  # noqa: T201 - for the process that started it
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()


if __name__ == "__main__":
    main()
