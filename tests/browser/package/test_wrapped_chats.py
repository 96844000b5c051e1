"""The presets, in front of chats as they come from npm, in React's StrictMode."""

from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.fake_api import KEY, FakeApi, thanks_rule
from tests.browser.package.making import INSTALLED, run

# Where a visitor clicks to send.
BUTTONS = {
    "ai-sdk": "form button",
    "assistant-ui": "form button",
    "chatscope": ".cs-button--send",
    "deep-chat": ".input-button",
}


@pytest.fixture(scope="session")
def built(apps: Path) -> Path:
    """A page with these chats, built for development: React mounts everything twice."""
    vite = INSTALLED / "node_modules/.bin/vite"
    app = apps / "vite-react"
    into = ("--outDir", "dist-chats")
    run(vite, "build", "--mode", "chats", *into, cwd=app, NODE_ENV="development")
    return app / "dist-chats"


def visit(page: Page, api: FakeApi, built: Path, chat: str) -> Locator:
    """Return the field of the chat, with the gatekeeper in front of it."""
    api.behaviour.rules = [thanks_rule()]
    api.behaviour.pages["/"] = (built / "chats.html").read_text("utf-8")
    page.route(
        "**/assets/*",
        lambda route: route.fulfill(path=built / "assets" / Path(route.request.url).name),
    )
    with page.expect_response("**/extras.*.js") as extras:
        page.goto(f"{api.origin}/?chat={chat}&key={KEY}")
        expect(page.locator("output")).to_have_text(KEY)
        field = page.locator("textarea, [contenteditable=true], form input").first
        field.click()
    page.evaluate("address => import(address).then(() => null)", extras.value.url)
    page.wait_for_function("() => delegation.debug().fresh")
    return field


def send(page: Page, field: Locator, chat: str, by: str, text: str) -> None:
    field.press_sequentially(text)
    if by == "enter":
        field.press("Enter")
    else:
        page.locator(BUTTONS[chat]).first.click()


@pytest.mark.parametrize("chat", BUTTONS)
def test_the_preset_finds_the_field_and_the_button(
    page: Page, api: FakeApi, built: Path, chat: str
) -> None:
    field = visit(page, api, built, chat)
    say = partial(send, page, field, chat)
    for number, by in enumerate(("enter", "button"), start=1):
        say(by, "thx")
        expect(page.get_by_text("You're welcome!")).to_have_count(number)
        assert len(api.asked("POST", "/host/chat")) == number - 1

        with page.expect_response("**/host/chat"):
            say(by, "where is it?")
        expect(page.get_by_text("Host: where is it?")).to_have_count(number)
        assert page.evaluate("delegation.state()") == "nothing"

    page.get_by_role("button", name="Draw again").click()  # another field, another button
    expect(page.get_by_text("Host: where is it?")).to_have_count(0)
    field.click()
    expect(field).to_be_focused()  # a chat that is drawn once more loses the focus
    page.wait_for_timeout(0)
    say("enter", "thx")
    expect(page.get_by_text("You're welcome!")).to_have_count(1)
    assert [each.body for each in api.asked("POST", "/host/chat")] == ["where is it?"] * 2
