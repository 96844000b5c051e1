"""Nothing that a person typed is lost when their session ends before they send it."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect

from tenants.models import User
from tests.conftest import PASSWORD
from tests.product import Company


def sign_in(page: Page, user: User) -> None:
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").first.click()


def end_session(context: BrowserContext) -> None:
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


@pytest.fixture
def page_of_owner(
    browser: Browser, company: Company, signed_in: Callable[[User], StorageState]
) -> Page:
    return browser.new_context(storage_state=signed_in(company.owner)).new_page()


def test_text_typed_before_a_session_ended_is_back_after_signing_in(
    page_of_owner: Page, company: Company
) -> None:
    page = page_of_owner
    page.goto(f"{company.product.url}/install/settings/assistant/")
    page.get_by_label("Instructions").fill("You sell tea\nin small lots.")
    end_session(page.context)
    page.get_by_role("button", name="Save the assistant").click()
    expect(page.get_by_text("You were signed out; this was not saved.")).to_be_visible()

    sign_in(page, company.owner)

    expect(page.get_by_label("Instructions")).to_have_value("You sell tea\nin small lots.")
    expect(page.get_by_text("It is not saved until you send it again.")).to_be_visible()
    page.get_by_role("button", name="Save the assistant").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.context.close()
    company.tenant.refresh_from_db()
    assert company.tenant.instructions == "You sell tea\r\nin small lots."


def test_an_address_that_only_accepts_forms_leads_back_to_its_page(
    page_of_owner: Page, company: Company
) -> None:
    page = page_of_owner
    page.goto(f"{company.product.url}/keys/")
    page.get_by_label("Name").fill("Nightly report")
    end_session(page.context)
    page.get_by_role("button", name="Make a secret key").click()

    sign_in(page, company.owner)

    expect(page).to_have_url(f"{company.product.url}/keys/")
    expect(page.get_by_label("Name")).to_have_value("Nightly report")
    page.context.close()


def test_a_page_opened_before_the_last_sign_in_keeps_its_text(
    page_of_owner: Page, company: Company
) -> None:
    page = page_of_owner
    page.goto(f"{company.product.url}/install/")
    page.get_by_label("Add an origin").fill("https://books.example")
    page.context.clear_cookies()
    other = page.context.new_page()
    other.goto(f"{company.product.url}/accounts/login/")
    sign_in(other, company.owner)
    expect(other.get_by_role("button", name="Sign out")).to_be_visible()

    page.get_by_role("button", name="Add", exact=True).click()

    expect(page.get_by_text("this page was opened before you last signed in")).to_be_visible()
    expect(page.get_by_label("Add an origin")).to_have_value("https://books.example")
    page.context.close()
