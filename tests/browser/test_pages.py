"""The pages for people, in a real browser: light and dark, wide and narrow, with and without
JavaScript. Set SCREENSHOTS to a folder to keep a picture of each."""

import secrets
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect
from pytest_django import DjangoDbBlocker

from delegation.conversations.models import Answer, Conversation, Escalation
from delegation.rules.models import Lesson, Pack, Rule, RuleState, Struck
from delegation.rules.services.deciding import moderation, strikes
from tenants.models import User
from tests.browser.looking import look_at
from tests.conftest import PASSWORD
from tests.product import Company, Product, make_company

THUMB_PIXELS = 44
# Links inside sentences are exempt, as in WCAG's own rule for targets.
SMALL_TARGETS = f"""() => [...document.querySelectorAll("a, button, input, select, summary")]
  .filter((target) => target.checkVisibility() && !target.closest("p, td, th, dd, .skip, .choice"))
  .map((target) => [target.outerHTML.slice(0, 99), target.getBoundingClientRect().height])
  .filter(([, height]) => height < {THUMB_PIXELS} - 0.5)"""
STRANGER = {
    "front": "/",
    "guides": "/docs/",
    "guide": "/docs/product/",
    "sign-up": "/accounts/signup/",
    "sign-in": "/accounts/login/",
    "password-reset": "/accounts/password/reset/",
    "password-reset-sent": "/accounts/password/reset/done/",
    "bad-link": "/accounts/password/reset/key/1-set-password/",
    "bad-invitation": "/invitations/nothing/",
    "try": "/try/",
    "bad-report-link": "/savings/shared/nothing/",
    "not-found": "/nothing/",
}
MEMBER = {
    "dashboard": "/dashboard/",
    "start": "/start/",
    "conversations": "/conversations/",
    "no-conversations": "/conversations/?q=nothing+like+this",
    "conversation": "/conversations/{conversation}/",
    "live-rules": "/moderation/rules/rule/?state=live",
    "install": "/install/",
    "assistant": "/install/settings/assistant/",
    "widget": "/install/settings/widget/",
    "approval": "/install/settings/approval/",
    "budget": "/install/settings/budget/",
    "measuring": "/install/settings/measuring/",
    "check": "/install/check/?policy=default-src+%27self%27",
    "preview": "/install/preview/",
    "replies": "/install/replies/",
    "policy": "/install/policy/",
    "transfer": "/rules/transfer/",
    "webhooks": "/webhooks/",
    "starter-pack": "/install/starter/?language=ar",
    "teacher": "/teacher/",
    "queue": "/moderation/rules/rule/",
    "rule": "/moderation/rules/rule/{rule}/change/",
    "lessons": "/moderation/rules/lesson/",
    "packs": "/moderation/rules/pack/",
    "pack": "/moderation/rules/pack/{pack}/change/",
    "learned": "/moderation/learned/",
    "built-in": "/moderation/built_in/",
    "test-box": "/moderation/test/?message=thx&awaiting=nothing&rule={rule}",
    "what-if": "/moderation/what_if/?rule={rule}",
    "audit": "/moderation/tenants/auditentry/",
    "keys": "/keys/",
    "data": "/data/",
    "audit-log": "/audit/",
    "members": "/members/",
    "workspaces": "/workspaces/",
    "email": "/accounts/email/",
    "password": "/accounts/password/change/",
    "second-proof": "/accounts/2fa/",
    "connections": "/accounts/3rdparty/",
    "sign-out": "/accounts/logout/",
}
OPERATOR = {
    "operators": "/admin/",
    "operators-tenants": "/admin/tenants/tenant/",
    "operators-savings": "/admin/savings/rollup/",
}


@pytest.fixture(scope="module")
def company(product: Product, django_db_blocker: DjangoDbBlocker) -> Iterator[Company]:
    """One tenant for all of these tests, with something to moderate."""
    with django_db_blocker.unblock():
        company = make_company(product)
        propose(company, "thx", "thanks", "You're welcome!")
        propose(company, "when do you open", "answer", "At 9, see https://shop.example")
        live = propose(company, "Great stuff, thank you", "thanks", "Glad you like it!")
        moderation.approve_rule(live, by=company.moderator)
        converse(company)
        strikes.strike(company.tenant, Struck.WORD, "dear", by=company.moderator)
        yield company


@pytest.fixture(scope="module")
def operator(product: Product, django_db_blocker: DjangoDbBlocker) -> User:
    with django_db_blocker.unblock():
        return User.objects.create_superuser(f"op-{secrets.token_hex(4)}@x.example", PASSWORD)


