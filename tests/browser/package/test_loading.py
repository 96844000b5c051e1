"""How the package loads the gatekeeper: the bytes that are named, once, and again after a failure."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from delegation.delivery import newest_release
from tests.browser.chat import Chat
from tests.browser.fake_api import KEY, FakeApi, thanks_rule
from tests.browser.package.making import run

PAGE = '<!doctype html><html lang="en"><title>Shop</title><body><script src="/main.js"></script></body></html>'
STRICT = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self';"
    " require-trusted-types-for 'script'; trusted-types 'none'"
)
FAILS = "(options) => start(options).then(() => 'started', ({code}) => code)"


@pytest.fixture(scope="session")
def script(apps: Path) -> Path:
    """A page's own script, bundled by webpack, which has nothing to complain about."""
    printed = run("node", "build.mjs", cwd=apps / "webpack")
    assert printed == ""
    return apps / "webpack" / "dist" / "main.js"


@pytest.fixture
def shop(page: Page, api: FakeApi, script: Path) -> Page:
    """A page whose script may start the gatekeeper."""
    api.behaviour.rules = [thanks_rule()]
    api.behaviour.pages["/"] = PAGE
    page.route(
        "**/main.js", lambda route: route.fulfill(path=script, content_type="text/javascript")
    )
    return page


def named(api: FakeApi) -> dict[str, str]:
    release = newest_release()
    return {"key": KEY, "src": f"{api.origin}/{release.name}", "integrity": release.integrity}


def test_a_named_release_runs_under_a_strict_policy(shop: Page, api: FakeApi) -> None:
    api.behaviour.headers = {"content-security-policy": STRICT}
    shop.goto(api.origin)

    shop.evaluate("async (options) => void (await start(options))", named(api) | {"chat": ""})

    chat = Chat(shop)
    chat.open()
    chat.say("thx")
    expect(chat.answers).to_have_text(["You're welcome!"])


def test_other_bytes_than_those_of_the_release_do_not_run(shop: Page, api: FakeApi) -> None:
    said: list[str] = []
    shop.on("console", lambda each: said.append(each.text))
    shop.goto(api.origin)

    wrong = named(api) | {"integrity": "sha384-" + "A" * 64}
    assert shop.evaluate(FAILS, wrong) == "not-loaded"

    assert shop.evaluate("window.delegation") is None
    assert any("did not come" in text for text in said)


def test_a_script_that_did_not_come_is_tried_again(shop: Page, api: FakeApi) -> None:
    shop.goto(api.origin)
    options = {"key": KEY, "src": f"{api.origin}/gatekeeper.js"}
    shop.route("**/gatekeeper.js", lambda route: route.abort())
    assert shop.evaluate(FAILS, options) == "not-loaded"
    shop.unroute("**/gatekeeper.js")

    assert shop.evaluate(FAILS, options) == "started"


def test_a_page_that_was_left_before_the_chat_came_has_no_chat(shop: Page, api: FakeApi) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    shop.route("**/chat.*.js", hold)
    shop.goto(api.origin)
    shop.evaluate(
        "async (options) => { (await start(options)).destroy(); await start(options) }",
        {"key": KEY, "src": f"{api.origin}/gatekeeper.js", "chat": ""},
    )
    shop.wait_for_timeout(0)  # both have asked for the file
    shop.unroute("**/chat.*.js")
    for route in held:
        route.continue_()

    chat = Chat(shop)
    chat.open()
    expect(shop.locator("[data-delegation]")).to_have_count(1)
    assert shop.evaluate("Object.keys(delegation.sites).length") == 1
