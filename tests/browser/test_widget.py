"""What stands around the conversation: ways in, buttons to press, a copy to keep."""

import re
import threading

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chat import Chat, heard, visit_tagged
from tests.browser.fake_api import FakeApi, taught
from tests.browser.host import host_page

LOG = "document.querySelector('[data-delegation]').shadowRoot.querySelector('.log')"


def choosing(message: str) -> dict[str, object]:
    """The assistant asks for one of two, and is content with either."""
    if message in ("Green", "Black"):
        return taught(message)
    return taught(message, userResponse="Which?", awaiting="choice", options=["Green", "Black"])


def test_the_page_opens_and_closes_it_by_calls_and_by_links(page: Page, api: FakeApi) -> None:
    link = '<a href="/elsewhere" data-delegation-open>Chat with us</a>'
    chat = visit_tagged(page, api, "", link)

    page.evaluate("delegation.close()")
    expect(chat.panel).to_be_hidden()
    page.evaluate("delegation.toggle()")
    expect(chat.panel).to_be_visible()
    page.evaluate("delegation.toggle()")
    expect(chat.panel).to_be_hidden()
    page.get_by_text("Chat with us").click()
    expect(chat.panel).to_be_visible()

    assert page.url == api.origin + "/", "the link did not leave the page"
    assert heard(page) == ["open", "close", "open", "close", "open"]


def test_calls_that_are_made_before_it_is_there_wait_for_it(page: Page, api: FakeApi) -> None:
    stub = page.request.get(f"{api.origin}/stub.js").text()
    early = f"<script>{stub}; delegation.context({{ plan: 'Pro' }}); delegation.open()</script>"
    api.behaviour.pages["/"] = host_page(api, body=early)
    page.goto(api.origin)

    chat = Chat(page)
    expect(chat.panel).to_be_visible()
    chat.say("hello")

    expect(chat.answers.last).to_have_text("You wrote: hello")
    [post] = api.asked("POST", "/api/v1/escalations")
    assert post.json["page"]["values"] == {"plan": "Pro"}


def test_it_is_open_where_the_tag_says_so_and_closed_after_the_visitor_closed_it(
    page: Page, api: FakeApi
) -> None:
    api.behaviour.pages["/"] = host_page(api, "data-chat data-open")
    page.goto(api.origin)
    chat = Chat(page)
    expect(chat.panel).to_be_visible()

    chat.button("Close chat").click()
    page.reload()

    expect(chat.bubble).to_be_visible()
    page.wait_for_function("() => delegation.open")
    expect(chat.panel).to_be_hidden()


def test_first_questions_and_options_are_sent_when_they_are_pressed(
    page: Page, api: FakeApi
) -> None:
    api.behaviour.answer = choosing
    chat = visit_tagged(page, api, 'data-suggestions="Which teas? | Where are you?"')
    expect(page.get_by_role("group", name="Suggestions").get_by_role("button")).to_have_text(
        ["Which teas?", "Where are you?"]
    )

    chat.button("Which teas?").click()
    expect(chat.answers.last).to_have_text("Which?")
    expect(chat.button("Where are you?")).to_be_hidden()
    chat.button("Black").click()

    expect(chat.answers.last).to_have_text("You wrote: Black")
    expect(chat.button("Green")).to_be_hidden()
    posts = [each.json for each in api.asked("POST", "/api/v1/escalations")]
    assert [(each["message"], each["awaiting"]) for each in posts] == [
        ("Which teas?", "nothing"),
        ("Black", "choice"),
    ]


def test_options_are_there_again_on_the_next_page(page: Page, api: FakeApi) -> None:
    api.behaviour.answer = choosing
    chat = visit_tagged(page, api, "")
    chat.say("Which teas?")
    expect(chat.button("Green")).to_be_visible()

    page.reload()

    chat.button("Green").click()
    expect(chat.answers.last).to_have_text("You wrote: Green")


def test_the_tenants_own_page_sets_what_the_tag_leaves_open(page: Page, api: FakeApi) -> None:
    api.behaviour.settings["chat"] = {
        "title": "Tea shop",
        "greeting": "Hello!",
        "greetings": "/other: Not here",
        "suggestions": "Which teas?\nWhere are you?",
        "accent": "#ff0000",
        "lang": "de",
        "privacy": f"{api.origin}/privacy",
        "privacyText": "You are talking to a machine.",
        "logo": f"{api.origin}/logo.png",
    }
    api.behaviour.pages["/"] = host_page(api, 'data-chat data-accent="rgb(0, 0, 255)"')
    picture = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
    page.route(
        "**/logo.png", lambda route: route.fulfill(content_type="image/svg+xml", body=picture)
    )
    page.goto(api.origin)
    page.get_by_role("button", name="Tea shop").click()

    expect(page.get_by_role("heading", name="Tea shop")).to_be_visible()
    expect(page.get_by_role("textbox", name="Nachricht schreiben …")).to_be_visible()
    expect(page.locator(".assistant .words")).to_have_text(["Hello!"])
    expect(page.get_by_role("group", name="Vorschläge").get_by_role("button")).to_have_count(2)
    expect(page.get_by_text("You are talking to a machine.")).to_be_visible()
    link = page.get_by_role("link", name="Datenschutz")
    expect(link).to_have_attribute("href", f"{api.origin}/privacy")
    expect(link).to_have_attribute("rel", "noopener")
    assert page.locator(".logo").get_attribute("src") == f"{api.origin}/logo.png"
    colour = page.locator(".send").evaluate("(send) => getComputedStyle(send).backgroundImage")
    assert "rgb(0, 0, 255)" in colour, "the tag's own accent"


