"""Visitors who send one message each and read its answer as the gatekeeper does: POST with an id,
follow the events, resume where the stream breaks."""

import contextlib
import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx2

from delegation.domain.wire.events import START, Event, TextSoFar
from delegation.domain.wire.sse import FrameReader
from tests.faults.world import ORIGIN, Company, World

PATIENCE_SECONDS = 180.0  # then it is lost; far longer than three attempts with two takeovers
READ_SECONDS = 40.0  # of silence on a stream, which has a heartbeat every 15
PAUSE_SECONDS = 0.3
LEAVES = 0.15  # the part of stream readings that end in the middle, as when a laptop sleeps


@dataclass(frozen=True)
class Message:
    """`mark` names it for the fault teacher. `full` is a whole answer's text; None where every
    call is broken, so that no answer may be shown at all. `stops`: its visitor has read enough."""

    mark: str
    text: str
    full: str | None
    stops: bool = False


@dataclass
class Outcome:
    """What the client saw of one message."""

    message: Message
    escalations: set[str] = field(default_factory=set)  # ids in 2xx answers: one, or it is doubled
    poll: str = ""  # the address of the long poll
    end: Event | None = None
    shown: TextSoFar = field(default_factory=TextSoFar)
    problems: list[str] = field(default_factory=list)
    posts: int = 0

    @property
    def text(self) -> str | None:
        """The answer that was shown as complete."""
        if self.end is None or self.end.kind != "answer":
            return None
        return str(self.end.data["userResponse"])

    @property
    def error(self) -> str | None:
        if self.end is None or self.end.kind != "error":
            return None
        return str(self.end.data["code"])


class Sender:
    """Sends messages of one company. Safe to share among threads."""

    def __init__(self, http: httpx2.Client, world: World, company: Company) -> None:
        self._http = http
        self._world = world
        self._company = company

    def send(self, message: Message) -> Outcome:
        """Send it and stay until its end, or until PATIENCE_SECONDS are over."""
        outcome = Outcome(message)
        give_up = time.monotonic() + PATIENCE_SECONDS
        accepted = self._post(message, outcome, give_up)
        if accepted is not None:
            outcome.escalations.add(accepted["escalation"])
            outcome.poll = accepted["poll"]
            self._follow(accepted["events"], outcome, give_up)
        return outcome

    def body(self, message: Message) -> bytes:
        """One visitor and conversation for each message."""
        name = f"visitor-{message.mark}"
        body = {"key": self._company.key, "visitor": name, "conversation": name}
        body |= {"id": f"message-{message.mark}", "message": message.text, "awaiting": "nothing"}
        return json.dumps(body).encode()

    def post(self, message: Message) -> httpx2.Response:
        return self._http.post(
            f"{self._world.url}/api/v1/escalations",
            content=self.body(message),
            headers={"Origin": ORIGIN, "Content-Type": "text/plain"},
        )

    def poll(self, outcome: Outcome) -> Any:
        """The end by the other way of reading."""
        return self._http.get(outcome.poll).json()

    def _post(self, message: Message, outcome: Outcome, give_up: float) -> dict[str, Any] | None:
        """The acceptance. The same body again, where the network or the service was away."""
        while time.monotonic() < give_up:
            outcome.posts += 1
            try:
                response = self.post(message)
            except httpx2.TransportError:
                time.sleep(PAUSE_SECONDS)
                continue
            if response.is_success:
                accepted: dict[str, Any] = response.json()
                return accepted
            if response.status_code not in (429, 503):
                outcome.problems.append(f"POST answered {response.status_code}")
                if response.status_code < 500:
                    return None
            time.sleep(float(response.headers.get("Retry-After", PAUSE_SECONDS)))
        outcome.problems.append("never accepted")
        return None

    def _follow(self, events: str, outcome: Outcome, give_up: float) -> None:
        chance = random.Random(outcome.message.mark)
        after = START
        while outcome.end is None and time.monotonic() < give_up:
            leave = chance.randint(1, 4) if chance.random() < LEAVES else None
            try:
                for count, event in enumerate(self._events(f"{events}&after={after}"), 1):
                    after = event.id
                    self._take(event, outcome)
                    if count == 1 and outcome.message.stops and not event.ends:
                        self._stop(outcome)
                    if event.ends or count == leave:
                        break
            except httpx2.TransportError:
                time.sleep(PAUSE_SECONDS)
        if outcome.end is None:
            outcome.problems.append("accepted, and then no end")

    def _stop(self, outcome: Outcome) -> None:
        (escalation,) = outcome.escalations
        address = f"{self._world.url}/api/v1/escalations/{escalation}/stop"
        query = {"token": httpx2.URL(outcome.poll).params["token"]}
        with contextlib.suppress(httpx2.TransportError):  # then it is not stopped, and no harm done
            self._http.post(address, params=query, headers={"Origin": ORIGIN})

    def _events(self, address: str) -> Iterator[Event]:
        frames = FrameReader()
        with self._http.stream("GET", address) as response:
            if response.status_code != 200:
                time.sleep(PAUSE_SECONDS)
                return
            for data in response.iter_raw():
                yield from frames.feed(data)

    def _take(self, event: Event, outcome: Outcome) -> None:
        before, outcome.shown = outcome.shown, outcome.shown.after(event)
        if event.ends:
            outcome.end = event
        if event.kind == "answer" and not outcome.shown.text.startswith(before.text):
            outcome.problems.append("the answer contradicts what was shown before it")


def http_client() -> httpx2.Client:
    """One for all threads, with room for every stream."""
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=50)
    timeout = httpx2.Timeout(10.0, read=READ_SECONDS)
    return httpx2.Client(limits=limits, timeout=timeout, trust_env=False)