def converse(company: Company) -> None:
    """One message that the teacher answered, after one that a browser did."""
    conversation = Conversation.objects.create(tenant=company.tenant, visitor="v", client_id="c")
    escalation = Escalation.objects.create(
        tenant=company.tenant,
        site_key=company.tenant.site_keys.get(),
        conversation=conversation,
        client_id=uuid4().hex,
        body_hash="h",
        message="Is the oolong back?",
        awaiting="nothing",
        local_turns=[{"message": "hello", "response": "Hello!", "rule": 1, "version": 1}],
        address_prefix="n",
        state="answered",
    )
    Answer.objects.create(
        escalation=escalation,
        tenant=company.tenant,
        text="Yes, since Monday.",
        awaiting="nothing",
        source="teacher",
    )


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


@pytest.mark.parametrize("who", ["stranger", "member", "operator"])
def test_every_page_is_accessible_light_and_dark_on_phone_and_desk(
    browser: Browser,
    company: Company,
    operator: User,
    signed_in: Callable[[User], StorageState],
    who: str,
) -> None:
    pages, user = {
        "stranger": (STRANGER, None),
        "member": (MEMBER, company.owner),
        "operator": (OPERATOR, operator),
    }[who]
    rule = Rule.objects.get(tenant=company.tenant, phrase="thx")
    pack = Pack.objects.filter(tenant=company.tenant).order_by("version")[0]
    conversation = Conversation.objects.get(tenant=company.tenant)
    context = browser.new_context(
        storage_state=signed_in(user) if user else None,
        reduced_motion="reduce",  # axe would measure colours in the middle of a transition
    )
    problems: dict[str, list[str]] = {}
    for name, path in pages.items():
        page = context.new_page()
        address = path.format(rule=rule.pk, pack=pack.pk, conversation=conversation.pk)
        if wrong := look_at(page, company.product.url + address, name):
            problems[name] = wrong
        page.close()
    context.close()

    assert problems == {}


def test_targets_are_large_enough_for_a_thumb(
    browser: Browser, company: Company, signed_in: Callable[[User], StorageState]
) -> None:
    context = browser.new_context(
        storage_state=signed_in(company.owner), viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    small = {}
    for path in ("/", "/dashboard/", "/install/", "/savings/"):
        page.goto(company.product.url + path)
        small[path] = page.evaluate(SMALL_TARGETS)

    context.close()
    assert not any(small.values()), small


def test_the_snippet_is_copied_by_a_button(
    browser: Browser, company: Company, signed_in: Callable[[User], StorageState]
) -> None:
    context = browser.new_context(
        storage_state=signed_in(company.owner),
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = context.new_page()
    page.goto(f"{company.product.url}/install/")

    page.get_by_role("button", name="Copy").first.click()

    expect(page.get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    context.close()
    assert f'data-key="{company.key}" data-chat async></script>' in copied


@pytest.mark.parametrize(
    "where", ["/moderation/rules/rule/", "/moderation/rules/rule/{rule}/change/"]
)
def test_enter_in_the_reason_decides_nothing(
    browser: Browser, company: Company, signed_in: Callable[[User], StorageState], where: str
) -> None:
    rule = Rule.objects.get(tenant=company.tenant, phrase="thx")
    context = browser.new_context(storage_state=signed_in(company.moderator))
    page = context.new_page()
    page.goto(company.product.url + where.format(rule=rule.pk))
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.method))
    if "change" not in where:
        page.get_by_role("checkbox").nth(1).check()

    page.get_by_label("Reason").fill("Not small talk")
    page.get_by_label("Reason").press("Enter")
    page.wait_for_timeout(300)

    context.close()
    assert "POST" not in posted


def test_the_skip_link_is_first_and_leads_to_the_content(page: Page, product: Product) -> None:
    page.goto(product.url)

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_a_company_signs_up_and_installs_without_javascript(
    browser: Browser, product: Product
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(product.url)
    page.get_by_role("link", name="Create a workspace").first.click()
    page.get_by_label("Company").fill("Hill & Dale")
    page.get_by_label("Email").fill(f"new-{secrets.token_hex(4)}@hill.example")
    page.get_by_label("Password").fill("a long enough phrase")
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    expect(page.get_by_text("1 of 7 done")).to_be_visible()

    page.get_by_role("link", name="Add an origin").click()
    page.get_by_label("Add an origin").fill("hill.example")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("An origin starts with https://")).to_be_visible()
    page.get_by_label("Add an origin").fill("https://hill.example")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("https://hill.example is allowed.")).to_be_visible()
    expect(page.get_by_label("The snippet")).to_contain_text('data-key="pk_')
    context.close()
