"""The chat for everyone: screen reader, keyboard, phone, right to left."""

import threading
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chat import Chat
from tests.browser.fake_api import FakeApi, taught, thanks_rule
from tests.browser.host import host_page

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TARGET_PIXELS = 44
MARKDOWN = """See [your *order*](https://shop.example/orders), `#123`:

# It is on its way

| Day | Place |
|---|---|
| Monday | Oslo |

```
curl https://shop.example/orders/123 --header "accept: application/json; charset=utf-8"
```

> 1. Wait.
> 2. Sign."""
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def violations(page: Page) -> list[str]:
    """What axe finds, light and dark, by rule and element. Axe has to be in the page."""
    found: list[str] = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += page.evaluate(
            "scheme => axe.run().then(({violations}) => violations.flatMap(({id, nodes}) => nodes.map("
            "({target, failureSummary}) => `${scheme}: ${id}: ${target} ${failureSummary}`)))",
            scheme,
        )
    return found


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_axe_finds_nothing_in_any_state(page: Page, api: FakeApi, lang: str) -> None:
    api.behaviour.rules = [thanks_rule()]
    api.behaviour.pages["/"] = host_page(
        api, f'data-chat data-lang="{lang}" data-greeting="Hello"', "<main><h1>A shop</h1></main>"
    )
    page.goto(api.origin)
    page.wait_for_function("() => window.delegation?.debug().fresh")
    page.locator(".bubble").wait_for()
    page.evaluate(AXE.read_text("utf-8"))
    assert violations(page) == [], "closed"

    page.locator(".bubble").click()
    field = page.get_by_role("textbox")
    field.fill("thx")
    field.press("Enter")
    page.locator(".once").wait_for()
    assert violations(page) == [], "open, a local answer"

    steps = api.behaviour.steps = threading.Semaphore(0)
    field.fill("where is it?")
    field.press("Enter")
    page.locator(".dots").wait_for()
    assert violations(page) == [], "waiting"
    steps.release()
    page.get_by_text("You wr").last.wait_for()
    assert violations(page) == [], "streaming"

    steps.release(api.behaviour.pieces)
    expect(page.locator(".more > button:not(.once)")).to_have_count(0)
    api.behaviour.status = 503
    field.fill("again")
    field.press("Enter")
    page.locator(".bad").wait_for()
    assert violations(page) == [], "an error"

    page.context.set_offline(True)
    expect(page.locator(".note")).not_to_be_empty()
    assert violations(page) == [], "offline"
    page.context.set_offline(False)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_axe_finds_nothing_in_what_stands_around_the_conversation(
    page: Page, api: FakeApi, lang: str
) -> None:
    api.behaviour.answer = lambda message: taught(
        message, userResponse=MARKDOWN, awaiting="choice", options=["A", "B"]
    )
    tag = (
        f'data-chat data-lang="{lang}" data-suggestions="Which teas?|Where?" data-handoff="email"'
        f' data-logo="{api.origin}/logo.png" data-privacy="/privacy" data-privacy-text="A machine."'
        ' data-invite="Any questions?" data-invite-after="0"'
    )
    api.behaviour.pages["/"] = host_page(api, tag, "<main><h1>A shop</h1></main>")
    page.goto(api.origin)
    page.locator(".invite").wait_for()
    page.evaluate(AXE.read_text("utf-8"))
    assert violations(page) == [], "an invitation"

    page.locator(".invite button").first.click()
    page.locator(".choice").first.wait_for()
    assert violations(page) == [], "first questions"

    page.locator(".choice").first.click()
    page.get_by_role("table").wait_for()
    page.locator(".thumb").last.click()
    page.locator("header button").first.click()
    page.locator(".menu button").last.click()
    assert violations(page) == [], "options, a thumb, the menu and times"

    page.get_by_role("textbox").fill("a human?")
    page.get_by_role("textbox").press("Enter")
    page.locator(".handoff button").click()
    page.locator("[type=email]").wait_for()
    assert violations(page) == [], "an address for a person"

    page.locator("[type=email]").fill("ann@visitor.example")
    page.locator("[type=checkbox]").check()
    page.locator(".handoff .wide").click()
    expect(page.locator("[type=email]")).to_have_count(0)
    assert violations(page) == [], "passed on"

    page.locator("header button").nth(1).click()
    assert violations(page) == [], "whether to clear"
    page.locator(".note button").first.click()
    expect(page.locator(".note button")).to_have_count(1)
    assert violations(page) == [], "cleared"


