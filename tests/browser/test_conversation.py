"""One conversation through pages, tabs and the browser's caches."""

import json

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chat import Chat
from tests.browser.fake_api import FakeApi, taught, thanks_rule
from tests.browser.host import host_page

# What a browser does when a page comes back from its back-forward cache: nothing runs again but this.
COME_BACK = "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"


def test_a_page_from_the_back_forward_cache_continues_what_another_began(
    page: Page, context: BrowserContext, api: FakeApi
) -> None:
    api.behaviour.rules = [thanks_rule()]
    chat = Chat(page).visit(api)
    chat.say("hello there")
    expect(chat.answers.last).to_have_text("You wrote: hello there")
    # The other page of the tab, while this one sleeps: it has the tab's storage.
    api.behaviour.answer = lambda message: {**taught(message), "awaiting": "info"}
    kept = page.evaluate("({...sessionStorage})")
    other = context.new_page()
    other.add_init_script(f"Object.assign(sessionStorage, {json.dumps(kept)})")
    second = Chat(other)
    other.goto(api.origin)
    expect(second.answers.last).to_have_text("You wrote: hello there")
    second.say("where is my order?")
    expect(second.answers.last).to_have_text("You wrote: where is my order?")
    page.evaluate(
        "kept => Object.assign(sessionStorage, kept)", other.evaluate("({...sessionStorage})")
    )

    page.evaluate(COME_BACK)

    expect(chat.answers).to_have_count(2)
    assert page.evaluate("delegation.state()") == "info"
    chat.say("thx")
    expect(chat.answers.last).to_have_text("You wrote: thx")
    stored = page.evaluate("JSON.parse(sessionStorage['delegation:pk_test:transcript']).length")
    assert stored == 6


def test_a_link_in_a_new_tab_goes_on_with_the_conversation(
    page: Page, context: BrowserContext, api: FakeApi
) -> None:
    api.behaviour.pages["/"] = host_page(api, body='<a id="next" href="/next">next</a>')
    api.behaviour.pages["/next"] = host_page(api)
    chat = Chat(page).visit(api)
    chat.say("hello")
    expect(chat.answers.last).to_have_text("You wrote: hello")

    there = open_the_link(page, context)

    expect(there.answers.last).to_have_text("You wrote: hello")
    there.say("and again")
    expect(there.answers.last).to_have_text("You wrote: and again")
    first, second = [each.json["conversation"] for each in api.asked("POST", "/api/v1/escalations")]
    assert first == second


def stored_by(page: Page) -> str:
    """Return a script that gives another tab what this one holds."""
    return f"Object.assign(sessionStorage, {json.dumps(page.evaluate('({...sessionStorage})'))})"


def open_the_link(page: Page, context: BrowserContext) -> Chat:
    with context.expect_page() as opened:
        page.locator("#next").click(modifiers=["ControlOrMeta"])
    there = Chat(opened.value)
    there.open()
    return there


def test_a_page_that_came_back_hands_its_conversation_on(
    page: Page, context: BrowserContext, api: FakeApi
) -> None:
    api.behaviour.pages["/"] = host_page(api, body='<a id="next" href="/next">next</a>')
    api.behaviour.pages["/next"] = host_page(api)
    Chat(page).visit(api)
    other = Chat(context.new_page()).visit(api, "/next")
    other.say("hello")
    expect(other.answers.last).to_have_text("You wrote: hello")
    page.evaluate(stored_by(other.page))
    other.page.close()

    page.evaluate(COME_BACK)

    expect(open_the_link(page, context).answers.last).to_have_text("You wrote: hello")


def test_a_page_that_may_read_late_hands_its_conversation_on(
    page: Page, context: BrowserContext, api: FakeApi
) -> None:
    consenting = host_page(api, "data-chat data-consent", body='<a id="next" href="/next">next</a>')
    api.behaviour.pages["/"] = consenting
    api.behaviour.pages["/next"] = host_page(api)
    chat = Chat(page)
    page.goto(api.origin)
    page.wait_for_function("!!window.delegation?.consent")
    page.evaluate("delegation.consent(true)")
    chat.open()
    chat.say("hello")
    expect(chat.answers.last).to_have_text("You wrote: hello")
    page.reload()
    page.wait_for_function("!!window.delegation?.open")
    page.evaluate("delegation.consent(true)")

    expect(open_the_link(page, context).answers.last).to_have_text("You wrote: hello")


def test_a_conversation_goes_only_to_the_tab_that_asks_for_it(
    page: Page, context: BrowserContext, api: FakeApi
) -> None:
    api.behaviour.pages["/"] = host_page(api, body='<a id="next" href="/next">next</a>')
    api.behaviour.pages["/next"] = host_page(api)
    chat = Chat(page).visit(api)
    early = open_the_link(page, context)
    early.page.wait_for_timeout(1500)  # longer than a tab waits for an answer
    chat.say("hello")
    expect(chat.answers.last).to_have_text("You wrote: hello")

    expect(open_the_link(page, context).answers.last).to_have_text("You wrote: hello")

    expect(early.answers).to_have_count(0)


def test_where_tabs_may_not_talk_each_has_its_chat(page: Page, api: FakeApi) -> None:
    """Firefox forbids it where cookies are blocked."""
    page.add_init_script("window.BroadcastChannel = function () { throw Error('blocked') }")
    api.behaviour.pages["/"] = host_page(api, "data-chat data-share")
    chat = Chat(page).visit(api)
    chat.say("hello")
    expect(chat.answers.last).to_have_text("You wrote: hello")

    page.evaluate("delegation.close()")
    expect(chat.field).to_be_hidden()
    page.evaluate("delegation.destroy()")
    expect(page.locator("[data-delegation]")).to_have_count(0)


def test_a_tab_that_the_visitor_opened_starts_empty_unless_the_page_shares(
    page: Page, context: BrowserContext, api: FakeApi
) -> None:
    chat = Chat(page).visit(api)
    chat.say("hello")
    expect(chat.answers.last).to_have_text("You wrote: hello")

    fresh = Chat(context.new_page()).visit(api)
    expect(fresh.answers).to_have_count(0)
    api.behaviour.pages["/"] = host_page(api, "data-chat data-share")
    shared = Chat(context.new_page()).visit(api)
    expect(shared.answers.last).to_have_text("You wrote: hello")
    expect(fresh.answers).to_have_count(0)  # what was sent to the other is not for this one


def test_a_conversation_is_cleared_only_when_the_visitor_is_sure(page: Page, api: FakeApi) -> None:
    chat = Chat(page).visit(api)
    chat.say("hello")
    expect(chat.answers.last).to_have_text("You wrote: hello")

    chat.button("Clear conversation").click()
    expect(page.get_by_text("Clear this conversation?")).to_be_visible()
    chat.button("Cancel").click()
    expect(chat.answers).to_have_count(1)

    chat.button("Clear conversation").click()
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(chat.answers).to_have_count(0)
    expect(page.get_by_text("Clear this conversation?")).to_be_hidden()
