"""What an answer says, for the tests that look for another tenant's words in it."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile


def text_of(response: Any) -> str:
    """Everything that reaches the other side: status line, headers, cookies, body."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):
        with ZipFile(BytesIO(body)) as archive:
            body = b"".join(archive.read(name) for name in archive.namelist())
    return f"{response.items()!r} {response.cookies.output()} {body.decode(errors='replace')}"
