"""The main pages in a pseudo language from right to left: nothing overflows, nothing is English."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from playwright.sync_api import Browser, Page
from pytest_django import DjangoDbBlocker

from tenants import services
from tenants.models import User
from tests.browser.in_process import TOO_WIDE, pages_of_this_process
from tests.conftest import PASSWORD
from tests.pseudo import LANGUAGE, write_pseudo_catalogue

PAGES = {
    "front": "/",
    "dashboard": "/dashboard/",
    "start": "/start/",
    "install": "/install/",
    "approval": "/install/settings/approval/",
    "queue": "/moderation/rules/rule/",
    "savings": "/savings/",
    "conversations": "/conversations/",
    "members": "/members/",
    "keys": "/keys/",
    "teacher": "/teacher/",
    "language": "/language/",
}
WIDTHS = (390, 1280)
# Three Latin words in a row are a sentence, unless they are code, an example or a person's text.
ENGLISH = """() => {
  const found = [], ours = "code, pre, q, script, style, [lang=en], option, bdi, textarea";
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent;
    if (walk.currentNode.parentElement.closest(ours)) continue;
    if (/[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}/.test(text)) found.push(text.trim().slice(0, 90));
  }
  return found;
}"""


@pytest.fixture
def site(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> Iterator[str]:
    """The pages in this process, which alone offers the pseudo language."""
    write_pseudo_catalogue(tmp_path)
    languages = [("en", "English"), (LANGUAGE, "Pseudo")]
    with (
        django_db_blocker.unblock(),
        override_settings(LANGUAGES=languages, LOCALE_PATHS=[tmp_path]),
        pages_of_this_process() as address,
    ):
        yield address


def look(page: Page, name: str, pages: dict[str, list[object]]) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        if (over := page.evaluate(TOO_WIDE)) > 0:
            pages.setdefault(name, []).append(f"{over} px too wide at {width}")
    if english := page.evaluate(ENGLISH):
        pages.setdefault(name, []).extend(english)
    if page.evaluate("document.documentElement.dir") != "rtl":
        pages.setdefault(name, []).append("does not run from right to left")


def test_a_person_chooses_a_language_and_reads_every_page_in_it(
    browser: Browser, site: str
) -> None:
    owner = User.objects.create_user("pseudo@shop.example", PASSWORD)
    services.create_tenant("Pseudo", owner=owner)
    client = Client()
    client.force_login(owner)
    context = browser.new_context()
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}])
    page = context.new_page()

    page.goto(f"{site}/members/")
    page.get_by_role("link", name="Language").click()
    page.get_by_label("Language").select_option(LANGUAGE)
    page.get_by_role("button", name="Use this language").click()

    page.wait_for_url(f"{site}/members/")
    owner.refresh_from_db()
    assert owner.language == LANGUAGE
    problems: dict[str, list[object]] = {}
    for name, path in PAGES.items():
        page.goto(site + path)
        look(page, name, problems)
    context.close()
    assert problems == {}