def test_enter_that_picks_a_candidate_does_not_send(page: Page, api: FakeApi) -> None:
    chat = Chat(page).visit(api)
    chat.field.fill("ありが")

    for init in ("{isComposing: true}", "{keyCode: 229}"):
        chat.field.evaluate(
            f"(field) => field.dispatchEvent(new KeyboardEvent('keydown', {{key: 'Enter', bubbles: true, ...{init}}}))"
        )

    expect(chat.field).to_have_value("ありが")
    assert api.asked("POST", "/api/v1/escalations") == []


def test_an_answer_is_announced_once_and_whole(page: Page, api: FakeApi) -> None:
    api.behaviour.pause_seconds = 0.2
    chat = Chat(page).visit(api)
    page.evaluate(
        "() => { window.announced = []; const root = document.querySelector('[data-delegation]').shadowRoot;"
        "const region = root.querySelector('.said[role=status]');"
        "new MutationObserver(() => announced.push(region.textContent)).observe(region, {childList: true}) }"
    )

    chat.say("where is it?")

    expect(chat.answers.last).to_have_text("You wrote: where is it?")
    page.wait_for_timeout(300)
    assert page.evaluate("announced") == ["You wrote: where is it?"]
    assert page.get_by_role("log").get_attribute("aria-live") == "off"


def test_an_answer_to_a_closed_chat_is_counted_on_the_bubble(page: Page, api: FakeApi) -> None:
    api.behaviour.pause_seconds = 0.3
    chat = Chat(page).visit(api)
    chat.say("where is it?")
    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Chat (1)")).to_be_visible()
    chat.bubble.click()

    expect(page.get_by_role("button", name="Chat (1)")).to_have_count(0)


def test_every_target_is_large_enough(page: Page, api: FakeApi) -> None:
    api.behaviour.rules = [thanks_rule()]
    chat = Chat(page).visit(api)
    chat.say("thx")
    chat.button("Ask the assistant instead").wait_for()

    boxes = [button.bounding_box() for button in page.get_by_role("button").all()]

    assert len(boxes) == 8
    for box in boxes:
        assert box
        assert min(box["width"], box["height"]) >= TARGET_PIXELS
    assert chat.field.evaluate("(field) => getComputedStyle(field).fontSize") == "16px"


def test_right_to_left_mirrors_the_chat_but_not_each_message(page: Page, api: FakeApi) -> None:
    api.behaviour.pages["/"] = host_page(api, 'data-chat data-lang="ar"')
    api.behaviour.answer = lambda message: {**taught(message), "userResponse": "Hello there"}
    page.goto(api.origin)
    bubble = page.locator(".bubble")
    bubble.click()
    field = page.get_by_role("textbox", name="اكتب رسالة…")
    field.fill("مرحبا")
    field.press("Enter")
    answer = page.locator(".assistant .words:not(.dots)").last
    expect(answer).to_have_text("Hello there")

    box, mine = bubble.bounding_box(), page.locator(".visitor .words").bounding_box()
    theirs = answer.bounding_box()
    assert box
    assert mine
    assert theirs
    assert box["x"] < 100, "the bubble stands on the left"
    assert mine["x"] < theirs["x"]
    assert page.locator(".visitor .words").evaluate("(p) => getComputedStyle(p).direction") == "rtl"
    assert answer.evaluate("(p) => getComputedStyle(p).direction") == "ltr"


def test_on_a_phone_it_fills_the_screen_and_holds_the_focus(browser: Browser, api: FakeApi) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 780}, is_mobile=True, has_touch=True
    )
    page = context.new_page()
    api.behaviour.pages["/"] = host_page(api, body='<a href="#x">A link of the page</a>')
    page.goto(api.origin)
    chat = Chat(page)
    chat.bubble.tap()

    expect(chat.panel).to_be_visible()
    assert chat.panel.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 780}
    expect(chat.field).not_to_be_focused()  # or the keyboard would cover the answer
    expect(chat.bubble).to_be_hidden()
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.tagName") != "A"
    chat.button("Close chat").tap()
    expect(chat.panel).to_be_hidden()
    expect(chat.bubble).to_be_visible()
    context.close()


def test_clearing_the_conversation_starts_a_new_one(page: Page, api: FakeApi) -> None:
    api.behaviour.pages["/"] = host_page(api, 'data-chat data-greeting="Hello!"')
    chat = Chat(page).visit(api)
    chat.say("first")
    expect(chat.answers.last).to_have_text("You wrote: first")

    chat.button("Clear conversation").click()
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(chat.answers).to_have_text(["Hello!"])
    chat.say("second")

    expect(chat.answers.last).to_have_text("You wrote: second")
    first, second = [each.json for each in api.asked("POST", "/api/v1/escalations")]
    assert first["conversation"] != second["conversation"]
