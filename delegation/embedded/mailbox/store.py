"""Messages as files, the newest first."""

import email
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

MOST_MESSAGES = 500  # the oldest files go first


@dataclass(frozen=True)
class Mail:
    """One message as a person reads it."""

    name: str
    at: datetime
    to: str
    subject: str
    text: str


class Mailbox:
    """A folder of messages."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, message: bytes) -> None:
        """Store a message as it came."""
        (self._folder / f"{uuid.uuid4().hex}.eml").write_bytes(message)
        files = sorted(self._folder.glob("*.eml"), key=lambda file: file.stat().st_mtime)
        for file in files[:-MOST_MESSAGES]:
            file.unlink(missing_ok=True)

    def all(self) -> list[Mail]:
        """Every message, the newest first."""
        mails = [_read(file) for file in self._folder.glob("*.eml")]
        return sorted(mails, key=lambda mail: (mail.at, mail.name), reverse=True)

    def get(self, name: str) -> Mail | None:
        """The message of this name."""
        return next((mail for mail in self.all() if mail.name == name), None)


def _read(file: Path) -> Mail:
    message = email.message_from_bytes(file.read_bytes(), policy=default)
    if not isinstance(message, EmailMessage):
        raise TypeError(f"{file} holds no message")
    body = message.get_body(preferencelist=("plain", "html"))
    return Mail(
        name=file.stem,
        at=_date_of(message, file),
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or "(no subject)"),
        text=str(body.get_content()).replace("\r\n", "\n") if body else "",
    )


def _date_of(message: EmailMessage, file: Path) -> datetime:
    try:
        at = parsedate_to_datetime(str(message["Date"]))
    except ValueError:
        at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
