"""A whole visit by keyboard: the focus is never lost, and always to be seen."""

import threading
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chat import Chat
from tests.browser.fake_api import FakeApi, taught, thanks_rule
from tests.browser.host import host_page
from tests.browser.keyboard import Keyboard

FIELD = "Write a message…"
TAG = 'data-chat data-suggestions="Which teas?|Where are you?" data-handoff="email"'
LONG = "\n\n".join(f"Paragraph {number} of the terms." for number in range(60))
ANSWERS: dict[str, dict[str, Any]] = {
    "Which teas?": {"userResponse": "Which?", "awaiting": "choice", "options": ["Green", "Black"]},
    "where is it?": {"userResponse": "See [your orders](https://shop.example/orders)."},
    "your terms": {"userResponse": LONG},
}


@pytest.fixture
def chat(page: Page, context: BrowserContext, api: FakeApi) -> Chat:
    """The chat of a page with a link, not opened yet."""
    context.route("https://shop.example/**", lambda route: route.fulfill(body="Your orders"))
    api.behaviour.rules = [thanks_rule()]
    api.behaviour.answer = lambda message: taught(message, **ANSWERS.get(message, {}))
    api.behaviour.pages["/"] = host_page(api, TAG, '<a href="#x">A link of the page</a>')
    page.goto(api.origin)
    page.wait_for_function("() => window.delegation?.debug().fresh && delegation.open")
    return Chat(page)


@pytest.fixture
def keyboard(page: Page, chat: Chat) -> Keyboard:
    """The chat is opened by keyboard, and the focus is in its field."""
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    keyboard = Keyboard(page)
    assert keyboard.focused == "Chat"
    page.keyboard.press("Enter")
    expect(chat.field).to_be_focused()
    return keyboard


def test_ask_by_suggestions_options_and_words_read_and_follow_a_link(
    page: Page, context: BrowserContext, chat: Chat, keyboard: Keyboard
) -> None:
    keyboard.walk_to("Which teas?")
    assert keyboard.press("Enter") == FIELD
    chat.button("Black").wait_for()
    keyboard.walk_to("Black")
    assert keyboard.press("Space") == FIELD
    expect(chat.answers.last).to_have_text("You wrote: Black")

    keyboard.write("where is it?")
    link = page.get_by_role("link", name="your orders")
    link.wait_for()
    keyboard.walk_to("your orders (shop.example)")
    with context.expect_page() as opened:
        page.keyboard.press("Enter")
    assert opened.value.url == "https://shop.example/orders"
    opened.value.close()
    assert keyboard.focused == "your orders (shop.example)"

    keyboard.walk_to(FIELD, "Tab")
    keyboard.write("your terms")
    expect(chat.answers.last).to_contain_text("Paragraph 59")
    keyboard.walk_to("log")
    at_end = page.locator(".log").evaluate("log => log.scrollTop")
    keyboard.press("PageUp")
    page.wait_for_function(
        "end => document.activeElement.shadowRoot.activeElement.scrollTop < end", arg=at_end
    )


def test_rate_stop_and_ask_the_assistant_instead(
    page: Page, api: FakeApi, chat: Chat, keyboard: Keyboard
) -> None:
    page.keyboard.type("line one")
    keyboard.press("Shift+Enter")
    keyboard.write("line two")
    expect(chat.answers.last).to_have_text("You wrote: line one\nline two", use_inner_text=True)
    keyboard.write("thx")
    chat.button("Ask the assistant instead").wait_for()
    keyboard.walk_to("Helpful")
    assert keyboard.press("Space") == "Helpful"
    expect(page.locator(".thumb[aria-pressed=true]")).to_have_count(1)
    keyboard.walk_to("Ask the assistant instead")
    steps = api.behaviour.steps = threading.Semaphore(0)
    assert keyboard.press("Enter") == FIELD

    keyboard.walk_to("Stop")
    steps.release(api.behaviour.pieces + 1)
    expect(chat.answers.last).to_have_text("You wrote: thx")
    expect(chat.button("Stop")).to_have_count(0)
    assert keyboard.focused == FIELD, "what had the focus is gone"

    keyboard.write("one more")
    keyboard.walk_to("Stop")
    assert keyboard.press("Enter") == FIELD
    chat.button("Try again").wait_for()
    keyboard.walk_to("Try again")
    steps.release(100)
    assert keyboard.press("Enter") == FIELD
    expect(chat.answers.last).to_have_text("You wrote: one more")
    keyboard.walk_to("Not helpful")
    # The first answer's, which can be seen only now.
    keyboard.walk_to("Not helpful")
    assert keyboard.press("Space") == "Not helpful"


def test_clear_after_a_question_have_it_back_and_show_times(
    page: Page, chat: Chat, keyboard: Keyboard
) -> None:
    keyboard.write("thx")
    chat.button("Ask the assistant instead").wait_for()
    keyboard.walk_to("Clear conversation")
    assert keyboard.press("Enter") == "Clear"
    assert keyboard.press("Escape") == FIELD, "the question is gone, the chat is not"
    expect(chat.answers).to_have_text(["You're welcome!"])

    keyboard.walk_to("Clear conversation")
    assert keyboard.press("Enter", "Enter") == FIELD
    expect(chat.answers).to_have_count(0)
    keyboard.walk_to("Undo")
    assert keyboard.press("Enter") == FIELD
    expect(chat.answers).to_have_text(["You're welcome!"])

    keyboard.walk_to("More")
    assert keyboard.press("Enter") == "More"
    keyboard.walk_to("Show times", "Tab")
    assert keyboard.press("Space") == "Show times"
    expect(page.locator("time").last).to_be_visible()


def test_leave_an_address_for_a_person_and_close(
    page: Page, api: FakeApi, chat: Chat, keyboard: Keyboard
) -> None:
    keyboard.write("a human?")
    chat.button("Talk to a person").wait_for()
    keyboard.walk_to("Talk to a person")
    assert keyboard.press("Enter") == "Your email address"
    page.route("**/api/v1/handoffs", lambda route: route.abort())
    page.keyboard.type("ann@visitor.example")
    keyboard.press("Tab", "Space")
    assert keyboard.press("Tab", "Enter") == "Send"
    expect(page.get_by_text("Your message may not have arrived.")).to_be_visible()
    assert keyboard.focused == "Send"
    page.unroute("**/api/v1/handoffs")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Thank you. A person will write to you.").first).to_be_visible()
    assert keyboard.focused == "log"
    assert api.asked("POST", "/api/v1/handoffs")

    page.keyboard.press("Escape")
    expect(chat.panel).to_be_hidden()
    assert keyboard.focused == "Chat"
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("link", name="A link of the page")).to_be_focused()


def test_an_invitation_is_sent_away(page: Page, api: FakeApi) -> None:
    tag = 'data-chat data-invite="Any questions?" data-invite-after="0"'
    api.behaviour.pages["/"] = host_page(api, tag)
    page.goto(api.origin)
    page.get_by_role("button", name="Any questions?").wait_for()
    keyboard = Keyboard(page)

    keyboard.walk_to("Close chat", "Tab")

    assert keyboard.press("Enter") == "Chat"
    expect(page.get_by_role("button", name="Any questions?")).to_have_count(0)
