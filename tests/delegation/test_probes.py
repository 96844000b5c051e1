"""Probes are answered inside the network: by a service's name, a pod's address, without https."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from delegation import views
from delegation.valkey import connect

HOSTS = ["web:8000", "10.244.3.17:8000", "chat.example"]


@pytest.fixture
def production(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["chat.example"]
    settings.SECURE_SSL_REDIRECT = True


@pytest.mark.django_db
@pytest.mark.usefixtures("production")
@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_probes_answer_whatever_host_they_name(client: Client, path: str, host: str) -> None:
    assert client.get(path, headers={"host": host}).status_code == 200


@pytest.mark.usefixtures("production")
def test_counters_are_not_for_those_who_come_through_a_proxy(client: Client) -> None:
    answer = client.get("/metrics", headers={"host": "chat.example", "x-forwarded-for": "1.2.3.4"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.django_db
@pytest.mark.usefixtures("production")
def test_pages_answer_no_host_but_their_own(client: Client) -> None:
    assert client.get("/accounts/login/", headers={"host": "web:8000"}).status_code == 400


@pytest.mark.django_db
def test_it_is_not_ready_while_valkey_is_away(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "valkey", lambda: connect("redis://127.0.0.1:1/0"))

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["message"] == "No answer from valkey."
