"""The demo's mailbox: Django sends a message over SMTP, and a person reads it on a page."""

import threading
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from smtplib import SMTP

import httpx2
import pytest

from delegation.embedded.mailbox.pages import make_server
from delegation.embedded.mailbox.smtp import make_mail_server
from delegation.embedded.mailbox.store import Mailbox


@pytest.fixture
def addresses(tmp_path: Path) -> Iterator[tuple[int, str]]:
    """(the port for SMTP, the address of the page)."""
    mailbox = Mailbox(tmp_path / "mailbox")
    mail_server, server = make_mail_server(0, mailbox), make_server(0, mailbox)
    for each in (mail_server, server):
        threading.Thread(target=each.serve_forever, daemon=True).start()
    yield mail_server.server_address[1], f"http://127.0.0.1:{server.server_port}/"
    for each in (mail_server, server):
        each.shutdown()
        each.server_close()


def send(port: int, subject: str, text: str, *, date: str = "") -> None:
    message = EmailMessage()
    message["Subject"], message["To"], message["From"] = subject, "a@x.example", "b@x.example"
    if date:
        message["Date"] = date
    message.set_content(text)
    with SMTP("127.0.0.1", port) as smtp:
        smtp.send_message(message)


def test_a_message_is_on_the_page_with_its_links(addresses: tuple[int, str]) -> None:
    port, page = addresses
    send(port, "Three proposals wait", "Grüße!\n.\nOpen http://127.0.0.1:8000/moderation/.")
    listed = httpx2.get(page).text
    assert "1 message that the product sent" in listed
    link = listed.partition('<li><a href="/')[2].partition('"')[0]
    mail = httpx2.get(page + link).text
    assert "Three proposals wait" in mail
    assert "Grüße!\n.\nOpen" in mail
    assert '<a href="http://127.0.0.1:8000/moderation/">' in mail


def test_the_newest_comes_first(addresses: tuple[int, str]) -> None:
    port, page = addresses
    send(port, "newer", "x", date="Fri, 27 Nov 2026 10:00:00 +0000")
    send(port, "older", "x", date="Mon, 02 Nov 2026 10:00:00 +0000")
    listed = httpx2.get(page).text
    assert listed.index("newer") < listed.index("older")
    assert "2 November 2026, 10:00" in listed


def test_a_message_puts_no_markup_into_the_page(addresses: tuple[int, str]) -> None:
    port, page = addresses
    send(port, "<b>bold</b>", "<script>alert(1)</script>")
    answer = httpx2.get(page)
    assert "<b>bold" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_an_empty_mailbox_says_so_and_a_wrong_address_is_not_found(
    addresses: tuple[int, str],
) -> None:
    assert "No mail yet." in httpx2.get(addresses[1]).text
    assert httpx2.get(f"{addresses[1]}../../etc/passwd").status_code == 404
    assert httpx2.get(f"{addresses[1]}healthz").text == "ok\n"
