"""Visitors who chat through the proxy as browsers do, and what each of them saw."""

import json
import secrets
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx2

from delegation.domain.wire.sse import FrameReader

ORIGIN = "http://127.0.0.1:8900"
PATIENCE_SECONDS = 150.0  # longer than any answer may take
PAUSE_SECONDS = 0.5


@dataclass
class Seen:
    """What all visitors saw together."""

    ends: Counter[str] = field(default_factory=Counter)
    refused_posts: list[str] = field(default_factory=list)
    broken_streams: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def row(self, name: str) -> str:
        """Return one line of the table."""
        slowest = max(self.seconds, default=0)
        typical = sorted(self.seconds)[len(self.seconds) // 2] if self.seconds else 0
        lost = sum(self.ends.values()) - self.ends["answer"]
        return (
            f"{name:28} {sum(self.ends.values()):8} {lost:5} {len(self.refused_posts):8}"
            f" {sum(self.broken_streams.values()):8} {typical:8.2f} {slowest:8.2f}"
        )


HEADER = (
    f"{'':28} {'messages':>8} {'lost':>5} {'refused':>8} {'resumed':>8}"
    f" {'median':>8} {'slowest':>8}"
)


class Chats:
    """So many visitors who write one message after another until `stop`."""

    def __init__(self, url: str, key: str, visitors: int) -> None:
        self.seen = Seen()
        self._url = url
        self._key = key
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._chat) for _ in range(visitors)]

    def __enter__(self) -> Seen:
        for thread in self._threads:
            thread.start()
        return self.seen

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _chat(self) -> None:
        visitor = f"trial-{secrets.token_hex(6)}"
        with httpx2.Client(timeout=60, headers={"Origin": ORIGIN}, trust_env=False) as http:
            while not self._stopped.is_set():
                started = time.monotonic()
                end = self._converse(http, visitor, deadline=started + PATIENCE_SECONDS)
                with self._lock:
                    self.seen.ends[end] += 1
                    self.seen.seconds.append(time.monotonic() - started)
                time.sleep(PAUSE_SECONDS)

    def _converse(self, http: httpx2.Client, visitor: str, *, deadline: float) -> str:
        """Send one message and read its answer; return how it ended."""
        body = {
            "key": self._key,
            "visitor": visitor,
            "conversation": visitor,
            "id": str(uuid.uuid4()),
            "message": f"Where is my parcel number {secrets.randbelow(10**6)}?",
            "awaiting": "nothing",
            "local": [],
        }
        while time.monotonic() < deadline:
            accepted = self._post(http, body)
            if accepted:
                return self._follow(http, accepted["events"], deadline=deadline)
            time.sleep(PAUSE_SECONDS)
        return "never accepted"

    def _post(self, http: httpx2.Client, body: dict[str, Any]) -> dict[str, Any] | None:
        try:
            answer = http.post(f"{self._url}/api/v1/escalations", content=json.dumps(body))
            if answer.status_code == 202:
                accepted: dict[str, Any] = answer.json()
                return accepted
            problem = f"{answer.status_code} {answer.text[:80]}"
        except httpx2.HTTPError as error:
            problem = type(error).__name__
        with self._lock:
            self.seen.refused_posts.append(problem)
        return None

    def _follow(self, http: httpx2.Client, events: str, *, deadline: float) -> str:
        after = "0-0"
        while time.monotonic() < deadline:
            try:
                with http.stream("GET", f"{events}&after={after}") as stream:
                    stream.raise_for_status()
                    frames = FrameReader()
                    for chunk in stream.iter_bytes():
                        for event in frames.feed(chunk):
                            after = event.id
                            if event.kind == "error":
                                return f"error {event.data['code']}"
                            if event.ends:
                                return event.kind
                problem = "ended early"
            except httpx2.HTTPError as error:
                problem = type(error).__name__
            with self._lock:
                self.seen.broken_streams[problem] += 1
            time.sleep(PAUSE_SECONDS)
        return "never answered"
