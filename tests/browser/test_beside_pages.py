"""The chat and the page side by side: neither takes the other's keys, clicks, focus and paper."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chat import Chat
from tests.browser.fake_api import FakeApi
from tests.browser.host import host_page

# As Bootstrap 5 does: on the document, when the focus comes.
BUBBLING_TRAP = """<div id=modal class=modal role=dialog tabindex=-1><input id=inside></div><script>
document.addEventListener("focusin", ({target}) => { if (!modal.contains(target)) inside.focus() });
document.addEventListener("click", ({target}) => { if (!modal.contains(target)) modal.hidden = true });
document.addEventListener("mousedown", ({target}) => { if (!modal.contains(target)) modal.hidden = true });
</script>"""
# As Radix does: when the focus leaves, and for the pointer.
LEAVING_TRAP = """<div id=modal role=dialog><input id=inside></div><script>
modal.addEventListener("focusout", ({relatedTarget}) => {
  if (relatedTarget && !modal.contains(relatedTarget)) inside.focus();
});
document.addEventListener("focusout", ({relatedTarget}) => {
  if (relatedTarget && !modal.contains(relatedTarget)) inside.focus();
});
document.addEventListener("pointerdown", ({target}) => { if (!modal.contains(target)) modal.hidden = true });
</script>"""
# As focus-trap does: before everybody else on the document.
CAPTURING_TRAP = """<div id=modal role=dialog><input id=inside></div><script>
document.addEventListener("focusin", (event) => {
  if (!modal.contains(event.target)) { event.stopImmediatePropagation(); inside.focus() }
}, true);
for (const type of ["mousedown", "touchstart"]) document.addEventListener(type, (event) => {
  if (!modal.contains(event.target)) { event.preventDefault(); modal.hidden = true }
}, {capture: true, passive: false});
</script>"""
NATIVE = "<dialog id=modal><input id=inside></dialog><script>modal.showModal()</script>"


@pytest.mark.parametrize("type_", ["keydown", "keyup", "keypress"])
def test_typing_in_the_chat_triggers_no_shortcut_of_the_page(
    page: Page, api: FakeApi, type_: str
) -> None:
    script = f"<script>window.heard = []; document.addEventListener('{type_}', ({{key}}) => heard.push(key))</script>"
    api.behaviour.pages["/"] = host_page(api, body=script)
    chat = Chat(page).visit(api)

    chat.field.press_sequentially("s?/k")
    chat.field.press("Escape")

    assert page.evaluate("heard") == []
    expect(chat.bubble).to_be_focused()  # the chat is closed, and takes the focus no more
    page.evaluate("document.body.tabIndex = 0; document.body.focus()")
    page.keyboard.press("a")
    assert page.evaluate("heard") == ["a"]  # of the page's own elements it hears as before


@pytest.mark.parametrize(
    "modal",
    [BUBBLING_TRAP, LEAVING_TRAP, CAPTURING_TRAP, NATIVE],
    ids=["bubbling", "leaving", "capturing", "native"],
)
def test_a_modal_of_the_page_takes_neither_typing_nor_clicks(
    page: Page, api: FakeApi, modal: str
) -> None:
    api.behaviour.pages["/"] = host_page(api, body=modal)
    page.goto(api.origin)
    page.locator("#inside").focus()

    chat = Chat(page)
    chat.open()
    chat.field.click()
    page.keyboard.type("hello")
    page.keyboard.press("Enter")

    expect(chat.answers.last).to_have_text("You wrote: hello")
    assert page.locator("#modal").is_visible()


def test_the_chat_outlives_a_native_modal_that_is_removed(page: Page, api: FakeApi) -> None:
    api.behaviour.pages["/"] = host_page(api, body=NATIVE)
    page.goto(api.origin)
    expect(page.locator("dialog#modal > [data-delegation]")).to_have_count(1)

    page.evaluate("modal.remove()")
    expect(page.locator("html > [data-delegation]")).to_have_count(1)
    Chat(page).open()


@pytest.mark.parametrize(
    "replace",
    [
        "document.replaceChild(document.createElement('html'), document.documentElement).id",
        "document.documentElement.replaceWith(document.documentElement.cloneNode(true))",
        "document.documentElement.replaceChildren(document.createElement('body'))",
        "document.querySelector('[data-delegation]').remove()",
    ],
)
def test_the_bubble_outlives_whatever_the_page_replaces(
    page: Page, api: FakeApi, replace: str
) -> None:
    page.goto(api.origin)
    expect(Chat(page).bubble).to_be_visible()

    page.evaluate(replace)

    expect(page.locator("[data-delegation] .bubble").last).to_be_visible()
    page.locator("[data-delegation] .bubble").last.click()
    expect(Chat(page).field).to_be_visible()


@pytest.mark.parametrize("size", [(620, 187), (844, 390), (320, 256), (568, 320)])
def test_in_low_windows_field_and_answers_can_be_seen(
    page: Page, api: FakeApi, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    chat = Chat(page).visit(api)
    chat.say("hello")
    expect(chat.answers.last).to_have_text("You wrote: hello")

    for element in (chat.field, chat.answers.last, chat.button("Send"), chat.button("Close chat")):
        box = element.bounding_box()
        assert box
        assert 0 <= box["y"] <= box["y"] + box["height"] <= size[1] + 1, element
    expect(chat.field).to_be_in_viewport(ratio=1)


def test_paper_shows_no_chat(page: Page, api: FakeApi) -> None:
    chat = Chat(page).visit(api)

    page.emulate_media(media="print")

    expect(chat.bubble).to_be_hidden()
    expect(chat.field).to_be_hidden()


ACCENTS = {
    "oklch(0.45 0.2 270)": "rgb(255, 255, 255)",
    "oklch(0.9 0.1 100)": "rgb(0, 0, 0)",
    "lab(20% 10 -40)": "rgb(255, 255, 255)",
    "lab(90% 0 0)": "rgb(0, 0, 0)",
    "color(display-p3 0.1 0.2 0.9)": "rgb(255, 255, 255)",
    "color(srgb 1 1 0)": "rgb(0, 0, 0)",
    "color-mix(in srgb, navy 80%, white)": "rgb(255, 255, 255)",
    "color-mix(in oklab, yellow, white)": "rgb(0, 0, 0)",
    "rgb(0 0 90 / 10%)": "rgb(0, 0, 0)",
    "rgb(0 0 0 / 80%)": "rgb(255, 255, 255)",
    "var(--brand)": "rgb(0, 0, 0)",
    "hwb(60 0% 0%)": "rgb(0, 0, 0)",
    "rebeccapurple": "rgb(255, 255, 255)",
    "no colour at all": "rgb(255, 255, 255)",
}


@pytest.mark.parametrize("accent", ACCENTS)
def test_words_on_any_accent_can_be_read(page: Page, api: FakeApi, accent: str) -> None:
    body = "<style>:root {--brand: gold}</style>"
    api.behaviour.pages["/"] = host_page(api, f'data-chat data-accent="{accent}"', body)
    page.emulate_media(color_scheme="light")
    page.goto(api.origin)

    expect(Chat(page).bubble).to_have_css("color", ACCENTS[accent])


@pytest.fixture(scope="module")
def honest_browser(launch: Callable[..., Browser]) -> Iterator[Browser]:
    """With scrollbars, as people have them."""
    browser = launch(ignore_default_args=["--hide-scrollbars"])
    yield browser
    browser.close()


@pytest.mark.parametrize("text", ["", "h", "two\nlines"])
def test_the_field_has_no_scrollbar_before_it_is_full(
    honest_browser: Browser, api: FakeApi, text: str
) -> None:
    page = honest_browser.new_page()
    chat = Chat(page).visit(api)

    chat.field.fill(text)

    overflow = "field => field.scrollHeight - field.clientHeight"
    assert chat.field.evaluate(overflow) <= 0
    page.close()


def test_a_visitor_who_reads_above_stays_there_when_an_answer_ends(
    page: Page, api: FakeApi
) -> None:
    api.behaviour.answer = lambda message: {
        "userResponse": "word " * 400,
        "awaiting": "nothing",
        "source": "teacher",
    }
    chat = Chat(page).visit(api)
    chat.say("one")
    expect(chat.button("Stop")).to_have_count(0)
    api.behaviour.pause_seconds = 0.3
    chat.say("two")
    expect(page.locator(".assistant .words:not(.dots)")).to_have_count(2)

    page.locator(".log").evaluate("log => { log.scrollTop = 0 }")
    expect(chat.button("Stop")).to_have_count(0)

    assert page.locator(".log").evaluate("log => log.scrollTop") == 0
