"""Every form of the product is submitted once in a browser, as its page sends it.

The pages are found by following links, so a new form is tested from the day it is linked.
"""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import pytest
from django.urls import Resolver404, resolve
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Error, Page, StorageState, expect
from pytest_django import DjangoDbBlocker

from delegation.rules.models import Lesson, Rule, RuleState
from delegation.rules.services.deciding import moderation
from delegation.savings.services.kept_reports import keep_report
from delegation.savings.services.report_links import share_report
from tenants.models import Invitation, Role, User
from tenants.services.invitations import invite, link_of
from tests.conftest import PASSWORD
from tests.product import Company, Product, make_company

SHOWN = {200, 302, 422}  # saved, led on, or shown again with what is wrong
LINKS = "[...document.querySelectorAll('a[href]')].map((link) => link.href)"
BUTTON = "button:not([type=button]), input[type=submit]"
# Changelists that are only read have a form without a button: nobody can send it.
FORMS = f"""[...document.querySelectorAll("form[method=post]")].map((form, place) => [
  place, form.getAttribute("action") ?? "",
  [...form.querySelectorAll("button[name], input[type=submit][name]")].map((each) => each.name).join(),
  form.querySelector("{BUTTON}")]).filter(([, , , button]) => button).map((form) => form.slice(0, 3))"""
PRESENT = "place => document.querySelectorAll('form[method=post]')[place]"
# A trial shows its steps and its end on the page that started it.
SHOWS_ITS_STEPS = (
    "place => document.querySelectorAll('form[method=post]')[place].matches('[data-trial]')"
)
# Fills what the page left empty, and presses the first button.
SUBMIT = """(place) => {
  const form = document.querySelectorAll("form[method=post]")[place];
  const typed = { email: "somebody@books.example", number: "1", url: "https://books.example/" };
  for (const field of form.querySelectorAll("input, textarea")) {
    if (!field.value) field.value = typed[field.type] ?? (field.type === "file" ? "" : "Some text 10");
  }
  form.noValidate = true;
  const button = form.querySelector("button:not([type=button]), input[type=submit]");
  setTimeout(() => form.requestSubmit(button)); // after this call has returned: the page goes away
}"""


@dataclass(frozen=True)
class Form:
    """One kind of form: where it is posted, and what its buttons are called."""

    route: str
    buttons: str


@pytest.fixture(scope="module")
def company(product: Product, django_db_blocker: DjangoDbBlocker) -> Iterator[Company]:
    """A tenant with a proposal, a live rule, an open invitation and a shared report."""
    with django_db_blocker.unblock():
        company = make_company(product)
        propose(company, "thx")
        moderation.approve_rule(propose(company, "many thanks"), by=company.moderator)
        today = timezone.now().date()
        kept = keep_report(company.tenant, today, today, by=company.owner)
        share_report(kept, days=7, by=company.owner)
        invite(company.tenant, "open@books.example", Role.VIEWER, by=company.owner)
        yield company


def propose(company: Company, phrase: str) -> Rule:
    rule = Rule.objects.create(
        tenant=company.tenant,
        phrase=phrase,
        act="thanks",
        response="You're welcome!",
        state=RuleState.PROPOSED,
    )
    Lesson.objects.create(
        tenant=company.tenant,
        rule=rule,
        escalation_id=uuid4(),
        query=phrase,
        response=rule.response,
        act=rule.act,
        awaiting="nothing",
        visitor="v",
        address_prefix="n",
    )
    return rule


def route_of(url: str) -> str:
    """The name of the address behind a link; empty for what is no page of ours."""
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return ""


def found_forms(page: Page, start: str) -> dict[Form, tuple[str, int]]:
    """Every kind of form that links lead to -> its page, and its place there."""
    origin = "{0.scheme}://{0.netloc}/".format(urlsplit(start))
    forms: dict[Form, tuple[str, int]] = {}
    seen, waiting = set(), [start]
    while waiting:
        url = waiting.pop(0)
        route = route_of(url)
        if not url.startswith(origin) or not route or route in seen or ".csv" in url:
            continue
        seen.add(route)
        try:
            page.goto(url, wait_until="domcontentloaded")
        except Error as error:
            if "Download is starting" not in str(error):  # a file is no page
                raise
            continue
        for place, action, buttons in page.evaluate(FORMS):
            forms.setdefault(Form(route_of(urljoin(url, action)), buttons), (url, place))
        waiting += page.evaluate(LINKS)
    return forms


def submitted(context: BrowserContext, url: str, place: int, *, downloads: bool) -> tuple[int, str]:
    """Submit the form at this place of a page; return the answer's status and where it leads."""
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(url)
    page.wait_for_function(PRESENT, arg=place)
    stays = downloads or page.evaluate(SHOWS_ITS_STEPS, place)
    # Chromium may hang when a page is closed in the middle of a navigation.
    arrived = nullcontext() if stays else page.expect_navigation()
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer, arrived:
        page.evaluate(SUBMIT, place)
    return answer.value.status, answer.value.headers.get("location", "")


@pytest.mark.parametrize("who", ["stranger", "owner", "operator"])
def test_every_form_is_accepted_as_its_page_sends_it(
    browser: Browser,
    product: Product,
    company: Company,
    signed_in: Callable[[User], StorageState],
    who: str,
) -> None:
    def session() -> BrowserContext:
        user = company.owner if who == "owner" else None
        if who == "operator":  # a new one each time: their forms change what their pages show
            email = f"op-{uuid4().hex[:8]}@x.example"
            user = User.objects.create_superuser(email, PASSWORD)
        return browser.new_context(storage_state=signed_in(user) if user else None)

    start = {"stranger": "/", "owner": "/dashboard/", "operator": "/admin/"}[who]
    context = session()
    forms = found_forms(context.new_page(), product.url + start)
    refused = {}
    # The last form of a page first: one that removes a row does not move those that follow.
    for form, (url, place) in sorted(forms.items(), key=lambda item: item[1], reverse=True):
        own = session()  # some forms end the session, and signing up begins one
        status, leads_to = submitted(own, url, place, downloads=form.route == "export")
        own.close()
        if status not in SHOWN or "/login/?next=" in leads_to:
            refused[form] = (url, status, leads_to)
    context.close()

    assert refused == {}
    expected = {"stranger": 4, "owner": 33, "operator": 4}[who]
    assert len(forms) >= expected, sorted(form.route for form in forms)


@pytest.mark.parametrize("account", ["new", "existing"])
def test_an_invited_person_joins(
    browser: Browser,
    company: Company,
    signed_in: Callable[[User], StorageState],
    account: str,
) -> None:
    email = f"{account}-{uuid4().hex[:8]}@books.example"
    user = User.objects.create_user(email, PASSWORD) if account == "existing" else None
    invitation = invite(company.tenant, email, Role.VIEWER, by=company.owner)
    context = browser.new_context(storage_state=signed_in(user) if user else None)
    page = context.new_page()
    page.goto(company.product.url + urlsplit(link_of(invitation)).path)

    if account == "new":
        page.get_by_label("Choose a password").fill("a long enough phrase")
    page.get_by_role("main").get_by_role("button").click()

    expect(page.get_by_role("link", name=str(company.tenant))).to_be_visible()
    context.close()
    assert Invitation.objects.get(pk=invitation.pk).accepted_at
    assert company.tenant.memberships.get(user__email=email).role == Role.VIEWER
