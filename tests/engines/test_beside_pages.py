"""The chat and the page side by side, in each engine: keys, clicks, colours, low windows."""

import pytest
from selenium.webdriver import Keys

from tests.browser.fake_api import FakeApi
from tests.browser.host import host_page
from tests.browser.page_traps import ACCENTS, MODALS
from tests.engines.visitor import ROOT, Visitor

LOW_WINDOWS = [(620, 187), (844, 390), (320, 256), (568, 320)]
FRAME = """
sessionStorage.clear();
const frame = document.createElement("iframe");
[frame.width, frame.height] = arguments;
frame.src = "/frame";
document.body.replaceChildren(frame);
"""
IN_SIGHT = ("textarea", ".assistant .words", "form button", "header button:last-child")
HEARD = """<script>
window.heard = [];
for (const type of ["keydown", "keyup", "keypress"]) {
  document.addEventListener(type, ({key}) => heard.push(type + key));
}
</script><button id=theirs>theirs</button>"""


def test_typing_in_the_chat_triggers_no_shortcut_of_the_page(
    visitor: Visitor, api: FakeApi
) -> None:
    api.behaviour.pages["/"] = host_page(api, body=HEARD)
    visitor.visit(api.origin)

    visitor.focus()
    visitor.press("s?/k")
    assert visitor.field.get_property("value") == "s?/k"
    visitor.press(Keys.ESCAPE)

    assert visitor.get("heard") == []
    visitor.run("theirs.focus()")
    visitor.press("a")
    assert visitor.get("heard") == ["keydowna", "keypressa", "keyupa"]


@pytest.mark.parametrize("modal", MODALS)
def test_a_modal_of_the_page_takes_neither_typing_nor_clicks(
    visitor: Visitor, api: FakeApi, modal: str
) -> None:
    api.behaviour.pages["/"] = host_page(api, body=MODALS[modal])
    visitor.driver.get(api.origin)
    visitor.run("document.querySelector('#inside').focus()")

    visitor.visit_here()
    visitor.point_at("textarea")
    visitor.press("hello", Keys.ENTER)

    visitor.wait_for_answers("You wrote: hello")
    assert visitor.get("!!document.querySelector('#modal')?.checkVisibility()")


def test_in_low_windows_the_field_and_the_answers_can_be_seen(
    visitor: Visitor, api: FakeApi
) -> None:
    """Frames are windows of any size, which not every browser's own window is."""
    api.behaviour.pages["/frame"] = host_page(api)
    api.behaviour.pages["/"] = "<!doctype html><title>Frame</title>"
    visitor.driver.get(api.origin)

    for width, height in LOW_WINDOWS:
        visitor.driver.switch_to.default_content()
        visitor.run(FRAME, width, height)
        visitor.driver.switch_to.frame(0)
        visitor.visit_here()
        visitor.say("hello")
        visitor.wait_for_answers("You wrote: hello")
        for selector in IN_SIGHT:
            top, bottom = visitor.box(selector)
            assert 0 <= top <= bottom <= height + 1, (height, selector)


def test_words_on_any_accent_can_be_read(visitor: Visitor, api: FakeApi) -> None:
    """One page for all: a frame for each colour."""
    body = "<style>:root {--brand: gold}</style>"
    frames = ""
    for number, accent in enumerate(ACCENTS):
        page = host_page(api, f'data-chat data-theme="light" data-accent="{accent}"', body)
        api.behaviour.pages[f"/{number}"] = page
        frames += f"<iframe src=/{number}></iframe>"
    api.behaviour.pages["/"] = f"<!doctype html><title>Frames</title>{frames}"
    visitor.driver.get(api.origin)
    colours = (
        f"Array.from(frames, ({{document}}) => ({ROOT})?.querySelector('.bubble')).map((bubble) =>"
        " bubble && getComputedStyle(bubble).color)"
    )
    visitor.wait(lambda: None not in visitor.get(colours), "a bubble in every frame")

    assert dict(zip(ACCENTS, visitor.get(colours), strict=True)) == ACCENTS
