"""A passkey from a device's own chip to signing in with it, in a browser with such a device."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import sign_in
from tests.conftest import PASSWORD
from tests.product import Company, Product

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,  # by finger, face or PIN
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def url(product: Product) -> str:
    """The product under a name: browsers keep no passkey for a bare number."""
    return f"http://localhost:{urlsplit(product.url).port}"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab on a device that keeps passkeys and recognises its owner."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(10_000)
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield page
    context.close()


def confirm_address(company: Company) -> None:
    owner = company.owner
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)


def add_passkey(page: Page, url: str) -> None:
    page.goto(f"{url}/accounts/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)  # asked again before an account changes
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Name").fill("My laptop")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def sign_out(page: Page) -> None:
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def test_a_passkey_is_added_and_signs_in_without_a_password(
    page: Page, url: str, company: Company
) -> None:
    confirm_address(company)
    sign_in(page, url, company.owner.email)
    add_passkey(page, url)
    sign_out(page)

    page.goto(f"{url}/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()

    expect(page).to_have_url(f"{url}/dashboard/")
    expect(page.get_by_text(company.owner.email)).to_be_visible()
    page.goto(f"{url}/accounts/2fa/webauthn/")
    expect(page.get_by_text("My laptop").first).to_be_visible()
    kept = Authenticator.objects.get(user=company.owner, type=Authenticator.Type.WEBAUTHN)
    assert kept.last_used_at is not None


def test_a_passkey_that_was_removed_signs_nobody_in(page: Page, url: str, company: Company) -> None:
    confirm_address(company)
    sign_in(page, url, company.owner.email)
    add_passkey(page, url)
    page.goto(f"{url}/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Remove My laptop").click()
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_text("None yet.")).to_be_visible()
    sign_out(page)

    page.goto(f"{url}/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_text("Incorrect code.")).to_be_visible()
    page.goto(f"{url}/dashboard/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_device_without_a_passkey_is_said_in_words(page: Page, url: str) -> None:
    page.goto(f"{url}/accounts/login/")
    expect(page.get_by_role("alert")).to_be_empty()

    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("alert")).to_have_text(
        "Your device showed no passkey. Try again, or use another way."
    )
