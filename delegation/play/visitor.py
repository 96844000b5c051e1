"""One visitor: a pack as a browser holds it, escalations over HTTP, and the answer's events."""

import json
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx2

from delegation.domain.packs.compiling import LoadedPack, load_pack
from delegation.domain.packs.format import FORMAT
from delegation.domain.packs.matching import decide
from delegation.domain.wire.events import Event
from delegation.domain.wire.sse import FrameReader
from delegation.domain.words import Awaiting

HOUR_SECONDS = 3600
ANSWER_SECONDS = 120  # longer than the teacher's total limit with its retries


class AnswerLost(Exception):
    """An accepted escalation did not end within `ANSWER_SECONDS`, or the stream broke for good."""


class EscalationFailed(Exception):
    """The escalation ended with an error; the message is its code."""


@dataclass
class Visitor:
    """`run` starts every id, so that a run's rows can be found again."""

    http: httpx2.Client
    url: str
    key: str
    origin: str
    run: str
    name: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    awaiting: str = Awaiting.NOTHING.value
    pack: LoadedPack | None = None
    local: list[dict[str, Any]] = field(default_factory=list)
    counts: Counter[tuple[int, int, int]] = field(default_factory=Counter)

    @property
    def id(self) -> str:
        return f"{self.run}{self.name}"

    def fetch_pack(self) -> None:
        response = self.http.get(
            f"{self.url}/api/v1/pack",
            params={"key": self.key, "format": FORMAT},
            headers={"Origin": self.origin},
        )
        response.raise_for_status()
        self.pack = load_pack(response.json())

    def answer_locally(self, message: str) -> str | None:
        """The pack's response, or None: then the message must go to the teacher."""
        if self.pack is None:
            return None
        now = int(time.time())
        decision = decide(self.pack, message, self.awaiting, now=now)
        if decision.rule is None or decision.version is None or decision.response is None:
            return None
        turn = {"message": message, "response": decision.response}
        self.local.append(turn | {"rule": decision.rule, "version": decision.version})
        self.counts[decision.rule, decision.version, now // HOUR_SECONDS] += 1
        self.awaiting = Awaiting.NOTHING.value
        return decision.response

    def escalate(self, message: str) -> dict[str, Any]:
        """Send a message to the teacher and wait for the answer's payload.

        Raises `EscalationFailed`, `AnswerLost`, `httpx2.HTTPError`.
        """
        body = {
            "key": self.key,
            "visitor": self.id,
            "conversation": self.id,
            "id": f"{self.run}{secrets.token_urlsafe(12)}",
            "message": message,
            "awaiting": self.awaiting,
            "local": self.local[-50:],
        }
        response = self._post("/api/v1/escalations", body)
        self.local = []
        payload = self._follow(response.json()["events"])
        self.awaiting = payload["awaiting"]
        if "rule" in payload.get("learningInstruction", {}):
            self.fetch_pack()
        return payload

    def report_usage(self) -> int:
        """Send the counts of local answers; how many there were."""
        if not self.counts:
            return 0
        total = self.counts.total()
        counts = [
            {"rule": rule, "version": version, "hour": _hour(hour), "count": count}
            for (rule, version, hour), count in self.counts.items()
        ]
        batch = f"{self.run}{secrets.token_urlsafe(9)}"
        self._post(
            "/api/v1/usage", {"key": self.key, "visitor": self.id, "batch": batch, "counts": counts}
        )
        self.counts.clear()
        return total

    def _post(self, path: str, body: dict[str, Any]) -> httpx2.Response:
        """POST as browsers do. Waits where the service asks for it; the id makes that safe."""
        while True:
            response = self.http.post(
                f"{self.url}{path}",
                content=json.dumps(body).encode(),
                headers={"Origin": self.origin, "Content-Type": "text/plain"},
            )
            if response.status_code not in (429, 503):
                response.raise_for_status()
                return response
            time.sleep(min(float(response.headers.get("Retry-After", 1)), 30))

    def _follow(self, events: str) -> dict[str, Any]:
        """Read events until the end, resuming where the stream breaks."""
        deadline = time.monotonic() + ANSWER_SECONDS
        after = "0-0"
        while time.monotonic() < deadline:
            try:
                with self.http.stream("GET", f"{events}&after={after}") as response:
                    response.raise_for_status()
                    for event in _events(response):
                        after = event.id
                        if event.kind == "answer":
                            return dict(event.data)
                        if event.kind == "error":
                            raise EscalationFailed(event.data["code"])
            except httpx2.TransportError:
                time.sleep(0.5)
        raise AnswerLost(events)


def _events(response: httpx2.Response) -> Iterator[Event]:
    reader = FrameReader()
    for data in response.iter_bytes():
        yield from reader.feed(data)


def _hour(hour: int) -> str:
    return time.strftime("%Y-%m-%dT%H:00:00Z", time.gmtime(hour * HOUR_SECONDS))
