"""The shop: a customer's page with the tenant's snippet, under a policy of its own."""

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse

import pytest

from delegation.embedded.shop.server import make_server, policy, shop_files

WEB, STREAM, KEY = "http://127.0.0.1:8000", "http://127.0.0.1:8001", "pk_demo"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = make_server(0, web=WEB, stream=STREAM, key=KEY)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def get(address: str) -> HTTPResponse:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    response: HTTPResponse = opener.open(address, timeout=10)
    return response


def test_the_page_holds_exactly_the_snippet_a_tenant_is_given(address: str) -> None:
    with get(f"{address}/shop/") as response:
        html = response.read().decode()
    assert html.count("<script") == 1
    assert f'<script src="{WEB}/gatekeeper.js" data-key="{KEY}" data-chat async></script>' in html


def test_the_policy_allows_the_two_processes_and_nothing_inline(address: str) -> None:
    with get(f"{address}/shop/") as response:
        served = response.headers["Content-Security-Policy"]
    assert served == policy(web=WEB, stream=STREAM)
    rules = dict(rule.split(" ", 1) for rule in served.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == WEB
    assert rules["connect-src"] == f"{WEB} {STREAM}"
    assert rules["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in served


def test_the_page_breaks_none_of_its_own_rules() -> None:
    html = shop_files(web=WEB, key=KEY)["/shop/"].body.decode()
    assert "style=" not in html
    assert "<style" not in html
    assert " on" not in [part[:3] for part in html.split('="')[0::2]]


def test_visitors_of_the_origin_are_led_to_the_shop(address: str) -> None:
    with get(f"{address}/") as response:
        assert response.url == f"{address}/shop/"


def test_it_serves_nothing_else(address: str) -> None:
    for path in ("/shop/page.html", "/shop/../server.py", "/shop/server.py"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            get(f"{address}{path}")


def test_a_key_cannot_break_out_of_its_attribute() -> None:
    html = shop_files(web=WEB, key='pk_"><script>alert(1)</script>')["/shop/"].body.decode()
    assert "<script>alert" not in html
