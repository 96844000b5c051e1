"""The story that the product is for, told in real browsers against the real processes."""

import json
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from delegation.delivery import RELEASES, newest_release
from delegation.domain.words import Act
from delegation.rules.services.lessons import replies
from delegation.savings.models import UsageCount
from tenants.models import Approval
from tests.browser.chat import open_chat, requests_of
from tests.conftest import PASSWORD
from tests.product import Company

RELEASED = json.loads((RELEASES / "releases.json").read_text("utf-8"))
PRESENT = newest_release().name.split(".")[1]
# The embed guide promises the two before the present one.
LAST_RELEASES = [each["version"] for each in RELEASED if each["version"] != PRESENT][-2:]


def wait_until(holds: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def approve_in_the_admin(context: BrowserContext, company: Company, phrase: str) -> None:
    """As the moderator does: log in, open the proposal, press Approve."""
    page = context.new_page()
    page.goto(f"{company.product.url}/moderation/rules/rule/")
    page.get_by_label("Email").fill(company.moderator.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name=phrase).click()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("live").first).to_be_visible()
    page.close()


def test_a_visitor_asks_once_a_moderator_approves_and_another_browser_knows(
    browser: Browser, company: Company, shop: str
) -> None:
    first, second, desk = (browser.new_context() for _ in range(3))
    page = first.new_page()
    requests = requests_of(page)
    chat = open_chat(page, shop)
    chat.say("thx")
    expect(chat.answers).to_have_count(1)
    assert sum(request.startswith("POST") for request in requests) == 1
    chat.settle()
    taught = chat.answers.first.inner_text()

    approve_in_the_admin(desk, company, "thx")

    another = second.new_page()
    chat = open_chat(another, shop)
    requests = requests_of(another)
    chat.say("Thx!")
    expect(chat.answers).to_have_text([taught])
    assert requests == []
    for context in (first, second, desk):
        context.close()


@pytest.mark.parametrize("release", ["newest", *LAST_RELEASES])
def test_where_safe_classes_go_live_at_once_the_second_thx_needs_no_server(
    page: Page, company: Company, shop: str, release: str
) -> None:
    if release in LAST_RELEASES:  # the tab of a visitor who came before the server changed
        address = f"{company.product.url}/gatekeeper.{release}.js"
        moved = {"location": address, "access-control-allow-origin": "*"}
        page.route("**/gatekeeper.js", lambda route: route.fulfill(status=302, headers=moved))
    company.tenant.approval = Approval.AT_ONCE
    company.tenant.save()
    texts = {Act.THANKS: "You're very welcome!"}
    replies.approve_replies(company.tenant, texts, language="en", by=company.owner)

    loaded = requests_of(page)
    chat = open_chat(page, shop)
    assert release == "newest" or f"GET {address}" in loaded
    with page.expect_response("**/api/v1/pack?**"):  # what was learned has the pack fetched
        chat.say("thx")
    expect(chat.answers).to_have_count(1)
    page.wait_for_function("() => delegation.match('thx').rule")
    requests = requests_of(page)
    chat.say("thx")
    expect(chat.answers.nth(1)).to_have_text("You're very welcome!")
    assert requests == []

    page.goto("about:blank")  # the visitor leaves; what was answered is counted on the way out
    wait_until(lambda: UsageCount.objects.filter(tenant=company.tenant, count=1).exists())
