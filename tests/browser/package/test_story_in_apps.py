"""The product's story in fresh apps of Vite with React, Next and Vue that installed the package."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from delegation.embedded.ports import free_port
from delegation.rules.models import Rule
from delegation.rules.services.deciding.moderation import approve_rule
from tests.browser.chat import Chat, requests_of
from tests.browser.package.making import run, serve_by, serve_files
from tests.product import Company, Product, make_company

BAD = ("warning", "error")
Served = tuple[Company, str]


def variables(prefix: str, company: Company) -> dict[str, str]:
    """What the app is built with: where the gatekeeper is, and the site's key."""
    src = f"{company.product.url}/gatekeeper.js"
    return {f"{prefix}_DELEGATION_SRC": src, f"{prefix}_DELEGATION_KEY": company.key}


@contextmanager
def by_vite(app: Path, company: Company, port: int) -> Iterator[str]:
    run("npm", "run", "build", cwd=app, **variables("VITE", company))
    with serve_files(app / "dist", port) as address:
        yield address


@contextmanager
def by_vite_for_development(app: Path, company: Company, port: int) -> Iterator[str]:
    """React mounts everything twice where it is built for development."""
    vite = app.parent / "node_modules/.bin/vite"
    told = variables("VITE", company) | {"NODE_ENV": "development"}
    run(vite, "build", "--mode", "development", cwd=app, **told)
    with serve_files(app / "dist", port) as address:
        yield address


@contextmanager
def by_next(app: Path, company: Company, port: int) -> Iterator[str]:
    told = variables("NEXT_PUBLIC", company) | {"NEXT_TELEMETRY_DISABLED": "1"}
    run("npm", "run", "build", cwd=app, **told)
    next_start = ("node", app.parent / "node_modules/next/dist/bin/next", "start", "-p", str(port))
    with serve_by(*next_start, cwd=app, port=port, **told) as address:
        yield address


@pytest.fixture
def serve(
    apps: Path, product: Product, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[..., Iterator[Served]]]:
    """Builds an app for a company of its own, and serves it where that company allows."""

    @contextmanager
    def start(name: str, by: Callable[..., Iterator[str]]) -> Iterator[Served]:
        port = free_port()
        company = make_company(product, origin=f"http://127.0.0.1:{port}")
        company.tenant.sightings = 1  # one visitor is enough for a proposal
        company.tenant.save()
        with by(apps / name, company, port) as address:
            yield company, address

    with django_db_blocker.unblock():
        yield start


def console_of(page: Page) -> list[str]:
    """Grows with every warning and error of the page."""
    said: list[str] = []
    page.on("console", lambda each: each.type in BAD and said.append(each.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def teach(browser: Browser, company: Company, address: str, *, inline: bool = False) -> str:
    """A first visitor is answered by the assistant, whose lesson a moderator approves."""
    page = browser.new_page()
    chat = meet(page, address, inline=inline)
    chat.say("thx")
    expect(chat.answers).to_have_count(1)
    chat.settle()
    taught = chat.answers.first.inner_text()
    approve_rule(Rule.objects.get(tenant=company.tenant), by=company.moderator)
    page.close()
    return taught


def meet(page: Page, address: str, *, inline: bool = False) -> Chat:
    page.goto(address)
    chat = Chat(page)
    if inline:
        expect(chat.field).to_be_visible()
        page.wait_for_function("() => window.delegation?.debug().fresh")
    else:
        chat.open()
    return chat


def learned(page: Page, address: str, taught: str, *, inline: bool = False) -> Chat:
    """Another visitor gets the same answer without a request."""
    chat = meet(page, address, inline=inline)
    page.wait_for_function("() => delegation.match('thx').rule")
    requests = requests_of(page)
    chat.say("Thx!")
    expect(chat.answers).to_have_text([taught])
    assert [each for each in requests if each.startswith("POST")] == []
    return chat


def test_vite_and_react_in_strict_mode(
    browser: Browser, page: Page, serve: Callable[..., Iterator[Served]]
) -> None:
    said = console_of(page)
    with serve("vite-react", by_vite_for_development) as (company, address):
        taught = teach(browser, company, address)
        chat = learned(page, address, taught)
        assert page.locator("main").get_attribute("data-effects") == "2"
        hosts, readied = page.locator("[data-delegation]"), page.locator("output")
        expect(hosts).to_have_count(1)
        expect(readied).to_have_text("1")

        page.get_by_role("button", name="Other page").click()
        expect(hosts).to_have_count(0)
        page.wait_for_function("() => !window.delegation")
        page.get_by_role("button", name="Other page").click()
        expect(hosts).to_have_count(1)
        expect(chat.answers).to_have_text([taught])  # the conversation goes on

        page.get_by_role("button", name="Other title").click()
        expect(chat.button("Support")).to_be_visible()
        expect(hosts).to_have_count(1)
        expect(readied).to_have_text("3")

        # Back and forth before the chat's files are here.
        for _ in range(6):
            page.get_by_role("button", name="Other page").click()
        expect(hosts).to_have_count(1)
        chat.say("thx")
        expect(chat.answers).to_have_text([taught, taught])
    assert said == []


def test_vite_and_react_built_for_production(
    browser: Browser, page: Page, serve: Callable[..., Iterator[Served]]
) -> None:
    said = console_of(page)
    with serve("vite-react", by_vite) as (company, address):
        learned(page, address, teach(browser, company, address))
        assert page.locator("main").get_attribute("data-effects") == "1"
    assert said == []


def test_next_renders_on_its_server(
    browser: Browser, page: Page, serve: Callable[..., Iterator[Served]]
) -> None:
    said = console_of(page)
    with serve("next", by_next) as (company, address):
        assert "data-delegation-place" in page.request.get(address).text()
        taught = teach(browser, company, address, inline=True)
        learned(page, address, taught, inline=True)
        assert page.locator(".chat [data-delegation]").count() == 1
    assert said == []


def test_vue_with_the_chat_and_a_form_of_the_page(
    browser: Browser, page: Page, serve: Callable[..., Iterator[Served]]
) -> None:
    said = console_of(page)
    with serve("vue", by_vite) as (company, address):
        taught = teach(browser, company, address)
        learned(page, address, taught)
        question = page.get_by_label("Question")
        question.fill("thx")
        question.press("Enter")
        expect(page.get_by_role("listitem").last).to_have_text(f"local: {taught}")
    assert said == []
