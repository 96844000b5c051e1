"""The proxy in front of production, as Caddy runs it: what goes where, and what a restart shows."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from tests.docker.making import Proxy

ESCALATION = "/api/v1/escalations/0b8d8d5e-3b9e-4d67-9b5b-0f8f6f0c6a11"
ANY_PAGE = {"Origin": "https://shop.example"}


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Proxy]:
    """A proxy that waits long for its processes, as in production."""
    with Proxy(tmp_path, patience="30s").running() as running:
        yield running


@pytest.fixture
def hasty(tmp_path: Path) -> Iterator[Proxy]:
    """A proxy that gives up at once."""
    with Proxy(tmp_path, patience="300ms").running() as running:
        yield running


def test_events_and_long_polls_go_to_stream_and_the_rest_to_web(proxy: Proxy) -> None:
    proxy.web.start()
    proxy.stream.start()

    def answered_by(method: str, path: str) -> str:
        return httpx2.request(method, proxy.url + path, content=b"{}").text

    assert answered_by("GET", f"{ESCALATION}/events?token=t") == "stream"
    assert answered_by("GET", f"{ESCALATION}?token=t&wait=25") == "stream"
    assert answered_by("POST", f"{ESCALATION}/stop") == "web"
    assert answered_by("POST", "/api/v1/escalations") == "web"
    assert answered_by("GET", "/api/v1/pack") == "web"
    assert answered_by("GET", "/") == "web"


def test_counters_are_not_for_the_world(proxy: Proxy) -> None:
    proxy.web.start()
    assert httpx2.get(f"{proxy.url}/metrics").status_code == 404
    assert proxy.web.received == []


def test_its_own_health_check_answers(proxy: Proxy) -> None:
    assert proxy.health_check() == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/escalations"),
        ("POST", "/api/v1/usage"),
        ("POST", "/accounts/login/"),
        ("GET", "/api/v1/pack"),
    ],
)
def test_a_request_waits_for_a_process_that_restarts(proxy: Proxy, method: str, path: str) -> None:
    start = threading.Timer(1.5, proxy.web.start)
    start.start()

    body = b'{"id": 1}' if method == "POST" else b""
    answer = httpx2.request(method, proxy.url + path, content=body, timeout=30)

    assert (answer.status_code, answer.text) == (200, "web")
    assert proxy.web.received == [(method, path, body)]


def test_a_message_goes_to_another_process_when_the_first_one_ends_over_it(proxy: Proxy) -> None:
    proxy.web.break_next = 1
    proxy.web.start()

    answer = httpx2.post(f"{proxy.url}/api/v1/escalations", content=b'{"id": 1}')

    assert (answer.status_code, answer.text) == (200, "web")
    assert [body for _, _, body in proxy.web.received] == [b'{"id": 1}'] * 2


def test_many_messages_at_once_keep_their_own_bodies(proxy: Proxy) -> None:
    bodies = {f'{{"id": {number}}}'.encode() for number in range(1000, 1300)}
    proxy.web.break_next = 30
    proxy.web.start()

    with ThreadPoolExecutor(30) as pool:
        answers = pool.map(
            lambda body: httpx2.post(f"{proxy.url}/api/v1/escalations", content=body, timeout=60),
            bodies,
        )
        assert {answer.status_code for answer in answers} == {200}

    assert {body for _, _, body in proxy.web.received} == bodies
    assert len(proxy.web.received) == len(bodies) + 30


def test_a_change_that_a_process_ended_over_is_not_made_twice(proxy: Proxy) -> None:
    proxy.web.break_next = 1
    proxy.web.start()

    answer = httpx2.post(f"{proxy.url}/keys/secret/", content=b"{}")

    assert answer.status_code == 503
    assert len(proxy.web.received) == 1


def test_where_no_process_comes_back_any_page_reads_when_to_try_again(hasty: Proxy) -> None:
    answer = httpx2.post(f"{hasty.url}/api/v1/escalations", content=b"{}", headers=ANY_PAGE)

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-expose-headers"] == "Retry-After"
    assert answer.json()["code"] == "unavailable"
    assert set(answer.json()) == {"code", "message", "fields"}


def test_a_stream_that_finds_no_process_is_told_the_same(hasty: Proxy) -> None:
    answer = httpx2.get(f"{hasty.url}{ESCALATION}/events?token=t", headers=ANY_PAGE)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["code"] == "unavailable"


def test_people_read_a_sentence(hasty: Proxy) -> None:
    answer = httpx2.get(f"{hasty.url}/dashboard/")

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.text == "The service is restarting. Try again in a moment."


SECRETS = {
    "token": f"{ESCALATION}/events?token=SECRET",
    "invitation": "/invitations/SECRET/",
    "confirmation": "/accounts/confirm-email/SECRET/",
    "reset": "/accounts/password/reset/key/1-SECRET/",
}


@pytest.mark.attack(
    "find stream tokens and invitations in the proxy's log",
    "they are cut out of it",
)
@pytest.mark.parametrize("path", SECRETS.values(), ids=SECRETS)
def test_the_log_holds_nothing_that_opens_a_door(proxy: Proxy, path: str) -> None:
    proxy.web.start()
    proxy.stream.start()

    httpx2.get(
        proxy.url + path,
        headers={"Referer": f"{proxy.url}/invitations/SECRET/", "Authorization": "Bearer SECRET"},
    )

    entry = proxy.logged_request()
    assert "SECRET" not in entry
    assert json.loads(entry)["status"] == 200
    assert json.loads(entry)["request"]["uri"].startswith(path.partition("SECRET")[0][:12])
