"""A moderator clears thirty proposals by keys, and visitors' browsers follow, also back again."""

import re
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect
from pytest_django import DjangoDbBlocker

from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules.models import Pack, Rule, RuleState
from delegation.rules.services.lessons.learning import Evidence, record_lesson
from tenants.models import User
from tests.browser.chat import open_chat, requests_of
from tests.browser.looking import QUEUE, sign_in
from tests.product import Company, make_company

# With a pack that the server has just confirmed: one past its lifetime would answer nothing either.
ROLLED_BACK = """async () => {
  await delegation.sync();
  return delegation.debug().fresh && delegation.match("thanks a").rule === null;
}"""
PHRASES = [f"thanks {letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
PHRASES += ["thx", "cheers", "much obliged", "ta"]


@pytest.fixture
def proposals(company: Company, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Rule]]:
    """Thirty, of which the queue shows the most asked ones first."""
    with django_db_blocker.unblock():
        for phrase in PHRASES:
            taught = TaughtLesson(phrase, f"Reply to {phrase}", Act.THANKS)
            evidence = Evidence(uuid4(), f"v-{phrase}", "n", "nothing")
            record_lesson(company.tenant, taught, evidence)
        yield list(Rule.objects.filter(tenant=company.tenant).order_by("pk"))


@pytest.fixture
def desk(
    browser: Browser, company: Company, signed_in: Callable[[User], StorageState]
) -> Iterator[Page]:
    """The moderator's queue."""
    context = browser.new_context(storage_state=signed_in(company.moderator))
    page = context.new_page()
    page.goto(company.product.url + QUEUE)
    yield page
    context.close()


def keys(page: Page, *names: str) -> None:
    for name in names:
        page.keyboard.press(name)


def said(page: Page, words: str | re.Pattern[str]) -> None:
    """What the next page tells first; its keys work once it is loaded."""
    expect(page.locator(".messagelist")).to_contain_text(words)
    page.wait_for_load_state()


def states_of(company: Company) -> dict[str, int]:
    found = Rule.objects.filter(tenant=company.tenant).values_list("state", flat=True)
    return {state: list(found).count(state) for state in set(found)}


def test_thirty_proposals_are_cleared_by_keys_and_browsers_follow_there_and_back(
    browser: Browser, company: Company, shop: str, proposals: list[Rule], desk: Page
) -> None:
    expect(desk.locator("#result_list tbody tr")).to_have_count(30)
    for _ in range(20):  # the first twenty at once
        keys(desk, "x", "j")
    keys(desk, "a")
    said(desk, "20 rules are approved.")
    keys(desk, "u")
    said(desk, "20 decisions undone.")
    for _ in range(20):
        keys(desk, "x", "j")
    keys(desk, "a")
    said(desk, "20 rules are approved.")
    for _ in range(4):  # four rejected, with a reason
        keys(desk, "x", "j")
    keys(desk, "r")
    desk.keyboard.type("They may accept an offer.")
    keys(desk, "Enter")
    said(desk, "4 rules are rejected.")
    keys(desk, "s")  # one put off: that on which one stands
    said(desk, "is snoozed.")
    keys(desk, "o")  # the others edited, each on its page
    for left in range(5, 0, -1):
        expect(desk.locator("#decide")).to_be_visible()
        desk.wait_for_load_state()
        phrase = desk.locator("h1 q").inner_text()
        keys(desk, "e", "Control+a")
        desk.keyboard.type(f"You're welcome, {left}!")
        keys(desk, "Control+Enter")
        said(desk, f"“{phrase}” (thanks) is approved.")
    assert states_of(company) == {RuleState.LIVE: 25, RuleState.REJECTED: 4, RuleState.PROPOSED: 1}

    visitor = browser.new_context()
    page = visitor.new_page()
    chat = open_chat(page, shop)
    requests = requests_of(page)
    chat.say("Thanks A!")
    expect(chat.answers).to_have_text(["Reply to thanks a"])
    chat.say("Ta")
    expect(chat.answers.nth(1)).to_have_text("You're welcome, 1!")
    assert not [request for request in requests if request.startswith("POST")]

    first = Pack.objects.filter(tenant=company.tenant).order_by("version")[0]
    desk.goto(f"{company.product.url}/moderation/rules/pack/{first.pk}/change/")
    desk.get_by_label("Reason").fill("All of it was wrong.")
    desk.get_by_role("button", name=f"Go back to version {first.version}").click()
    said(desk, "25 rules changed.")
    page.wait_for_function(ROLLED_BACK)
    visitor.close()


def test_after_a_decision_the_keys_stay_where_they_were(
    company: Company, proposals: list[Rule], desk: Page
) -> None:
    row = desk.locator("#result_list tbody tr")
    fourth = row.nth(3).locator("th a").inner_text()
    fifth = row.nth(4).locator("th a").inner_text()
    keys(desk, "j", "j", "j", "a")
    said(desk, f"“{fourth}” (thanks) is approved.")
    expect(desk.locator("#result_list tr.at th a")).to_have_text(fifth)
    keys(desk, "s")
    said(desk, f"“{fifth}” (thanks) is snoozed.")
    desk.reload()
    expect(row.first).to_have_class(re.compile(r"\bat\b"))


def test_the_outsider_sees_none_of_it(
    browser: Browser,
    company: Company,
    proposals: list[Rule],
    signed_in: Callable[[User], StorageState],
) -> None:
    outsider = make_company(company.product)
    context = browser.new_context(storage_state=signed_in(outsider.moderator))
    page = context.new_page()
    page.goto(company.product.url + QUEUE)
    expect(page.get_by_text("No rules in this state.")).to_be_visible()
    expect(page.get_by_role("link", name="Seen", exact=True)).to_be_visible()  # as it says there
    for path in (f"rules/rule/{proposals[0].pk}/change/", f"what_if/?rule={proposals[0].pk}"):
        answer = page.goto(f"{company.product.url}/moderation/{path}")
        assert answer is not None
        assert answer.status == 404
        assert PHRASES[0] not in page.content()
    context.close()


def test_without_scripts_the_buttons_do_the_same(
    browser: Browser, company: Company, proposals: list[Rule]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, company.product.url, company.moderator.email)
    page.get_by_role("link", name="thx", exact=True).click()
    expect(page.get_by_role("link", name="Replay the last 30 days")).to_be_visible()
    page.get_by_role("textbox", name="Response").fill("Any time!")
    page.get_by_role("button", name="Approve").click()
    said(page, "“thx” (thanks) is approved.")
    page.get_by_role("button", name="Undo").click()
    said(page, "1 decision undone.")
    assert states_of(company) == {RuleState.PROPOSED: 30}
    context.close()
