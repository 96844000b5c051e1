"""A browser, and the fake API that pages of these tests talk to."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.fake_api import KEY, FakeApi

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    # Repainting a part of a tile blends rounded corners twice: pictures would differ by what was drawn before.
    "--disable-partial-raster",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """The system's Chromium; CHROMIUM names another one."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert program, "These tests need Chromium: apt-get install chromium, or set CHROMIUM."
    return program


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
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


def host_page(api: FakeApi, attributes: str = "data-chat", body: str = "<h1>A shop</h1>") -> str:
    """A page with the snippet that a tenant is given."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
        f'<body>{body}<script src="{api.origin}/gatekeeper.js" data-key="{KEY}" {attributes} async></script>'
        "</body></html>"
    )
