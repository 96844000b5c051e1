"""Files that people choose, in a real browser: what was understood is shown, corrected, and kept.
Set SCREENSHOTS to a folder to keep a picture of each page."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect
from pytest_django import DjangoDbBlocker

from delegation.rules.models import Rule
from tenants.models import User
from tests.browser.looking import look_at
from tests.product import Company, Product, make_company

CHATS = "id,name,text,time\n" + "".join(
    f"{n},Guest {n},Hello,0{n}/04/2026 10:00\n{n},Shop Team,Hi! How can I help?,0{n}/04/2026 10:01\n"
    f"{n},Guest {n},Thanks,0{n}/04/2026 10:02\n{n},Shop Team,You are welcome.,0{n}/04/2026 10:03\n"
    for n in (3, 4, 5, 6)
)
UNCLEAR = "when,note,more\nMonday,Hello,12\nTuesday,Bye,13\n"
RULES = "Phrase;ACT;Response;Expires\r\nça va;Greeting;Très bien, merci !;03/04/2027\r\n"
READ_MS = 30_000


@pytest.fixture(scope="module")
def company(product: Product, django_db_blocker: DjangoDbBlocker) -> Iterator[Company]:
    with django_db_blocker.unblock():
        yield make_company(product)


@pytest.fixture
def context(
    browser: Browser, company: Company, signed_in: Callable[[User], StorageState]
) -> Iterator[BrowserContext]:
    context = browser.new_context(storage_state=signed_in(company.owner), reduced_motion="reduce")
    yield context
    context.close()


def choose(page: Page, name: str, data: bytes, button: str) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": data}
    )
    page.get_by_role("button", name=button).click()


def test_a_choice_is_never_lost_between_the_preview_and_the_replay(
    context: BrowserContext, company: Company
) -> None:
    page = context.new_page()
    page.goto(f"{company.product.url}/savings/opportunity/")
    choose(page, "CHATS.CSV", CHATS.encode("utf-16"), "Upload")

    understood = page.get_by_role("heading", name="What was understood")
    expect(understood).to_be_visible(timeout=READ_MS)
    expect(page.get_by_text("the assistant is Shop Team.")).to_be_visible()
    expect(page.get_by_label("Shop Team (8 messages)")).to_be_checked()
    assert look_at(context.new_page(), page.url, "files-preview") == []

    page.get_by_label("Shop Team (8 messages)").uncheck()
    page.get_by_label("Guest 5").check()
    page.get_by_label("4 March 2026").check()
    page.get_by_role("button", name="Update the preview").click()
    expect(page.get_by_text("the assistant is Guest 5.")).to_be_visible(timeout=READ_MS)
    expect(page.get_by_label("Guest 5")).to_be_checked()
    expect(page.get_by_label("4 March 2026")).to_be_checked()

    page.get_by_label("Guest 5").uncheck()
    page.get_by_role("button", name="Replay these chats").click()
    expect(page.get_by_text("Choose at least one sender")).to_be_visible()
    expect(page.get_by_label("4 March 2026")).to_be_checked()
    page.get_by_label("Shop Team (8 messages)").check()
    page.get_by_role("button", name="Replay these chats").click()
    expect(page.get_by_text("of 8 messages of visitors")).to_be_visible(timeout=READ_MS)


def test_an_unclear_table_asks_for_its_columns(context: BrowserContext, company: Company) -> None:
    page = context.new_page()
    page.goto(f"{company.product.url}/savings/opportunity/")
    choose(page, "notes.csv", UNCLEAR.encode(), "Upload")

    expect(page.get_by_role("heading", name="Choose the columns")).to_be_visible(timeout=READ_MS)
    assert look_at(context.new_page(), page.url, "files-unclear") == []

    page.get_by_label("Who wrote").select_option("when")
    page.get_by_label("Text").select_option("note")
    page.get_by_role("button", name="Read it with these columns").click()
    expect(page.get_by_text("1 conversation, 2 messages")).to_be_visible(timeout=READ_MS)


def test_a_file_of_rules_is_previewed_asked_about_and_imported(
    context: BrowserContext, company: Company
) -> None:
    page = context.new_page()
    page.goto(f"{company.product.url}/rules/transfer/")
    choose(page, "RÈGLES.CSV", RULES.encode("cp1252"), "Preview the import")
    expect(page.get_by_text("can be read in two ways")).to_be_visible()

    page.get_by_role("button", name="Import as proposals").click()
    expect(page.get_by_text("Say which comes first in 03/04/2027.")).to_be_visible()
    page.get_by_label("The day").check()
    page.get_by_role("button", name="Update the preview").click()
    expect(page.get_by_role("cell", name="Très bien, merci !")).to_be_visible()
    expect(page.get_by_label("The day")).to_be_checked()
    page.get_by_role("button", name="Import as proposals").click()
    expect(page.get_by_text("Imported: 1 proposed.")).to_be_visible()
    rule = Rule.objects.get(tenant=company.tenant, phrase="ça va")
    assert f"{rule.expires_at:%Y-%m-%d}" == "2027-04-03"
    assert look_at(context.new_page(), page.url, "files-import") == []
