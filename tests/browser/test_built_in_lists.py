"""A moderator switches a built-in list off and on in a browser."""

from collections.abc import Callable
from uuid import uuid4

from playwright.sync_api import Browser, StorageState, expect
from pytest_django import DjangoDbBlocker

from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules.services.deciding import moderation
from delegation.rules.services.lessons.learning import Evidence, record_lesson
from tenants.models import User
from tests.product import Company


def test_a_list_is_switched_off_and_on(
    browser: Browser,
    company: Company,
    signed_in: Callable[[User], StorageState],
    django_db_blocker: DjangoDbBlocker,
) -> None:
    with django_db_blocker.unblock():
        evidence = Evidence(uuid4(), "v", "n", "nothing")
        taught = TaughtLesson("thanks", "You're welcome!", Act.THANKS)
        rule = record_lesson(company.tenant, taught, evidence)
        moderation.approve_rule(rule, by=company.moderator)
    context = browser.new_context(storage_state=signed_in(company.moderator))
    page = context.new_page()
    page.goto(company.product.url + "/moderation/built_in/")

    page.get_by_role("button", name="Switch off en closers").click()
    expect(page.get_by_text("The list “en closers” is switched off.")).to_be_visible()
    page.get_by_role("button", name="Switch on en closers").click()
    expect(page.get_by_text("The list “en closers” is switched on again.")).to_be_visible()
    context.close()
