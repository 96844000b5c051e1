"""A person who is asked again who they are loses nothing that they typed."""

import time
from collections.abc import Callable

from django.contrib.sessions.backends.cached_db import SessionStore
from playwright.sync_api import Browser, StorageState, expect
from pytest_django import DjangoDbBlocker

from tenants.models import User
from tests.conftest import PASSWORD
from tests.product import Company


def test_a_secret_key_is_made_after_the_password_as_it_was_named(
    browser: Browser,
    company: Company,
    signed_in: Callable[[User], StorageState],
    django_db_blocker: DjangoDbBlocker,
) -> None:
    state = signed_in(company.owner)
    context = browser.new_context(storage_state=state)
    page = context.new_page()
    page.goto(f"{company.product.url}/keys/")
    page.get_by_label("Name").fill("Nightly report")
    with django_db_blocker.unblock():  # the person went to lunch
        session = SessionStore(state["cookies"][0]["value"])
        for record in session["account_authentication_methods"]:
            record["at"] = time.time() - 3_600
        session.modified = True
        session.save()
    page.get_by_role("button", name="Make a secret key").click()
    expect(page.get_by_role("heading", name="Is it still you?")).to_be_visible()
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("sk_").first).to_be_visible()
    expect(page.get_by_text("Nightly report").first).to_be_visible()
    context.close()
