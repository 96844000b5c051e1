"""Probes are answered inside the network: by a service's name, a pod's address, without https."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from delegation import views
from delegation.valkey import connect
from tests.attacks import Figure

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


@pytest.mark.attack(
    "name a made-up host, so that pages fail",
    "a refusal, also of the API in its own form",
)
@pytest.mark.django_db
@pytest.mark.usefixtures("production")
@pytest.mark.parametrize("host", ["web:8000", "a b", "[::1", "chat.example:x", "", "..", "\xff"])
def test_pages_answer_no_host_but_their_own(client: Client, host: str, figure: Figure) -> None:
    for path in ("/", "/accounts/login/", "/admin/", "/nothing/", "/gatekeeper.js"):
        assert client.get(path, headers={"host": host}).status_code == 400, path
    usage = "/api/v1/usage"
    answer = client.post(usage, "{}", "text/plain", headers={"host": host}, secure=True)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    figure("status 400")


@pytest.mark.attack(
    "make up HTTP methods, each of which becomes a label of the metrics",
    "a refusal before anything is counted",
)
@pytest.mark.django_db
def test_made_up_methods_become_no_labels(client: Client, figure: Figure) -> None:
    def labels() -> set[str]:
        return {
            line.rpartition(" ")[0]
            for line in client.get("/metrics").content.decode().splitlines()
            if not line.startswith("#")
        }

    client.generic("MADE-UP", "/")
    before = labels()
    for number in range(50):
        assert client.generic(f"MADE-UP-{number}", f"/made-up-{number}/").status_code == 405
        answer = client.generic(f"MADE-UP-{number}", "/api/v1/usage")
        assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    grown = labels() - before
    figure(f"50 methods, {len(grown)} new labels")
    assert len(grown) < 10
    assert not any("MADE-UP" in label for label in grown | before)


@pytest.mark.django_db
def test_it_is_not_ready_while_valkey_is_away(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "valkey", lambda: connect("redis://127.0.0.1:1/0"))

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["message"] == "No answer from valkey."
