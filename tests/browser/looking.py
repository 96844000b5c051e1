"""Ways into the pages, and what is looked at on each of them."""

import os
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

from tests.conftest import PASSWORD

QUEUE = "/moderation/rules/rule/"
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (1280, 390)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# The dark scheme changes colours only: custom properties of tokens.css and of Django's own.
OF_COLOURS = ["color-contrast", "link-in-text-block"]
VIOLATIONS = """runOnly => axe.run({ resultTypes: ["violations"], ...(runOnly && { runOnly }) })
  .then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes[0].target}`))"""


def sign_in(page: Page, url: str, email: str) -> None:
    page.goto(url + QUEUE)
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def look_at(page: Page, url: str, name: str) -> list[str]:
    """Everything that is wrong with a page, in both schemes and widths: what it says to the
    console, sideways scrolling, and what axe finds."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.add_init_script(path=AXE)
    page.goto(url)
    problems = [text for text in said if "status of 404" not in text]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            problems.append(f"{width}: the page scrolls sideways")
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            if folder := os.environ.get("SCREENSHOTS"):
                page.screenshot(path=Path(folder) / f"{name}-{width}-{scheme}.png", full_page=True)
            found = page.evaluate(VIOLATIONS, OF_COLOURS if scheme == "dark" else None)
            problems += [f"{width} {scheme}: {violation}" for violation in found]
    return problems
