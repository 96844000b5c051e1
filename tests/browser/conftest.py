"""A browser, and the fake API that pages of these tests talk to."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    StorageState,
    StorageStateCookie,
    sync_playwright,
)
from pytest_django import DjangoDbBlocker

from delegation.embedded.ports import free_port
from delegation.embedded.shop.server import make_server
from tenants.models import User
from tests.browser.fake_api import FakeApi
from tests.browser.host import CHROMIUM_ARGUMENTS, headless_chromium, host_page
from tests.product import Company, Product, make_company


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[..., Browser]]:
    """Starts Chromium, with more options where a test needs them."""
    with sync_playwright() as playwright:

        def start(**options: Any) -> Browser:
            return playwright.chromium.launch(
                executable_path=headless_chromium(), args=CHROMIUM_ARGUMENTS, **options
            )

        yield start


@pytest.fixture(scope="session")
def browser(launch: Callable[..., Browser]) -> Iterator[Browser]:
    """One browser for all tests."""
    browser = launch()
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def _server() -> Iterator[FakeApi]:
    with FakeApi() as server:
        yield server


@pytest.fixture
def api(_server: FakeApi) -> FakeApi:
    """The fake API, as new."""
    _server.reset()
    _server.behaviour.pages["/"] = host_page(_server)
    return _server


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One visitor's browser."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """One tab. No exception reaches the page, whatever a test does to the gatekeeper."""
    page = context.new_page()
    page.set_default_timeout(10_000)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    assert problems == []


@pytest.fixture(scope="session")
def signed_in(
    product: Product, django_db_blocker: DjangoDbBlocker
) -> Callable[[User], StorageState]:
    """The cookies of a person who has signed in; the form itself is tried by those who tell a story."""

    def state_of(user: User) -> StorageState:
        client = Client()
        with django_db_blocker.unblock():
            client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
        name = settings.SESSION_COOKIE_NAME
        cookie: StorageStateCookie = {
            "name": name,
            "value": client.cookies[name].value,
            "domain": urlsplit(product.url).hostname or "",
            "path": "/",
            "expires": -1,
            "httpOnly": True,
            "secure": False,
            "sameSite": "Lax",
        }
        return {"cookies": [cookie], "origins": []}

    return state_of


@pytest.fixture
def company(product: Product, django_db_blocker: DjangoDbBlocker) -> Iterator[Company]:
    """A company whose first visitor is enough for a proposal, on an origin of its own."""
    with django_db_blocker.unblock():
        company = make_company(product, origin=f"http://127.0.0.1:{free_port()}")
        company.tenant.sightings = 1
        company.tenant.save()
        yield company


@pytest.fixture
def shop(product: Product, company: Company) -> Iterator[str]:
    """The address of that company's shop page, with its snippet."""
    with shop_page(product, int(company.origin.rpartition(":")[2]), company.key) as address:
        yield address


@contextmanager
def shop_page(product: Product, port: int, key: str) -> Iterator[str]:
    """A shop on an origin of its own, with the line that the install page gives."""
    server = make_server(port, web=product.url, stream=product.stream_url, key=key)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}/shop/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
