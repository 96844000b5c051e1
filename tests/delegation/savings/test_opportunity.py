"""The opportunity report: an upload, what was understood, a worker's replay, its figures."""

import time
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from delegation.savings.models import ChatUpload, UploadState
from delegation.savings.services.opportunities import cost_of_an_answer
from delegation.savings.services.rollup import roll_up_news
from tenants import services
from tenants.models import User
from tests.delegation.savings.ledger import Ledger
from tests.delegation.savings.making import days_ago
from tests.product import Company

PATIENCE_SECONDS = 30

CHATS = "chat_id,author,text\n" + "".join(
    f"{n},customer,hello\n{n},agent,Hello!\n{n},customer,my order {n} is late\n"
    f"{n},agent,I am sorry.\n{n},customer,thanks\n"
    for n in range(20)
)


def upload(client: Client, text: str = CHATS) -> str:
    """The address of the upload's page."""
    file = SimpleUploadedFile("chats.csv", text.encode())
    answer = client.post(reverse("opportunities"), {"file": file})
    assert answer.status_code == 302
    return str(answer["Location"])


ASSISTANT = {"assistants": ["agent"]}


def row_of(address: str) -> ChatUpload:
    return ChatUpload.objects.get(pk=address.rstrip("/").rsplit("/", 1)[-1])


@pytest.fixture
def shop(company: Company, client: Client) -> Company:
    client.force_login(company.owner)
    return company


def finished(client: Client, address: str) -> str:
    """The page, once the worker is done."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        page = client.get(address).content.decode()
        if "This page reloads by itself" not in page:
            return page
        time.sleep(0.2)
    raise AssertionError("the replay did not end")


def test_an_export_is_replayed_by_a_worker(client: Client, shop: Company) -> None:
    ledger = Ledger(shop.tenant)
    rule = ledger.rule("thx")
    for cost in ("0.010", "0.012", "0.014"):
        ledger.lesson(rule, days_ago(1), cost)
    roll_up_news(shop.tenant)
    address = upload(client)

    preview = finished(client, address)
    client.post(address, ASSISTANT)
    page = finished(client, address)
    found = client.get(f"{address}found.json").json()

    assert "my order 0 is late" in preview
    assert found["messages"] == 60
    assert found["phrases"] == ["hello", "thanks"]
    assert 30 <= found["answered"] <= 40
    assert f"{found['answered']} of 60 messages of visitors" in page
    assert "not say what is right" in page
    assert float(found["money"]["value"]) == pytest.approx(found["answered"] * 0.012)


def test_what_it_would_save_is_shown_in_the_companys_currency(
    client: Client, shop: Company
) -> None:
    ledger = Ledger(shop.tenant)
    ledger.lesson(ledger.rule("thx"), days_ago(1), "0.012")
    roll_up_news(shop.tenant)
    yen = {"currency": "JPY", "currency_rate": Decimal(155)}
    services.change_settings(shop.tenant, yen, by=shop.owner)
    address = upload(client)
    finished(client, address)

    client.post(address, ASSISTANT)
    page = finished(client, address)
    found = client.get(f"{address}found.json").json()

    assert "¥" in page
    assert "Shown at 155 JPY for 1 USD, the rate you gave" in page
    assert found["currency"] == "JPY"
    usd, converted = found["money"]["value"], found["money_in_currency"]["value"]
    assert Decimal(converted) == 155 * Decimal(usd)


def test_the_file_is_gone_once_it_is_replayed(client: Client, shop: Company) -> None:
    address = upload(client)
    finished(client, address)
    assert row_of(address).sealed

    client.post(address, ASSISTANT)
    finished(client, address)

    assert (row_of(address).sealed, row_of(address).state) == ("", UploadState.DONE)


def test_it_asks_who_the_assistant_is_where_the_file_names_people(
    client: Client, shop: Company
) -> None:
    text = CHATS.replace("customer", "Ada").replace("agent", "Shop Team")
    address = upload(client, text)
    page = finished(client, address)

    assert "20 conversations, 100 messages, the assistant is" in page
    assert "does not say which sender is the assistant" in page
    assert "Shop Team (40 messages)" in page
    answer = client.post(address, {})
    assert answer.status_code == 422
    assert "Choose at least one sender" in answer.content.decode()
    client.post(address, {"assistants": ["Shop Team"]})
    assert "of 60 messages of visitors" in finished(client, address)


@pytest.mark.parametrize("text", [" ", "one\ntwo\n", '{"a": 1}\n{"b"'])
def test_a_file_that_cannot_be_read_is_refused_in_words(
    client: Client, shop: Company, text: str
) -> None:
    page = finished(client, upload(client, text))
    assert "This file could not be replayed" in page
    assert row_of(upload(client, text)).state in (UploadState.READING, UploadState.REFUSED)


def test_columns_that_are_not_there_are_not_taken(client: Client, shop: Company) -> None:
    address = upload(client)
    finished(client, address)

    columns = {"conversation": "chat_id", "sender": "author", "text": "secret", "at": ""}
    page = client.post(address, columns).content.decode()

    assert "Select a valid choice" in page
    assert row_of(address).state == UploadState.WAITING


def test_an_upload_is_not_found_by_another_tenant(
    client: Client, shop: Company, outsider: User, other_tenant: object
) -> None:
    address = upload(client)
    client.force_login(outsider)

    assert client.get(address).status_code == 404
    assert client.post(address, ASSISTANT).status_code == 404
    assert client.get(f"{address}found.json").status_code == 404


def test_what_an_answer_costs_is_not_known_before_the_first_lessons(shop: Company) -> None:
    assert cost_of_an_answer(shop.tenant).value is None
