"""The story that the product is for, told in each engine against the real processes."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from delegation.embedded.ports import free_port
from delegation.rules.models import Rule
from delegation.rules.services.deciding import moderation
from tests.browser.conftest import shop_page
from tests.engines.visitor import Visitor
from tests.product import Company, Product, make_company

LISTEN = "window.sources = []; delegation.on('answer', ({source}) => sources.push(source))"


@pytest.fixture
def company(product: Product, django_db_blocker: DjangoDbBlocker) -> Iterator[Company]:
    """A company whose first visitor is enough for a proposal, on an origin of its own."""
    with django_db_blocker.unblock():
        company = make_company(product, origin=f"http://127.0.0.1:{free_port()}")
        company.tenant.sightings = 1
        company.tenant.save()
        yield company


def test_the_first_thx_asks_the_teacher_and_an_approved_one_asks_nobody(
    visitor: Visitor, company: Company
) -> None:
    port = int(company.origin.rpartition(":")[2])
    with shop_page(company.product, port, company.key) as shop:
        visitor.visit(shop)
        visitor.run(LISTEN)
        visitor.say("thx")
        visitor.until("sources.length === 1")
        [taught] = visitor.answers

        rule = Rule.objects.get(tenant=company.tenant)
        moderation.approve_rule(rule, by=company.moderator)
        visitor.run("localStorage.clear(); sessionStorage.clear(); delegation.destroy()")
        visitor.visit(shop)
        visitor.run(LISTEN)
        visitor.say("Thx!")
        visitor.until("sources.length === 1")

        assert visitor.get("sources") == ["local"]
        visitor.wait_for_answers(taught)
        visitor.driver.get("about:blank")
