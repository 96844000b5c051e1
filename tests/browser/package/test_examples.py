"""The example servers of the guide for own assistants: what their model teaches is answered locally."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from shutil import copytree

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

import delegation_teacher
from delegation.conversations.models import TeacherCall
from delegation.rules.models import Rule, RuleState
from delegation.rules.services.deciding.moderation import approve_rule
from delegation.savings.models import UsageCount
from delegation.savings.services.reports import make_report
from delegation.savings.services.rollup import roll_up_news
from tenants.services.keys import create_api_key
from tests.browser.chat import requests_of
from tests.browser.package.making import BASE, serve_by, wait_until
from tests.ports import neighbouring_ports
from tests.product import Company, Product, make_company

EXAMPLES = BASE / "frontend" / "examples"
COMMANDS = {
    "express": ("node", "server.js"),
    "fastapi": (sys.executable, "-m", "uvicorn", "server:app", "--port"),
    "django": (sys.executable, "server.py", "runserver", "--noreload"),
}
USAGE = {"prompt_tokens": 180, "completion_tokens": 8, "total_tokens": 188}


@pytest.fixture
def model(httpserver: HTTPServer) -> HTTPServer:
    """A company's own model, which teaches as its system message says."""

    def answer(request: Request) -> Response:
        system, *_, last = request.get_json()["messages"]
        assert delegation_teacher.LINE in system["content"]
        small_talk = last["content"].lower().startswith("thx")
        written = "You're welcome!¤thanks" if small_talk else "Which tea do you like?"
        choice = {"index": 0, "finish_reason": "stop"}
        body = {
            "id": "1", "object": "chat.completion", "created": 1, "model": "gpt-4o-mini",
            "choices": [choice | {"message": {"role": "assistant", "content": written}}],
            "usage": USAGE,
        }  # fmt: skip
        return Response(json.dumps(body), content_type="application/json")

    httpserver.expect_request("/v1/chat/completions", "POST").respond_with_handler(answer)
    return httpserver


@pytest.fixture
def example(
    apps: Path, product: Product, model: HTTPServer, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[..., Iterator[tuple[Company, str]]]]:
    """Runs an example for a company of its own, in a copy beside the installed packages."""

    @contextmanager
    def start(name: str) -> Iterator[tuple[Company, str]]:
        port = neighbouring_ports(1)
        company = make_company(product, origin=f"http://127.0.0.1:{port}")
        company.tenant.sightings = 1  # one visitor is enough for a proposal
        company.tenant.save()
        folder = copytree(EXAMPLES, apps / "examples", dirs_exist_ok=True)
        variables = {
            "DELEGATION_HOST": product.url,
            "DELEGATION_SITE_KEY": company.key,
            "DELEGATION_SECRET_KEY": create_api_key(company.tenant, name, by=company.owner).text,
            "OPENAI_API_KEY": "own",
            "OPENAI_BASE_URL": model.url_for("/v1"),
            "PORT": str(port),
            "PYTHONPATH": str(BASE),
        }
        command = COMMANDS[name] if name == "express" else (*COMMANDS[name], str(port))
        with serve_by(*command, cwd=folder / name, port=port, **variables) as address:
            yield company, address

    with django_db_blocker.unblock():
        yield start


def visit(browser: Browser, address: str) -> Page:
    page = browser.new_page()
    page.goto(address)
    page.wait_for_function("() => window.delegation?.debug().fresh")
    return page


def ask(page: Page, text: str, answer: str) -> None:
    page.get_by_label("Message").fill(text)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("li[data-role=assistant]").last).to_have_text(answer)


@pytest.mark.parametrize("name", COMMANDS)
def test_what_the_own_model_teaches_is_answered_locally_and_saves(
    browser: Browser,
    example: Callable[..., Iterator[tuple[Company, str]]],
    model: HTTPServer,
    client: Client,
    name: str,
) -> None:
    with example(name) as (company, address):
        tenant = company.tenant
        page = visit(browser, address)
        ask(page, "thx", "You're welcome!")
        assert page.evaluate("delegation.state()") == "nothing"
        wait_until(lambda: Rule.objects.filter(tenant=tenant, state=RuleState.PROPOSED).exists())
        wait_until(lambda: TeacherCall.objects.filter(tenant=tenant).exists())
        page.close()

        client.force_login(company.moderator)
        desk = client.get(reverse("moderation:rules_rule_changelist")).content.decode()
        assert "thx" in desk
        approve_rule(Rule.objects.get(tenant=tenant), by=company.moderator)

        asked = len(model.log)
        page = visit(browser, address)
        requests = requests_of(page)
        ask(page, "Thx!", "You're welcome!")
        assert requests == []
        ask(page, "a gift for my aunt", "Which tea do you like?")
        ask(page, "thx", "You're welcome!")  # a question is open: the model answers
        assert len(model.log) == asked + 2
        page.goto("about:blank")
        wait_until(lambda: UsageCount.objects.filter(tenant=tenant).exists())
        page.close()

        wait_until(lambda: TeacherCall.objects.filter(tenant=tenant).count() == 3)
        roll_up_news(tenant)
        figures = make_report(tenant, date(2020, 1, 1), date(2100, 1, 1)).figures
        assert figures.local.value == 1
        assert figures.saved.value is not None
        assert figures.saved.value > Decimal(0)
        client.force_login(company.owner)
        assert "You're welcome" not in client.get(reverse("savings")).content.decode()
