"""From sign-up to the report in every offered language: nothing English, and nothing too wide."""

import os
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page
from pytest_django import DjangoDbBlocker

from delegation.catalogues import is_compiled
from scripts import messages
from tenants.models import Tenant, User
from tests.browser.in_process import TOO_WIDE, pages_of_this_process
from tests.conftest import PASSWORD
from tests.delegation.rules.desk.making import propose

OFFERED = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
BUDGET = "/install/settings/budget/"
PAGES = (
    *("/", "/start/", "/install/", "/dashboard/", "/moderation/rules/rule/", "/savings/"),
    *("/keys/", "/members/", "/teacher/", "/savings/opportunity/"),
)
WIDTHS = (1280, 390)
FEWEST_WORDS = 3  # of a text; shorter ones are the same in several languages by chance
# What a person reads or hears. What a visitor, a program or the page's author wrote is theirs.
READ = """() => {
  const texts = [document.title], theirs = "code, pre, q, script, style, textarea, [lang=en]";
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    if (!walk.currentNode.parentElement.closest(theirs)) texts.push(walk.currentNode.textContent);
  }
  for (const name of ["aria-label", "placeholder", "title", "alt"]) {
    for (const it of document.querySelectorAll(`[${name}]`)) texts.push(it.getAttribute(name));
  }
  return texts.map((text) => text.replace(/\\s+/g, " ")).join("\\n");
}"""
_BETWEEN = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*\}|<[^>]+>|\n")


def parts_of(text: str) -> list[str]:
    """The pieces of a sentence between its values and tags, as a page has them."""
    pieces = (" ".join(piece.split()) for piece in _BETWEEN.split(text))
    return [piece for piece in pieces if len(piece.split()) >= FEWEST_WORDS]


def english_beside(language: str) -> list[str]:
    """The English pieces of the catalogue that no page in this language says."""
    catalog = messages.read_catalogue(language)
    translated = "\n".join(
        " ".join(form.split())
        for each in catalog
        if each.id
        for form in messages.texts_of(each.string or "")
    )
    pieces = {
        piece
        for each in catalog
        if each.id
        for text in messages.texts_of(each.id)
        for piece in parts_of(text)
    }
    return [piece for piece in sorted(pieces) if piece not in translated]


@pytest.fixture
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    with django_db_blocker.unblock(), pages_of_this_process() as address:
        yield address


def sign_up(page: Page, site: str, email: str) -> None:
    page.goto(f"{site}/accounts/signup/")
    page.locator("[name=company]").fill("Hügel & Tal")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("main [type=submit]").click()
    page.wait_for_url(f"{site}/start/")


def set_budget(page: Page, amount: str) -> None:
    page.locator("[name$=monthly_budget]").fill(amount)
    with page.expect_navigation():
        page.locator("form:has([name$=monthly_budget]) [type=submit]").click()


class Reader:
    """Looks at pages in one language, and keeps what is wrong with them."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language = page, language
        self.english = english_beside(language)
        self.problems: dict[str, list[str]] = {}

    def look(self, name: str) -> None:
        text = self.page.evaluate(READ)
        problems = [piece for piece in self.english if piece in text]
        if self.page.evaluate("document.documentElement.lang") != self.language:
            problems.append("is not in this language")
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 844})
            if (over := self.page.evaluate(TOO_WIDE)) > 0:
                problems.append(f"{over} px too wide at {width}")
            if folder := os.environ.get("SCREENSHOTS"):
                file = f"{self.language}-{name.strip('/').replace('/', '-')}-{width}.png"
                self.page.screenshot(path=Path(folder) / file, full_page=True)
        if problems:
            self.problems[name] = problems


@pytest.mark.parametrize("language", OFFERED)
def test_from_sign_up_to_the_report(browser: Browser, site: str, language: str) -> None:
    assert is_compiled(language), "Run `python -m scripts.messages compile`."
    context = browser.new_context()
    context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site}])
    page, email = context.new_page(), f"{language}@hill.example"
    reader = Reader(page, language)

    page.goto(f"{site}/accounts/signup/")
    reader.look("sign-up")
    sign_up(page, site, email)
    person = User.objects.get(email=email)
    tenant = Tenant.objects.get(memberships__user=person)
    assert person.language == language
    for path in (*PAGES, f"/moderation/rules/rule/{propose(tenant).pk}/change/"):
        page.goto(site + path)
        reader.look(path)
    page.goto(site + BUDGET)
    set_budget(page, "zwei")
    reader.look("a wrong input")
    assert page.locator(".errorlist").count() == 1
    set_budget(page, "20,50")
    tenant.refresh_from_db()
    assert tenant.monthly_budget == Decimal("20.50")
    reader.look("a saved form")

    context.close()
    assert reader.problems == {}
