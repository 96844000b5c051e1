"""The gatekeeper in front of chats that other people wrote, as they come from npm."""

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.chat import until_wrapped
from tests.browser.fake_api import FakeApi, thanks_rule
from tests.browser.host import host_page

BASE = Path(__file__).parents[2]
WIDGETS = Path(__file__).parent / "widgets"
# What a visitor clicks to send. Playwright looks into open shadow roots.
BUTTONS = {
    "deep-chat": ".input-button",
    "react-chatbot-kit": "form button",
    "nlux": "button",
    "vue-advanced-chat": ".vac-icon-textarea > .vac-svg-button:last-child",
    "botui": "form button",
}
EMOJI = [{"emoji": "🙂", "group": 0, "order": 1, "version": 1, "annotation": "smile", "tags": []}]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The widgets with their hosts, bundled as their users do."""
    folder = tmp_path_factory.mktemp("widgets")
    command = [
        str(BASE / "node_modules/.bin/esbuild"),
        *(str(WIDGETS / f"{name}.js") for name in BUTTONS),
        "--bundle",
        "--format=iife",
        '--define:process.env.NODE_ENV="production"',
        f"--outdir={folder}",
        "--log-level=error",
    ]
    subprocess.run(command, check=True, cwd=BASE)
    return folder


def visit(page: Page, api: FakeApi, script: Path) -> Locator:
    """The field of the widget, with the gatekeeper in front of it."""
    api.behaviour.rules = [thanks_rule()]
    api.behaviour.pages["/"] = host_page(api, "", "<script src=/widget.js defer></script>")
    page.route("**/*", lambda route: route.fulfill(json=EMOJI))  # some ask for them elsewhere
    page.route(f"{api.origin}/**", lambda route: route.continue_())
    page.route(
        "**/widget.js",
        lambda route: route.fulfill(path=script, content_type="text/javascript; charset=utf-8"),
    )
    page.goto(api.origin)
    page.wait_for_function("() => window.delegation?.debug().fresh && window.start")
    with until_wrapped(page):
        page.evaluate("start()")
    return page.locator("textarea, [contenteditable], form input").first


@pytest.mark.parametrize("widget", BUTTONS)
def test_a_local_answer_stops_the_widgets_request_and_a_miss_leaves_it_untouched(
    page: Page, api: FakeApi, built: Path, widget: str
) -> None:
    field = visit(page, api, built / f"{widget}.js")

    for number, send in enumerate((enter, click), start=1):
        field.press_sequentially("thx")
        send(page, field, BUTTONS[widget])
        page.wait_for_function("number => answers.length === number", arg=number)
        expect(page.get_by_text("You're welcome!").last).to_be_visible()
        assert len(api.asked("POST", "/host/chat")) == number - 1

        with page.expect_response("**/host/chat"):
            field.press_sequentially("where is it?")
            send(page, field, BUTTONS[widget])
        assert api.asked("POST", "/host/chat")[-1].body == "where is it?"
        # Without its last sign: nlux writes letter by letter, by its own clock.
        expect(page.get_by_text("Host: where is it").last).to_be_visible()

    assert page.evaluate("answers") == [["thx", "You're welcome!"]] * 2
    assert [each.body for each in api.asked("POST", "/host/chat")] == ["where is it?"] * 2


def enter(page: Page, field: Locator, button: str) -> None:
    field.press("Enter")


def click(page: Page, field: Locator, button: str) -> None:
    page.locator(button).first.click()
