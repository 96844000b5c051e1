"""A page that sends the policy which the checker proposes runs the assistant, and all that it ran before."""

import pytest
from playwright.sync_api import Page, expect

from delegation.domain.wire.content_policy import amended_policy
from tests.browser.chat import Chat
from tests.browser.fake_api import FakeApi
from tests.browser.host import host_page

OWN_SCRIPT = "document.documentElement.dataset.own = 'ran';"


@pytest.mark.parametrize(
    "policy",
    [
        "default-src 'self'",
        "default-src 'none'; script-src 'self'",
        "default-src 'none'; script-src 'none'; script-src-elem 'self'; connect-src 'self'",
        "default-src 'self', script-src 'self'",
    ],
)
def test_the_proposed_policy_lets_the_chat_and_the_page_work(
    page: Page, api: FakeApi, policy: str
) -> None:
    # The page is on localhost, the assistant on 127.0.0.1: two origins for a browser.
    shop = api.origin.replace("127.0.0.1", "localhost")
    needed = {"script-src": [api.origin], "connect-src": [api.origin]}
    body = '<h1>A shop</h1><script src="/own.js"></script>'
    page.route(f"{shop}/own.js", lambda route: route.fulfill(body=OWN_SCRIPT))
    api.behaviour.pages["/"] = host_page(api, body=body)
    api.behaviour.headers = {"Content-Security-Policy": amended_policy(policy, needed)}

    page.goto(shop)
    chat = Chat(page)
    chat.open()
    chat.say("where is it?")

    expect(chat.answers.last).to_have_text("You wrote: where is it?")
    assert page.evaluate("document.documentElement.dataset.own") == "ran"
