"""The teacher page as a tool: providers fill the form, and a trial shows each step."""

from collections.abc import Iterator
from html import unescape

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from delegation.conversations.models import OwnTeacher
from delegation.conversations.services import exams
from delegation.conversations.services.own_teachers import steps_so_far, watch_trial
from delegation.conversations.services.teachers import endpoint_of
from delegation.teacher import SharedMemory
from delegation.teacher.providers import PROVIDERS
from tenants.models import Tenant, User
from tests.delegation.teacher.providers import (
    Answered,
    Asked,
    ProviderServer,
    refused,
    streamed,
    whole,
)

pytestmark = pytest.mark.django_db
TRIAL = "0b8b5f0e-7a0e-4c3c-9b65-6d1c8a3f7a11"  # the name that a page gave it


@pytest.fixture
def server(settings: Settings) -> Iterator[ProviderServer]:
    with ProviderServer() as running:
        settings.TEACHER_EXCEPTIONS = [f"127.0.0.1:{running.port}"]
        yield running


def try_it(client: Client, server: ProviderServer, **changes: str) -> str:
    sent = {"base_url": server.base_url, "model": "m", "api_key": "sk-own"} | changes
    return unescape(client.post("/teacher/own/", sent, follow=True).content.decode())


def test_every_provider_is_offered_with_its_address_and_key(
    as_owner: Client, tenant: Tenant
) -> None:
    page = unescape(as_owner.get("/teacher/").content.decode())
    for preset in PROVIDERS:
        assert preset.label in page
        assert preset.base_url in page
        assert preset.key_from.split(".")[0] in page


def test_a_trial_that_succeeds_shows_each_step_and_what_was_learned(
    as_owner: Client, server: ProviderServer, tenant: Tenant
) -> None:
    server.provider = lambda asked: (
        refused(400, {"error": {"message": "no", "param": "stream"}})
        if asked.body["stream"]
        else whole("Hello! \u00a4hi")
    )
    page = try_it(as_owner, server)
    assert "What the trial showed" in page
    assert "It does not stream" in page
    assert "The price of this model is not known yet." in page
    assert "/teacher/prices/" in page


@pytest.mark.parametrize(
    ("status", "body", "step", "words"),
    [
        (401, {"error": {"message": "No such key today"}}, "Accept the key", "No such key today"),
        (404, {"error": {"message": "No model m"}}, "Find the model", "No model m"),
        (400, {"error": {"message": "Bad weather"}}, "Answer", "Bad weather"),
    ],
)
def test_a_trial_that_fails_shows_the_step_and_the_endpoints_own_words(
    as_owner: Client,
    server: ProviderServer,
    tenant: Tenant,
    status: int,
    body: object,
    step: str,
    words: str,
) -> None:
    server.provider = lambda asked: refused(status, body)
    page = try_it(as_owner, server)
    assert f"<strong>{step}</strong>: no." in " ".join(page.split())
    assert words in page
    assert not OwnTeacher.objects.exists()


def test_what_the_trial_learned_holds_for_the_first_visitor(
    as_owner: Client, server: ProviderServer, tenant: Tenant
) -> None:
    server.provider = lambda asked: streamed("I must say hello.\n</think>\n\nHello!")
    page = try_it(as_owner, server)
    assert "thoughts" in page


def test_the_steps_can_be_read_while_the_trial_runs(
    as_owner: Client, server: ProviderServer, tenant: Tenant
) -> None:
    seen: list[list[tuple[str, str, str]]] = []

    def provider(asked: Asked) -> Answered:
        steps = steps_so_far(tenant, TRIAL)
        seen.append([(each["name"], each["state"], each["note"]) for each in steps])
        return refused(400, {"error": {"param": "stream"}}) if asked.body["stream"] else whole()

    server.provider = provider
    try_it(as_owner, server, trial=TRIAL)
    refusal = "The teacher refuses the request. It is asked in another way."
    assert seen[0] == [("Reach the server", "running", "")]
    assert seen[1][-1] == ("Answer", "running", refusal)
    page = " ".join(unescape(as_owner.get(f"/teacher/own/trial/{TRIAL}/").content.decode()).split())
    assert "<strong>Find the model</strong>: yes." in page
    assert "<strong>Answer</strong>: now. The model writes." in page


@pytest.mark.parametrize("name", ["../../x", "1", "x" * 36])
def test_a_trial_has_a_name_that_a_page_makes(
    as_owner: Client, server: ProviderServer, tenant: Tenant, name: str
) -> None:
    try_it(as_owner, server, trial=name)
    assert server.asked == []


def test_a_server_that_has_taken_the_request_is_reached(
    as_owner: Client, server: ProviderServer, tenant: Tenant
) -> None:
    seen: list[str] = []
    save = SharedMemory.set

    def saving(memory: SharedMemory, key: str, value: str, *, seconds: int) -> None:
        save(memory, key, value, seconds=seconds)
        seen.extend([each["note"] for each in steps_so_far(tenant, TRIAL)][-1:])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SharedMemory, "set", saving)
        try_it(as_owner, server, trial=TRIAL)
    assert "Waiting for its first words." in seen
    assert "The model writes." in seen


def test_the_steps_of_a_trial_are_its_tenants(
    client: Client, server: ProviderServer, tenant: Tenant, outsider: User, other_tenant: Tenant
) -> None:
    watch_trial(tenant, TRIAL).begin()
    client.force_login(outsider)
    page = client.get(f"/teacher/own/trial/{TRIAL}/").content.decode()
    assert "Reach the server" not in page


def test_an_address_without_its_version_is_completed(
    as_owner: Client, server: ProviderServer, tenant: Tenant
) -> None:
    try_it(as_owner, server, base_url=server.base_url.removesuffix("/v1"))
    assert endpoint_of(tenant).base_url == server.base_url


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"provider": "", "base_url": ""}, "Choose a provider or enter an address."),
        ({"provider": "azure", "base_url": ""}, "Replace NAME"),
        ({"base_url": "https://models.example/v1?key=abc"}, "enter the key in its own field"),
        ({"api_key": ""}, "Enter the key of this server."),
    ],
)
def test_the_form_says_what_it_needs(
    as_owner: Client, server: ProviderServer, tenant: Tenant, sent: dict[str, str], words: str
) -> None:
    assert words in try_it(as_owner, server, **sent)
    assert server.asked == []


def test_a_failed_exam_does_not_undo_that_operators_vouch(
    as_owner: Client, tenant: Tenant, settings: Settings
) -> None:
    settings.TEACHER_BASE_URL, settings.TEACHER_MODEL = "https://models.example/v1", "wise-1"
    endpoint = endpoint_of(tenant)
    exams.vouch_for(endpoint)
    mistakes = [{"message": "thx, but", "said": "Sure", "fault": "It took it for small talk."}]
    exams.record_exam(endpoint, passed=False, figures={"cases": 157, "mistakes": mistakes})
    assert exams.may_teach_unread(endpoint)
    page = unescape(as_owner.get("/teacher/").content.decode())
    assert "trust this model without an exam" in page
    assert "thx, but" in page
    assert "at least 50 %" in page
