"""A client's side of an ASGI application, and a few events, for tests of single parts."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from delegation.domain.wire.events import Event
from tests.delegation.stream.serving import PATIENCE, payload

Result = TypeVar("Result")
Message = dict[str, Any]


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Return the result of the work; the test fails if it takes more than `PATIENCE` seconds."""
    return asyncio.run(asyncio.wait_for(work, PATIENCE))


async def never() -> Message:
    """Wait for ever, as a client that sends nothing more."""
    await asyncio.Event().wait()
    return {}


class SentMessages(list[Message]):
    """The messages that an ASGI application sends."""

    async def __call__(self, message: Any) -> None:
        self.append(dict(message))

    @property
    def status(self) -> int:
        return int(self[0]["status"])

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self[0]["headers"])

    @property
    def body(self) -> bytes:
        return b"".join(message["body"] for message in self[1:])


def delta(number: int, text: str = "x") -> Event:
    return Event(f"{number}-0", "delta", {"text": text, "offset": 0, "attempt": 1})


END = Event("9-0", "answer", payload("Hello"))
