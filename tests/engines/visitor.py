"""One visitor's tab in any engine, with the chat of its page."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Self

from selenium.common.exceptions import TimeoutException
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE_SECONDS = 15.0
ROOT = "document.querySelector('[data-delegation]')?.shadowRoot"
OPEN = f"{ROOT}.querySelector('dialog[open] textarea')"
WORDS = f"({ROOT})?.querySelectorAll('.assistant .words:not(.dots)') ?? []"
ANSWERS = f"Array.from({WORDS}, (words) => words.innerText.trim())"


class Visitor:
    """A tab. Scripts find the elements, because no selector of WebDriver enters a shadow root."""

    def __init__(self, driver: WebDriver) -> None:
        self.driver = driver

    @property
    def engine(self) -> str:
        """Return its name in `ENGINES`."""
        return {"chrome": "chromium", "MiniBrowser": "webkit"}.get(
            self.driver.name, self.driver.name
        )

    def visit(self, address: str) -> Self:
        """Go to a first page with a chat, and open it once its pack is there."""
        self.driver.get(address)
        return self.visit_here()

    def visit_here(self) -> Self:
        """Open the chat of the page that is there."""
        self.until("window.delegation?.debug().fresh")
        self.point_at(".bubble")
        self.until(OPEN)
        return self

    def visit_next(self, address: str) -> None:
        """Go to another page, where the chat opens by itself because it was open."""
        self.driver.get(address)
        self.until("window.delegation?.debug().fresh")
        self.until(OPEN)

    def run(self, script: str, *arguments: Any) -> Any:
        """Return what a script of statements returns."""
        return self.driver.execute_script(script, *arguments)

    def run_async(self, script: str, *arguments: Any) -> Any:
        """Return what a script gives to its last argument, which is a function."""
        return self.driver.execute_async_script(script, *arguments)

    def get(self, expression: str, *arguments: Any) -> Any:
        """Return the value of an expression."""
        return self.run(f"return {expression}", *arguments)

    def until(self, expression: str) -> None:
        """Wait until an expression is true."""
        self.wait(lambda: self.get(f"!!({expression})"), f"never true: {expression}")

    def wait(self, holds: Callable[[], object], otherwise: str) -> None:
        """Look until it holds. Raises TimeoutException."""
        wait = WebDriverWait(self.driver, PATIENCE_SECONDS, poll_frequency=0.05)
        wait.until(lambda _: holds(), otherwise)

    def element(self, selector: str) -> WebElement:
        """Return the first such element of the chat, once it is there."""
        self.until(f"{ROOT}?.querySelector({selector!r})")
        found: WebElement = self.get(f"{ROOT}.querySelector({selector!r})")
        return found

    @property
    def field(self) -> WebElement:
        return self.element("textarea")

    @property
    def answers(self) -> list[str]:
        """What the assistant said so far."""
        found: list[str] = self.get(ANSWERS)
        return found

    def wait_for_answers(self, *texts: str) -> None:
        """Wait until the assistant has said exactly this."""
        with suppress(TimeoutException):
            self.wait(lambda: self.answers == list(texts), "answers")
        assert self.answers == list(texts), self.answers

    def press(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        ActionChains(self.driver).send_keys(*keys).perform()

    def pass_two_seconds(self) -> None:
        """Wait until the next message is no part of the last one."""
        time.sleep(2.1)

    def break_line(self) -> None:
        """Press Enter with Shift."""
        keys = ActionChains(self.driver).key_down(Keys.SHIFT).send_keys(Keys.ENTER)
        keys.key_up(Keys.SHIFT).perform()

    def point_at(self, selector: str) -> None:
        """Click on the middle of an element of the chat, with the pointer."""
        self.until(f"{ROOT}.querySelector({selector!r})?.getAnimations().length === 0")
        ActionChains(self.driver).click(self.element(selector)).perform()

    def focus(self) -> None:
        """Put the focus into the field."""
        self.focus_on("textarea")

    def focus_on(self, selector: str) -> None:
        """Put the focus on an element of the chat."""
        self.run("arguments[0].focus()", self.element(selector))

    def say(self, text: str) -> None:
        """Write into the field by keyboard, and send."""
        self.focus()
        self.press(text, Keys.ENTER)

    def box(self, selector: str) -> tuple[float, float]:
        """Return the top and the bottom of an element of the chat, in px of the window."""
        script = (
            "const { top, bottom } = arguments[0].getBoundingClientRect(); return [top, bottom]"
        )
        top, bottom = self.run(script, self.element(selector))
        return top, bottom
