"""The three engines, and a new origin for each test, so that nothing is stored from before."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from tests.browser.fake_api import FakeApi
from tests.browser.host import host_page
from tests.engines.drivers import ENGINES, EngineMissing
from tests.engines.visitor import Visitor


@pytest.fixture(scope="session", params=list(ENGINES))
def driver(request: pytest.FixtureRequest) -> Iterator[WebDriver]:
    """One session of each engine for all tests. A missing one is named; CI fails without it."""
    with ExitStack() as stack:
        try:
            driver = stack.enter_context(ENGINES[request.param]())
        except EngineMissing as missing:
            pytest.skip(f"{request.param}: {missing}")
        yield driver


@pytest.fixture
def api() -> Iterator[FakeApi]:
    """A fake API on an origin of its own, with one page that has the snippet."""
    with FakeApi() as api:
        api.behaviour.pages["/"] = host_page(api)
        yield api


@pytest.fixture
def visitor(driver: WebDriver) -> Iterator[Visitor]:
    yield Visitor(driver)
    driver.get("about:blank")  # what is left in the page ends with the test
