"""The pages for people, in a real browser: light and dark, wide and narrow, with and without
JavaScript. Set SCREENSHOTS to a folder to keep a picture of each."""

import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import DjangoDbBlocker

from delegation.rules.models import Lesson, Rule, RuleState
from tenants.models import User
from tests.product import Company, Product, make_company

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "correct horse battery"
WIDTHS = {"desk": 1280, "phone": 390}
STRANGER = {
    "front": "/",
    "sign-up": "/accounts/signup/",
    "sign-in": "/accounts/login/",
    "password-reset": "/accounts/password/reset/",
    "password-reset-sent": "/accounts/password/reset/done/",
    "bad-link": "/accounts/password/reset/key/1-set-password/",
    "not-found": "/nothing/",
}
MEMBER = {
    "dashboard": "/dashboard/",
    "install": "/install/",
    "replies": "/install/replies/",
    "savings": "/savings/",
    "queue": "/moderation/rules/rule/",
    "rule": "/moderation/rules/rule/{rule}/change/",
    "lessons": "/moderation/rules/lesson/",
    "packs": "/moderation/rules/pack/",
    "audit": "/moderation/tenants/auditentry/",
    "e-mail": "/accounts/email/",
    "password": "/accounts/password/change/",
    "sign-out": "/accounts/logout/",
}
OPERATOR = {"operators": "/admin/", "operators-tenants": "/admin/tenants/tenant/"}
Opener = Callable[[str, str, str], Page]


@pytest.fixture(scope="module")
def company(product: Product, django_db_blocker: DjangoDbBlocker) -> Iterator[Company]:
    """One tenant for all of these tests, with something to moderate."""
    with django_db_blocker.unblock():
        company = make_company(product)
        propose(company, "thx", "thanks", "You're welcome!")
        propose(company, "when do you open", "answer", "At 9, see https://shop.example")
        yield company


@pytest.fixture(scope="module")
def operator(product: Product, django_db_blocker: DjangoDbBlocker) -> User:
    with django_db_blocker.unblock():
        return User.objects.create_superuser(f"op-{secrets.token_hex(4)}@x.example", PASSWORD)


def propose(company: Company, phrase: str, act: str, response: str) -> Rule:
    rule = Rule.objects.create(
        tenant=company.tenant,
        phrase=phrase,
        act=act,
        response=response,
        state=RuleState.PROPOSED,
        visitors_count=4,
        lessons_count=6,
        problems=["link"] if "https" in response else [],
    )
    Lesson.objects.create(
        tenant=company.tenant,
        rule=rule,
        escalation_id=uuid4(),
        query=phrase,
        response=response,
        act=act,
        awaiting="nothing",
        visitor="v",
        address_prefix="n",
    )
    return rule


def sign_in(page: Page, product: Product, email: str) -> None:
    page.goto(f"{product.url}/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()


@pytest.fixture(scope="module")
def signed_in(browser: Browser, product: Product) -> Callable[[str], object]:
    """The cookies of a person who has signed in once."""
    kept: dict[str, object] = {}

    def state_of(email: str) -> object:
        if email not in kept:
            context = browser.new_context()
            sign_in(context.new_page(), product, email)
            kept[email] = context.storage_state()
            context.close()
        return kept[email]

    return state_of


def context_of(browser: Browser, state: object, scheme: str, width: int) -> BrowserContext:
    return browser.new_context(
        storage_state=state,  # type: ignore[arg-type]
        color_scheme=scheme,  # type: ignore[arg-type]
        viewport={"width": width, "height": 844},
    )


def look_at(page: Page, url: str, name: str) -> list[str]:
    """Everything that is wrong with a page: console, overflow, small targets, axe."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(url)
    page.wait_for_load_state("networkidle")
    problems = [text for text in said if "status of 404" not in text]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        problems.append("the page scrolls sideways")
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    found = page.evaluate(f"{AXE.read_text()}; axe.run()")
    for violation in found["violations"]:
        nodes = [node["target"] for node in violation["nodes"]]
        problems.append(f"{violation['id']}: {nodes}")
    return problems


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("who", ["stranger", "member", "operator"])
def test_every_page_is_accessible_and_says_nothing_to_the_console(
    browser: Browser,
    company: Company,
    operator: User,
    signed_in: Callable[[str], object],
    who: str,
    scheme: str,
    width: str,
) -> None:
    pages, state = {
        "stranger": (STRANGER, lambda: None),
        "member": (MEMBER, lambda: signed_in(company.owner.email)),
        "operator": (OPERATOR, lambda: signed_in(operator.email)),
    }[who]
    rule = Rule.objects.get(tenant=company.tenant, phrase="thx")
    context = context_of(browser, state(), scheme, WIDTHS[width])
    problems: dict[str, list[str]] = {}
    for name, path in pages.items():
        page = context.new_page()
        url = company.product.url + path.format(rule=rule.pk)
        if wrong := look_at(page, url, f"{name}-{width}-{scheme}"):
            problems[name] = wrong
        page.close()
    context.close()

    assert problems == {}
