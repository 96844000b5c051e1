"""The widget page in the dashboard: what is typed is seen at once, and every page shows what is saved."""

from collections.abc import Callable

from playwright.sync_api import Browser, Page, StorageState, expect

from tenants.models import Tenant, User
from tests.browser.chat import Chat
from tests.product import Company

# What the preview's policy would have stopped, and what its script has thrown.
PROBLEMS = """window.problems = [];
addEventListener('error', ({message}) => problems.push(message));
addEventListener('securitypolicyviolation', ({violatedDirective}) => problems.push(violatedDirective));"""


def expect_in_pack(page: Page, company: Company, words: str) -> None:
    """Wait until a worker has made the next pack: a request for the one before asks for it."""
    address = f"{company.product.url}/api/v1/pack?key={company.key}&format=4"
    for _ in range(100):
        if words in page.request.get(address, headers={"Origin": company.origin}).text():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"no pack says {words}")


def test_a_change_is_seen_while_it_is_typed_and_in_the_shop_once_it_is_saved(
    browser: Browser,
    company: Company,
    shop: str,
    signed_in: Callable[[User], StorageState],
) -> None:
    context = browser.new_context(storage_state=signed_in(company.owner))
    page = context.new_page()
    page.add_init_script(PROBLEMS)
    page.goto(f"{company.product.url}/install/settings/widget/")
    preview = page.locator("#widget-preview")
    expect(preview.get_by_role("heading", name="Assistant")).to_be_visible()

    page.get_by_label("Title").fill("Tea shop")
    page.get_by_label("Greeting", exact=False).first.fill("Welcome!")
    page.get_by_label("First questions").fill("Which teas?\nWhere are you?")
    page.get_by_label("Colour").fill("#aa0000")
    page.get_by_label("Logo").fill("https://logo.invalid/logo.png")
    page.get_by_label("Language of the buttons").select_option("de")
    page.get_by_label("A person").fill("email")

    expect(preview.get_by_role("heading", name="Tea shop")).to_be_visible()
    expect(preview.locator(".words")).to_have_text(["Welcome!"])
    expect(preview.get_by_role("group", name="Vorschläge").get_by_role("button")).to_have_text(
        ["Which teas?", "Where are you?"]
    )
    expect(preview.get_by_role("textbox", name="Nachricht schreiben …")).to_be_visible()
    colour = "(send) => getComputedStyle(send).backgroundImage"
    assert "rgb(170, 0, 0)" in preview.locator(".send").evaluate(colour)
    assert page.evaluate("document.querySelectorAll('[data-delegation]').length") == 1
    assert page.evaluate("problems") == []
    page.get_by_role("button", name="Save the widget").click()

    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Tea shop")
    assert Tenant.objects.get(pk=company.tenant.pk).chat_handoff == "email"

    visitor = browser.new_context().new_page()
    expect_in_pack(visitor, company, "Tea shop")
    visitor.goto(shop)
    visitor.get_by_role("button", name="Tea shop").click()
    expect(visitor.locator(".assistant .words")).to_have_text(["Welcome!"])
    visitor.get_by_role("button", name="Which teas?").click()
    expect(Chat(visitor).answers).to_have_count(2)
    visitor.context.close()
    context.close()


def test_a_moderator_reads_it_and_cannot_change_it(
    browser: Browser, company: Company, signed_in: Callable[[User], StorageState]
) -> None:
    context = browser.new_context(storage_state=signed_in(company.moderator))
    page = context.new_page()
    page.goto(f"{company.product.url}/install/settings/widget/")

    expect(page.get_by_label("Title")).to_be_disabled()
    expect(page.get_by_role("button", name="Save the widget")).to_have_count(0)
    expect(page.locator("#widget-preview").get_by_role("heading", name="Assistant")).to_be_visible()
    context.close()
