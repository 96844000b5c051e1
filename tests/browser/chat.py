"""The chat in a page, by its roles and accessible names, as a visitor's tools see it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from playwright.sync_api import Locator, Page, expect

from tests.browser.fake_api import Asked, FakeApi
from tests.browser.host import host_page

LISTEN = """window.heard = [];
for (const event of ["open", "close", "message", "answer", "local", "rejected", "feedback", "handoff"]) {
  delegation.on(event, (detail) => heard.push([event, detail]));
}
null"""  # or the driver would call the last listener's end, taking it for what it is to run


class Chat:
    """One chat in one page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def visit(self, api: FakeApi, path: str = "/") -> Self:
        """Go to the page and open the chat, once the pack is there."""
        self.page.goto(api.origin + path)
        self.open()
        return self

    def open(self) -> None:
        """Open the panel."""
        self.bubble.click()
        expect(self.field).to_be_visible()
        self.page.wait_for_function("() => delegation.debug().fresh")

    @property
    def bubble(self) -> Locator:
        """The button in the corner."""
        return self.page.locator("[data-delegation] .bubble")

    @property
    def panel(self) -> Locator:
        """The dialog."""
        return self.page.get_by_role("dialog")

    @property
    def field(self) -> Locator:
        """Where one writes."""
        return self.page.get_by_role("textbox", name="Write a message…")

    @property
    def answers(self) -> Locator:
        """What the assistant said."""
        # The second is how releases of before Markdown have it.
        return self.page.locator(".assistant .words:not(.dots), .assistant > p:not(.dots)")

    def button(self, name: str) -> Locator:
        """A button that can be seen."""
        return self.page.get_by_role("button", name=name)

    def say(self, text: str) -> None:
        """Write and send."""
        self.field.fill(text)
        self.field.press("Enter")

    def settle(self) -> None:
        """Wait until nothing moves: every answer is whole, the fonts are there, the pointer is away."""
        expect(self.button("Stop")).to_have_count(0)
        expect(self.page.locator(".dots")).to_have_count(0)
        self.page.mouse.move(0, 0)
        self.page.evaluate(
            "document.fonts.ready.then(() => document.querySelector('[data-delegation]')"
            ".shadowRoot.activeElement?.blur())"
        )


@contextmanager
def until_wrapped(page: Page) -> Iterator[None]:
    """What wraps a chat, and then until the gatekeeper stands in front of it."""
    with page.expect_response("**/extras.*.js") as script:
        yield
    page.evaluate("address => import(address).then(() => null)", script.value.url)


def pass_two_seconds(page: Page) -> None:
    """Later, by the page's clock, than what is one burst with the words before."""
    page.evaluate("{ const { now } = Date; Date.now = () => now() + 2100 }")


def beacons(page: Page, api: FakeApi, *, count: int) -> list[Asked]:
    """The reports of counts, once so many have come, and those that came meanwhile.

    A beacon that was sent later may arrive earlier, because each has a connection of its own.
    """
    api.soon("POST", "/api/v1/usage", count=count)
    page.evaluate("navigator.sendBeacon('/the-last-one')")
    assert api.soon("POST", "/the-last-one")
    return api.asked("POST", "/api/v1/usage")


def requests_of(page: Page) -> list[str]:
    """Grows with every request that the page makes, as "METHOD address"."""
    seen: list[str] = []
    page.on("request", lambda request: seen.append(f"{request.method} {request.url}"))
    return seen


def open_chat(page: Page, shop: str) -> Chat:
    page.goto(shop)
    chat = Chat(page)
    chat.open()
    return chat


def visit_tagged(page: Page, api: FakeApi, attributes: str, body: str = "<h1>A shop</h1>") -> Chat:
    """Open the chat of a page with this tag, and note what happens in `heard`."""
    api.behaviour.pages["/"] = host_page(api, f"data-chat {attributes}", body)
    page.goto(api.origin)
    page.wait_for_function("() => window.delegation?.debug().fresh && delegation.open")
    page.evaluate(LISTEN)
    chat = Chat(page)
    chat.open()
    return chat


def heard(page: Page) -> list[str]:
    names: list[str] = page.evaluate("heard.map(([event]) => event)")
    return names
