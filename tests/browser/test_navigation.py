"""Pages that come and go: taken out of the browser's memory, swapped by a library, met on a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chat import Chat, beacons, pass_two_seconds
from tests.browser.fake_api import FakeApi, thanks_rule
from tests.browser.host import CHROMIUM_ARGUMENTS, chromium, host_page

# What Turbo, Astro's transitions and their kin do: the new page's head is merged, its body swapped,
# and its scripts run again.
VISIT_AS_TURBO_DOES = """
async (address) => {
  const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
  history.pushState({}, "", address);
  document.title = page.title;
  const body = document.adoptNode(page.body);
  for (const script of body.querySelectorAll("script")) {
    const again = document.createElement("script");
    for (const { name, value } of script.attributes) again.setAttribute(name, value);
    script.replaceWith(again);
  }
  document.documentElement.replaceChild(body, document.body);
}
"""
ON_SCREEN_KEYBOARD = """
(height) => {
  Object.defineProperty(visualViewport, "height", { configurable: true, value: height });
  visualViewport.dispatchEvent(new Event("resize"));
}
"""


@pytest.fixture
def remembering(browser: Browser) -> Iterator[Page]:
    """A tab of a browser that keeps pages which were left, as those of visitors do."""
    with_memory = browser.browser_type.launch(
        executable_path=chromium(),
        args=CHROMIUM_ARGUMENTS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    page = with_memory.new_page()
    page.set_default_timeout(10_000)
    yield page
    with_memory.close()


def test_a_page_that_comes_back_from_memory_goes_on(remembering: Page, api: FakeApi) -> None:
    page = remembering
    api.behaviour.rules = [thanks_rule()]
    api.behaviour.headers = {"cache-control": "no-cache"}
    api.behaviour.pages["/other"] = "<title>Other</title>"
    chat = Chat(page).visit(api)
    chat.say("thx")
    expect(chat.answers).to_have_text(["You're welcome!"])
    page.evaluate(
        "addEventListener('pageshow', ({persisted}) => { window.fromMemory = persisted })"
    )

    page.goto(api.origin + "/other")
    page.go_back(wait_until="commit")
    page.wait_for_function("() => window.fromMemory")
    expect(chat.answers).to_have_text(["You're welcome!"])
    pass_two_seconds(page)
    chat.say("where is it?")
    expect(chat.answers.last).to_have_text("You wrote: where is it?")
    chat.say("thanks")
    expect(chat.answers.last).to_have_text("You're welcome!")
    page.evaluate("delegation.flush()")

    reports = [each.json for each in beacons(page, api, count=2)]
    assert [each["counts"][0]["count"] for each in reports] == [1, 1], "each answer counted once"
    assert len({each["batch"] for each in reports}) == 2


def test_visits_as_turbo_makes_them_keep_the_chat_and_its_conversation(
    page: Page, api: FakeApi
) -> None:
    api.behaviour.pages["/two"] = host_page(api, body="<h1>Two</h1>")
    chat = Chat(page).visit(api)
    chat.say("before")
    expect(chat.answers).to_have_text(["You wrote: before"])

    for path in ("/two", "/", "/two"):
        page.evaluate(VISIT_AS_TURBO_DOES, api.origin + path)
        page.wait_for_timeout(50)
        expect(page.locator("[data-delegation]")).to_have_count(1)

    chat.say("after")
    expect(chat.answers).to_have_text(["You wrote: before", "You wrote: after"])
    assert len(api.asked("GET", "/api/v1/pack")) == 1
    first, second = [each.json for each in api.asked("POST", "/api/v1/escalations")]
    assert first["conversation"] == second["conversation"]


def test_a_panel_that_opens_above_the_on_screen_keyboard_stands_above_it(
    browser: Browser, api: FakeApi
) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 780}, is_mobile=True, has_touch=True
    )
    page = context.new_page()
    page.goto(api.origin)
    chat = Chat(page)
    expect(chat.bubble).to_be_visible()
    page.evaluate(ON_SCREEN_KEYBOARD, 400)

    chat.bubble.tap()
    expect(chat.field).to_be_visible()
    chat.settle()

    panel = chat.panel.bounding_box()
    assert panel
    assert (panel["y"], panel["height"]) == (0, 400)
    context.close()


def test_the_on_screen_keyboard_leaves_the_field_and_the_last_words_in_sight(
    browser: Browser, api: FakeApi
) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 780}, is_mobile=True, has_touch=True
    )
    page = context.new_page()
    page.goto(api.origin)
    chat = Chat(page)
    chat.bubble.tap()
    for number in range(6):
        chat.say(f"a line of many words, number {number}")
        expect(chat.answers).to_have_count(number + 1)
    chat.settle()

    page.evaluate(ON_SCREEN_KEYBOARD, 400)
    panel, field = chat.panel.bounding_box(), chat.field.bounding_box()
    assert panel
    assert field
    assert (panel["y"], panel["height"]) == (0, 400)
    assert field["y"] + field["height"] <= 400
    last = chat.answers.last.bounding_box()
    assert last
    assert last["y"] + last["height"] <= field["y"], "the last words stand above the field"
    context.close()
