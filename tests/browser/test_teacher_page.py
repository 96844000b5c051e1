"""The teacher page and the price page in a real browser. SCREENSHOTS keeps a picture of each."""

from collections.abc import Callable

from playwright.sync_api import Browser, StorageState, expect
from pytest_django import DjangoDbBlocker

from delegation.conversations.services import exams
from delegation.teacher import Endpoint
from tenants.models import User
from tests.browser.looking import look_at
from tests.product import Company

FIGURES = {
    "cases": 157,
    "right_lessons": 0.83,
    "false_lessons": 0.04,
    "right_marks": 0.9,
    "obedience": 0.99,
    "p50_seconds": 1.2,
    "mistakes": [
        {"message": "thanks, but it is broken", "said": "You're welcome!", "fault": "It was no thanks."}
    ],
}  # fmt: skip


def test_choosing_a_provider_fills_the_address_and_says_where_the_key_comes_from(
    browser: Browser,
    company: Company,
    signed_in: Callable[[User], StorageState],
) -> None:
    context = browser.new_context(storage_state=signed_in(company.owner))
    page = context.new_page()
    page.goto(f"{company.product.url}/teacher/")
    page.get_by_label("Provider").select_option(label="Groq")
    expect(page.get_by_label("Address")).to_have_value("https://api.groq.com/openai/v1")
    expect(page.get_by_text("Create a key at console.groq.com")).to_be_visible()
    context.close()


def test_a_trial_shows_its_steps_and_a_failed_one_can_be_tried_again(
    browser: Browser,
    company: Company,
    signed_in: Callable[[User], StorageState],
) -> None:
    """The address of the inside is refused; the page stays, with the form as it was."""
    context = browser.new_context(storage_state=signed_in(company.owner))
    page = context.new_page()
    page.goto(f"{company.product.url}/teacher/")
    for _ in range(2):
        page.get_by_label("Address").fill("https://127.0.0.1/v1")
        page.get_by_label("Model", exact=True).fill("wise-1")
        page.get_by_label("Key").fill("sk-own")
        page.get_by_role("button", name="Try it and keep it").click()
        expect(page.get_by_label("Key")).to_have_value("")  # this trial's page, not the one before
        expect(page.get_by_role("heading", name="What the trial showed")).to_be_visible()
        expect(page.get_by_text("Reach the server: no.")).to_be_visible()
        expect(page.get_by_label("Model", exact=True)).to_have_value("wise-1")
    page.get_by_label("Provider").select_option(label="Mistral")
    expect(page.get_by_label("Address")).to_have_value("https://api.mistral.ai/v1")
    context.close()


def test_both_pages_are_accessible_on_every_screen(
    browser: Browser,
    company: Company,
    signed_in: Callable[[User], StorageState],
    django_db_blocker: DjangoDbBlocker,
) -> None:
    with django_db_blocker.unblock():
        address = f"{company.product.teacher_url}/v1"
        endpoint = Endpoint(company.tenant.pk, address, "demo", guarded=False)
        exams.record_exam(endpoint, passed=False, figures=FIGURES)
    context = browser.new_context(storage_state=signed_in(company.owner), reduced_motion="reduce")
    try:
        for name, path in {"teacher": "/teacher/", "prices": "/teacher/prices/"}.items():
            assert look_at(context.new_page(), company.product.url + path, name) == []
    finally:
        context.close()
