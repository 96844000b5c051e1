"""The savings report in a real browser: full, sparse and empty, on screens and on paper. Set
SCREENSHOTS to a folder to keep a picture of each."""

import os
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, StorageState
from pytest_django import DjangoDbBlocker

from delegation.conversations.models import CallKind
from delegation.rules.models import Rule, RuleState
from delegation.savings.models import AnswerAudit
from delegation.savings.services.kept_reports import keep_report
from delegation.savings.services.report_links import address_of, share_report
from delegation.savings.services.rollup import roll_up_news
from tenants.models import User
from tenants.services import change_settings
from tests.browser.looking import look_at
from tests.delegation.savings.ledger import Ledger
from tests.product import Company, Product, make_company

PHRASES = {
    "thx": "thanks", "thank you so much": "thanks", "hello": "greeting", "good morning": "greeting",
    "bye": "farewell", "haha": "laughter", "great job": "compliment",
}  # fmt: skip

NAMES = ("full", "abroad", "sparse", "empty")
PESOS = {"currency": "COP", "currency_rate": Decimal(4_100)}


@pytest.fixture(scope="module")
def companies(product: Product, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Company]]:
    """One that has used it for weeks, one that counts in the longest sums besides, one that began
    this morning, and one that has not begun."""
    with django_db_blocker.unblock():
        companies = {name: make_company(product) for name in NAMES}
        for name in ("full", "abroad"):
            _weeks_of_use(Ledger(companies[name].tenant))
        abroad = companies["abroad"]
        change_settings(abroad.tenant, PESOS, by=abroad.owner)
        _first_hour(Ledger(companies["sparse"].tenant))
        for company in companies.values():
            roll_up_news(company.tenant)
        yield companies


def _weeks_of_use(ledger: Ledger) -> None:
    draw = random.Random(5)
    now = datetime.now(tz=UTC).replace(minute=0, second=0, microsecond=0)
    rules = [ledger.rule(phrase, act=act) for phrase, act in PHRASES.items()]
    for day in range(28, -1, -1):
        at = now - timedelta(days=day)
        for rule in rules:
            if draw.random() < 0.3:
                cost = f"{draw.gauss(0.0021, 0.0003):.6f}"
                ledger.lesson(rule, at, cost, seconds=draw.uniform(1, 4), overhead="0.0002")
        for number in range(3):
            talk = ledger.met(f"v{day}-{number}", at, held_out=number == 0)
            for _ in range(3 if number == 0 else 1):
                escalation = ledger.escalation(talk, at, seconds=draw.uniform(1, 4))
                added = "0" if number == 0 else f"{0.00004 + 0.00001 * day:.6f}"
                ledger.call(at, "0.0024", escalation=escalation, overhead=added)
            if number and day < 20:
                _answers(ledger, draw.sample(rules, 4), at, f"v{day}-{number}", 30 - day)
        _audits(ledger, rules, at, day)
    ledger.call(now, "0.31", kind=CallKind.EXAM)
    ledger.usage(rules[0].pk, 40, now, visitor="never-met")
    waiting = ledger.rule("cheers mate", state=RuleState.PROPOSED)
    ledger.lesson(waiting, now - timedelta(days=2), "0.0019")
    ledger.rule("ok great", act="acknowledgement", state=RuleState.PROPOSED)


def _answers(ledger: Ledger, rules: list[Rule], at: datetime, visitor: str, most: int) -> None:
    now = datetime.now(tz=UTC)
    for rule in rules:
        if at > now - timedelta(days=7):
            ledger.usage(rule.pk, max(1, most // 3), at, visitor=visitor, received_at=now)
        else:
            ledger.usage(rule.pk, max(1, most // 3), at, visitor=visitor, received_at=at)


def _audits(ledger: Ledger, rules: list[Rule], at: datetime, day: int) -> None:
    talk = ledger.met(f"audited-{day}", at)
    for turn, rule in enumerate(rules[:3]):
        escalation = ledger.escalation(talk, at)
        AnswerAudit.objects.create(
            tenant=ledger.tenant, escalation=escalation, turn=turn, rule=rule.pk, version=1,
            hour=at, would_do=(day, turn) != (3, 1), judged_at=at,
        )  # fmt: skip
        ledger.call(at, "0.0008", kind=CallKind.AUDIT)


def _first_hour(ledger: Ledger) -> None:
    now = datetime.now(tz=UTC).replace(minute=0, second=0, microsecond=0)
    rule = ledger.rule("thx")
    ledger.lesson(rule, now, None)
    ledger.met("v", now)
    ledger.usage(rule.pk, 1, now, received_at=datetime.now(tz=UTC))


@pytest.mark.parametrize("name", NAMES)
def test_the_report_is_accessible_and_fits(
    browser: Browser,
    companies: dict[str, Company],
    signed_in: Callable[[User], StorageState],
    name: str,
) -> None:
    company = companies[name]
    today = datetime.now(tz=UTC).date()
    kept = keep_report(company.tenant, today - timedelta(days=29), today, by=company.owner)
    shared = urlsplit(address_of(share_report(kept, days=30, by=company.owner))).path
    context = browser.new_context(storage_state=signed_in(company.owner), reduced_motion="reduce")
    problems: dict[str, list[str]] = {}
    for path in (
        "/savings/",
        f"/savings/kept/{kept.pk}/",
        shared,
        "/savings/receipts/local/",
        "/savings/opportunity/",
    ):
        page = context.new_page()
        shown = f"savings-{name}-" + ("shared" if path == shared else path.split("/")[2])
        if wrong := look_at(page, company.product.url + path, shown):
            problems[path] = wrong
        page.close()
    context.close()

    assert problems == {}


@pytest.mark.parametrize("name", ["full", "sparse", "empty"])
def test_paper_shows_every_table_and_nothing_to_click(
    browser: Browser,
    companies: dict[str, Company],
    signed_in: Callable[[User], StorageState],
    name: str,
) -> None:
    context = browser.new_context(
        storage_state=signed_in(companies[name].owner), viewport={"width": 794, "height": 1123}
    )
    page = context.new_page()
    page.goto(f"{companies[name].product.url}/savings/")
    page.emulate_media(media="print", color_scheme="light")
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"savings-{name}-print.png", full_page=True)
    hidden = page.evaluate(
        "[...document.querySelectorAll('table')].filter((one) => !one.checkVisibility()).length"
    )
    clickable = page.locator("button:visible, nav:visible").count()
    context.close()

    assert (hidden, clickable) == (0, 0)