def test_messages_carry_the_page_unless_the_tag_says_off(page: Page, api: FakeApi) -> None:
    chat = visit_tagged(page, api, "")
    page.evaluate("delegation.context({ plan: 'Pro', cart: 3 })")
    page.evaluate("history.replaceState(null, '', '/?token=secret#part')")
    chat.say("is it free?")
    expect(chat.answers.last).to_have_text("You wrote: is it free?")
    chat.button("Close chat").click()

    chat = visit_tagged(page, api, 'data-context="off"')
    page.evaluate("delegation.context({ plan: 'Pro' })")
    chat.say("and now?")
    expect(chat.answers.last).to_have_text("You wrote: and now?")

    first, second = [each.json for each in api.asked("POST", "/api/v1/escalations")]
    assert first["page"] == {
        "address": f"{api.origin}/",
        "title": "Shop",
        "language": "en",
        "values": {"plan": "Pro", "cart": 3},
    }
    assert "page" not in second


def test_a_visitor_keeps_a_copy_of_the_conversation(
    page: Page, context: BrowserContext, api: FakeApi
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat = visit_tagged(page, api, "")
    chat.say("where is it?")
    expect(chat.answers.last).to_have_text("You wrote: where is it?")

    chat.button("More").click()
    chat.button("Copy conversation").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as download:
        chat.button("Download conversation").click()
    kept = download.value.path().read_text("utf-8")
    chat.button("Show times").click()

    assert re.fullmatch(
        r"You \(.+\):\nwhere is it\?\n\nAssistant \(.+\):\nYou wrote: where is it\?\n", copied
    )
    assert (kept, download.value.suggested_filename) == (copied, "chat.txt")
    expect(page.locator("time").last).to_be_visible()
    expect(chat.button("Show times")).to_have_attribute("aria-pressed", "true")


def test_a_cleared_conversation_can_be_had_back(page: Page, api: FakeApi) -> None:
    api.behaviour.answer = lambda message: taught(message, awaiting="info")
    chat = visit_tagged(page, api, "")
    chat.say("where is it?")
    expect(chat.answers.last).to_have_text("You wrote: where is it?")
    chat.button("Clear conversation").click()
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(chat.answers).to_have_count(0)

    chat.button("Undo").click()

    expect(chat.answers.last).to_have_text("You wrote: where is it?")
    assert page.evaluate("delegation.state()") == "info"
    chat.say("4711")
    expect(chat.answers.last).to_have_text("You wrote: 4711")
    first, second = [each.json for each in api.asked("POST", "/api/v1/escalations")]
    assert first["conversation"] == second["conversation"]


@pytest.mark.parametrize("after", ["0", "50%"])
def test_the_bubble_speaks_once_to_each_visitor(page: Page, api: FakeApi, after: str) -> None:
    tall = '<div style="height: 4000px"></div>'
    tag = f'data-chat data-invite="Any questions?" data-invite-after="{after}"'
    api.behaviour.pages["/"] = host_page(api, tag, tall)
    page.goto(api.origin)
    page.wait_for_function("() => window.delegation?.open")
    invitation = page.get_by_role("button", name="Any questions?")
    if after == "50%":
        expect(invitation).to_have_count(0)
        page.evaluate("scrollTo(0, 2500)")
    expect(invitation).to_be_visible()

    invitation.click()
    expect(Chat(page).panel).to_be_visible()
    expect(invitation).to_have_count(0)
    Chat(page).button("Close chat").click()
    page.reload()

    page.wait_for_function("() => window.delegation?.open")
    page.evaluate("scrollTo(0, 3000)")
    page.wait_for_timeout(300)
    expect(invitation).to_have_count(0)


def test_a_visitor_who_reads_above_is_shown_that_something_is_below(
    page: Page, api: FakeApi
) -> None:
    api.behaviour.answer = lambda message: taught(message, userResponse="line\n\n" * 60 + "end")
    chat = visit_tagged(page, api, "")
    log = page.get_by_role("log")
    below = page.get_by_role("button", name="New message ↓")
    chat.say("a long story, please")
    expect(chat.answers.last).to_contain_text("end")
    expect(below).to_be_hidden()

    steps = api.behaviour.steps = threading.Semaphore(0)
    chat.say("one more")
    page.locator(".dots").wait_for()
    log.hover()
    page.mouse.wheel(0, -3000)
    page.wait_for_function(f"() => {LOG}.scrollTop === 0")
    steps.release(api.behaviour.pieces + 1)
    expect(below).to_be_visible()
    assert log.evaluate("(log) => log.scrollTop") == 0
    below.click()

    expect(below).to_be_hidden()
    left = "(log) => log.scrollHeight - log.scrollTop - log.clientHeight"
    assert log.evaluate(left) < 2
