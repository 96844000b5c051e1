"""The stream process on a free port of this machine, and clients that read it over real HTTP."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import uvicorn

from delegation.domain.wire.events import Address, Event, TextSoFar
from delegation.domain.wire.sse import FrameReader
from delegation.domain.wire.tokens import sign_token
from delegation.stream.application import StreamApplication

KEY = "the key of the stream tests, long enough"
RETIRED_KEY = "the key before it, which is still honoured"
TENANT = 7
PATIENCE = 20.0  # seconds after which a test has failed rather than waited
HOST = "127.0.0.1"


@dataclass
class Rows:
    """Stands for the rows of escalations: `recorded_events` as the stream process asks it."""

    ends: dict[UUID, list[Event] | None] = field(default_factory=dict)
    failing: bool = False
    asked: int = 0
    disconnected: int = 0

    def __call__(self, tenant_id: int, escalation_id: UUID) -> Sequence[Event] | None:
        self.asked += 1
        if self.failing:
            raise ConnectionError("the database is away")
        return self.ends.get(escalation_id, []) if tenant_id == TENANT else None

    def disconnect(self) -> None:
        self.disconnected += 1


@dataclass(frozen=True)
class Answer:
    """A whole HTTP answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class OpenStream:
    """An open event stream. `last_id` and `so_far` are what a real client would keep."""

    response: http.client.HTTPResponse
    connection: http.client.HTTPConnection
    last_id: str = ""
    so_far: TextSoFar = field(default_factory=TextSoFar)
    frames: FrameReader = field(default_factory=FrameReader)
    raw: bytearray = field(default_factory=bytearray)
    ready: list[Event] = field(default_factory=list)

    def events(self) -> Iterator[Event]:
        """Events as they come, until the server ends the stream. Heartbeats do not count."""
        give_up = time.monotonic() + PATIENCE
        while True:
            assert time.monotonic() < give_up, "no event came, and no end"
            while self.ready:
                event = self.ready.pop(0)
                self.last_id, self.so_far = event.id, self.so_far.after(event)
                yield event
            data = self.response.read1(65_536)
            if not data:
                return
            self.raw += data
            self.ready += self.frames.feed(data)

    def next(self) -> Event:
        """The next event; the test fails when the stream ends instead."""
        return next(self.events())

    def close(self) -> None:
        """Leave without a word."""
        if self.connection.sock:
            self.connection.sock.close()
        self.response.close()
        self.connection.close()


@dataclass
class StreamProcess:
    """A running stream process and the addresses below it."""

    port: int
    rows: Rows = field(default_factory=Rows)
    stop: Callable[[], None] = lambda: None

    def path(
        self, escalation: UUID, *, tenant: int = TENANT, kind: str = "/events", **query: Any
    ) -> str:
        token = sign_token(tenant, escalation, expires=int(time.time()) + 600, key=KEY)
        return f"/api/v1/escalations/{escalation}{kind}?{urlencode({'token': token, **query})}"

    def get(self, path: str, *, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, headers=_named(headers))
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, response.read())
        finally:
            connection.close()

    def poll(self, escalation: UUID, **query: Any) -> Answer:
        """One long poll."""
        return self.get(self.path(escalation, kind="", **query))

    @contextmanager
    def open(
        self,
        escalation: UUID,
        *,
        headers: dict[str, str] | None = None,
        **query: Any,
    ) -> Iterator[OpenStream]:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        connection.request("GET", self.path(escalation, **query), headers=_named(headers or {}))
        response = connection.getresponse()
        assert response.status == 200, response.read()
        stream = OpenStream(response, connection)
        try:
            yield stream
        finally:
            stream.close()

    def read(self, escalation: UUID, **query: Any) -> list[Event]:
        """All events until the server ends the stream."""
        with self.open(escalation, **query) as stream:
            return list(stream.events())

    def metric(self, name: str, **labels: str) -> float:
        text = self.get("/metrics").body.decode()
        wanted = "".join(f'{label}="{value}"' for label, value in labels.items())
        line = f"delegation_stream_{name}" + (f"{{{wanted}}}" if wanted else "")
        found = [row for row in text.splitlines() if row.startswith(line + " ")]
        return float(found[0].rpartition(" ")[2]) if found else 0.0


@contextmanager
def stream_process(redis_url: str, rows: Rows | None = None) -> Iterator[StreamProcess]:
    """Runs one in a thread, as behind a proxy: clients say which network they come from."""
    rows = rows or Rows()
    app = StreamApplication(
        redis_url=redis_url,
        keys=[KEY, RETIRED_KEY],
        recorded_events=rows,
        disconnect=rows.disconnect,
        trusted_proxies=1,
    )
    listener = socket.create_server((HOST, 0))
    server = uvicorn.Server(
        uvicorn.Config(app, lifespan="on", log_config=None, timeout_graceful_shutdown=2)
    )
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        wait_until(lambda: server.started)
        yield StreamProcess(listener.getsockname()[1], rows, app.stop)
    finally:
        app.stop()
        server.should_exit = True
        thread.join(PATIENCE)
        listener.close()
    assert not thread.is_alive(), "the stream process did not end"


def wait_until(condition: Callable[[], bool]) -> None:
    """Returns once it holds; the test fails when it does not within PATIENCE."""
    give_up = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < give_up, "this never came true"
        time.sleep(0.01)


def new_address() -> Address:
    return Address(TENANT, uuid4())


def answered(text: str) -> list[Event]:
    """The row of an escalation that ended with an answer."""
    return [Event("", "answer", payload(text))]


def payload(text: str) -> dict[str, Any]:
    return {"userResponse": text, "awaiting": "nothing", "source": "teacher"}


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
