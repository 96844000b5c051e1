"""A company signs up by itself and puts the chat into its page; the checker turns green by itself."""

import re
import secrets

import pytest
from playwright.sync_api import Browser, Page, expect

from delegation.embedded.ports import free_port
from tests.browser.chat import Chat
from tests.browser.conftest import shop_page
from tests.product import Product

# The checker looks again every four seconds.
LOOK_AGAIN_SOON = (
    "{ const every = setInterval; window.setInterval = (act, ms) => every(act, ms / 16) }"
)


def sign_up(page: Page, product: Product) -> None:
    page.goto(product.url)
    page.get_by_role("link", name="Create a workspace").first.click()
    page.get_by_label("Company").fill("Hill & Dale")
    page.get_by_label("Email").fill(f"new-{secrets.token_hex(4)}@hill.example")
    page.get_by_label("Password").fill("a long enough phrase")
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", name="Getting started")).to_be_visible()


def describe_the_assistant(page: Page) -> None:
    page.get_by_role("link", name="Write them").click()
    page.get_by_label("Instructions").fill("You sell tea in small lots.")
    page.get_by_role("button", name="Save the assistant").click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def key_on_the_install_page(page: Page) -> str:
    found = re.search(r"pk_[\w-]+", page.get_by_label("The snippet").inner_text())
    assert found
    return found[0]


@pytest.mark.parametrize("allowed_first", [True, False])
def test_from_sign_up_to_a_green_checker(
    browser: Browser, product: Product, allowed_first: bool
) -> None:
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    context = browser.new_context()
    context.add_init_script(LOOK_AGAIN_SOON)
    page = context.new_page()
    sign_up(page, product)
    describe_the_assistant(page)
    page.get_by_role("link", name="Snippet").click()
    key = key_on_the_install_page(page)
    if allowed_first:
        page.get_by_label("Add an origin").fill(origin)
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.get_by_text(f"{origin} is allowed.")).to_be_visible()
    page.get_by_role("link", name="Check the installation").click()
    expect(page.get_by_text("0 of 4 checks passed.")).to_be_visible()

    with shop_page(product, port, key) as shop:
        visitor = browser.new_context()
        theirs = visitor.new_page()
        theirs.goto(shop)
        if not allowed_first:
            page.get_by_role("button", name=f"Allow it {origin}").click()
            expect(page.get_by_text(f"{origin} is allowed.")).to_be_visible()
            theirs.reload()
        chat = Chat(theirs)
        chat.open()
        chat.say("Hello!")
        expect(page.get_by_text("4 of 4 checks passed.")).to_be_visible(timeout=20_000)
        visitor.close()

    page.goto(f"{product.url}/start/")
    expect(page.get_by_text("4 of 7 done")).to_be_visible()
    context.close()
