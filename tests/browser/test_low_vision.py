"""For eyes that need more: colours forced by the system, and a page magnified four times."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.chat import Chat
from tests.browser.fake_api import FakeApi, taught, thanks_rule
from tests.browser.host import host_page

TAG = (
    'data-chat data-title="The tea shop\'s own assistant" data-greeting="Hello! What are you looking for?"'
    ' data-suggestions="Which teas do you have in the shop today?|Where are you?" data-handoff="email"'
    ' data-privacy="/privacy" data-privacy-text="You are talking to a machine, which may be wrong."'
)
ANSWER = """Your order **#123** is on its way, see https://shop.example/orders/of/this/year/and/of/the/years/before/123456789:

1. Ask for `tracking --number=1234567890 --carrier=whoever-brings-it --language=en`.
2. Wait for [the parcel service](https://parcels.example).

| Day | Place | Who has it | Temperature of the tea |
|---|---|---|---|
| Monday | Oslo | The parcel service | 21 |

```
curl https://shop.example/api/orders/123456789 --header "accept: application/json"
```

> Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen are sold out."""
# What can be pressed or written in, with its edge, its words or lines, and what is behind them, as contrasts.
EDGES = """() => {
  const luminance = (colour) => {
    const [red, green, blue] = colour.match(/[\\d.]+/g).map((part) => (part / 255) ** 2.2);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const clear = (colour) => /^rgba.*, 0\\)$/.test(colour);
  const behind = (it) => {
    for (; it; it = it.parentElement || it.getRootNode().host) {
      const { backgroundColor } = getComputedStyle(it);
      if (!clear(backgroundColor)) return backgroundColor;
    }
    return matchMedia("(prefers-color-scheme: dark)").matches ? "rgb(0, 0, 0)" : "rgb(255, 255, 255)";
  };
  const found = [];
  const root = document.querySelector("[data-delegation]").shadowRoot;
  for (const it of root.querySelectorAll("button, textarea, input, a, .words, .badge:not(:empty), .bad")) {
    if (!it.checkVisibility()) continue;
    const style = getComputedStyle(it);
    const name = it.ariaLabel || it.innerText || it.type || it.className;
    const lines = it.querySelector("svg");
    const drawn = style.borderTopStyle === "solid" && parseFloat(style.borderTopWidth) >= 1 && !clear(style.borderTopColor);
    found.push({
      name,
      text: contrast(style.color, behind(it)) >= 4.5,
      edge: it.matches(".bad, [type=checkbox]") || style.textDecorationLine === "underline"
        || (drawn && contrast(style.borderTopColor, behind(it.parentElement || root.host)) >= 3),
      lines: !lines || contrast(getComputedStyle(lines).stroke, behind(it)) >= 3,
    });
  }
  return found;
}"""
RING = """(it) => {
  it.focus();
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(it);
  return [outlineStyle, outlineWidth, outlineColor];
}"""
# What sticks out at a side, of what is not scrolled by itself; and what scrolls sideways.
STICKS_OUT = """() => {
  const root = document.querySelector("[data-delegation]").shadowRoot;
  const found = document.documentElement.scrollWidth > innerWidth ? ["the page"] : [];
  for (const it of root.querySelectorAll("dialog[open], dialog *")) {
    if (!it.checkVisibility() || it.closest(".said, svg") || it.parentElement.closest("pre, .table")) continue;
    const { left, right } = it.getBoundingClientRect();
    const scrolls = it.scrollWidth > it.clientWidth + 1 && !it.matches("pre, .table") && getComputedStyle(it).display !== "inline";
    if (left < -0.5 || right > innerWidth + 0.5 || scrolls) found.push(`${it.tagName}.${it.className}`);
  }
  return found;
}"""


def keep_picture(page: Page, name: str) -> None:
    """Keep what is on the screen for people to look at, where SCREENSHOTS names a folder."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def visit(page: Page, api: FakeApi, lang: str = "en") -> Chat:
    api.behaviour.rules = [thanks_rule()]
    api.behaviour.answer = lambda message: taught(
        message, userResponse=ANSWER, awaiting="choice", options=["Green tea", "Black"]
    )
    api.behaviour.pages["/"] = host_page(api, f'{TAG} data-lang="{lang}"')
    page.goto(api.origin)
    page.wait_for_function("() => window.delegation?.debug().fresh && delegation.open")
    return Chat(page)


def unseen(page: Page) -> list[str]:
    """The controls of which something cannot be seen."""
    found = page.evaluate(EDGES)
    assert found
    return [f"{each}" for each in found if not all(each.values())]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_every_control_and_state_can_be_seen(
    page: Page, api: FakeApi, scheme: str
) -> None:
    page.emulate_media(forced_colors="active", color_scheme="dark" if scheme == "dark" else "light")
    chat = visit(page, api)
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    assert unseen(page) == [], "closed"
    chat.bubble.click()
    page.locator(".choice").first.wait_for()
    assert unseen(page) == [], "first questions"
    keep_picture(page, f"forced-{scheme}-open")

    chat.field.fill("thx")
    chat.field.press("Enter")
    page.locator(".once").last.wait_for()
    page.locator(".thumb").last.click()
    assert (
        page.locator(".thumb").last.locator("svg").evaluate("(svg) => getComputedStyle(svg).fill")
        != "none"
    ), "the pressed thumb is filled"
    chat.field.fill("a human?")
    chat.field.press("Enter")
    page.locator(".handoff button").click()
    page.locator("header button").first.click()
    times = page.locator(".menu button").last
    times.click()
    mark = times.evaluate("(button) => getComputedStyle(button, '::before').content")
    assert mark.startswith('"✓'), "colours do not say that times are shown"
    assert unseen(page) == [], "an answer, an address, the menu"
    keep_picture(page, f"forced-{scheme}-answer")

    page.locator("header button").nth(1).click()
    assert unseen(page) == [], "whether to clear"
    page.keyboard.press("Tab")  # rings are for keyboards
    for control in page.locator("dialog :is(button, textarea, input, a):visible").all():
        style, width, _ = control.evaluate(RING)
        assert (style, width) == ("solid", "2px")
    keep_picture(page, f"forced-{scheme}-question")
    api.behaviour.pause_seconds = 0.3
    page.locator(".note button").last.click()
    chat.field.fill("one more")
    chat.field.press("Enter")
    page.keyboard.press("Escape")
    page.locator(".badge:not(:empty)").wait_for()
    assert unseen(page) == [], "an answer that was not seen"
    keep_picture(page, f"forced-{scheme}-unread")


@pytest.fixture
def magnified(browser: Browser) -> BrowserContext:
    """A window of 1280 by 1024 pixels whose page is magnified four times."""
    return browser.new_context(viewport={"width": 320, "height": 256}, device_scale_factor=4)


@pytest.mark.parametrize("lang", ["en", "ar", "ru"])
def test_magnified_four_times_nothing_is_cut_and_the_field_can_be_reached(
    magnified: BrowserContext, api: FakeApi, lang: str
) -> None:
    page = magnified.new_page()
    chat = visit(page, api, lang)
    chat.bubble.click()
    field = page.locator("textarea")

    def look(state: str) -> None:
        keep_picture(page, f"magnified-{lang}-{state}")
        assert page.evaluate(STICKS_OUT) == [], state
        page.locator("textarea").scroll_into_view_if_needed()
        expect(page.locator("textarea")).to_be_in_viewport(ratio=0.95)
        assert page.locator(".log").evaluate("(log) => log.clientHeight") >= 80, state

    page.locator(".choice").first.wait_for()
    look("open")
    field.fill("where is it?")
    field.press("Enter")
    page.locator(".choice", has_text="Black").wait_for()
    look("answer")
    page.locator("header button").first.click()
    look("menu")
    page.locator("header button").nth(1).click()
    look("question")
    page.locator(".note button").first.click()
    look("cleared")
    field.fill("a human?")
    field.press("Enter")
    page.locator(".handoff button").click()
    look("address")
    page.locator(".handoff .wide").scroll_into_view_if_needed()
    expect(page.locator(".handoff .wide")).to_be_in_viewport(ratio=0.95)
    magnified.set_offline(True)
    expect(page.locator(".note")).not_to_be_empty()
    look("offline")
    page.locator("header button").last.click()
    expect(page.locator("dialog")).to_be_hidden()
    magnified.close()
