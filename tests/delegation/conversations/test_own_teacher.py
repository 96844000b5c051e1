"""A tenant's own teacher: tried before it is kept, its key sealed, its errors said in words."""

from collections.abc import Iterator
from html import unescape
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from delegation.conversations.models import CallKind, OwnTeacher, TeacherCall
from delegation.conversations.services.teachers import endpoint_of
from delegation.teacher import TeacherMisconfigured
from tenants import services
from tenants.models import AuditEntry, Tenant, User
from tests.delegation.teacher.hostile import HOSTILE, Canary
from tests.faults.teacher_faults import Script
from tests.faults.teacher_server import FaultTeacher

pytestmark = pytest.mark.django_db
KEY = "sk-own-key-of-the-shop"
NEW = "a-new-sealing-key-" * 3


@pytest.fixture
def server(settings: Settings) -> Iterator[FaultTeacher]:
    """On loopback, which the operators of these tests allow by name."""
    settings.TEACHER_BASE_URL, settings.TEACHER_API_KEY = (
        "https://platform.example/v1",
        "sk-platform",
    )
    settings.TEACHER_MODEL = "platform-model"
    with FaultTeacher() as running:
        settings.TEACHER_EXCEPTIONS = [f"127.0.0.1:{running.port}"]
        yield running


def form(server: FaultTeacher, **changes: str) -> dict[str, str]:
    return {"base_url": server.base_url, "model": "own-model", "api_key": KEY} | changes


@pytest.fixture
def chosen(as_owner: Client, server: FaultTeacher, tenant: Tenant) -> OwnTeacher:
    as_owner.post("/teacher/own/", form(server))
    return OwnTeacher.objects.get(tenant=tenant)


def test_it_is_asked_one_real_question_and_kept(
    as_owner: Client, server: FaultTeacher, tenant: Tenant
) -> None:
    page = as_owner.post("/teacher/own/", form(server), follow=True).content.decode()

    assert "It answered." in page
    assert [call.headers["authorization"] for call in server.calls] == [f"Bearer {KEY}"]
    endpoint = endpoint_of(tenant)
    assert (endpoint.base_url, endpoint.model) == (server.base_url, "own-model")
    assert (endpoint.api_key, endpoint.guarded) == (KEY, True)
    assert TeacherCall.objects.get(tenant=tenant).kind == CallKind.TRIAL
    assert AuditEntry.objects.filter(tenant=tenant, action="teacher.chosen").exists()


@pytest.mark.parametrize(("patience", "kept"), [(0.2, False), (15, True)])
def test_a_slow_model_is_waited_for_as_long_as_the_operators_say(
    as_owner: Client,
    server: FaultTeacher,
    tenant: Tenant,
    settings: Settings,
    patience: float,
    kept: bool,
) -> None:
    settings.TEACHER_PATIENCE = patience
    server.script(*[Script(first_seconds=0.6)] * 3)

    as_owner.post("/teacher/own/", form(server))

    assert OwnTeacher.objects.filter(tenant=tenant).exists() is kept


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("status:401", "does not accept the key"),
        ("status:404", "knows neither this address nor this model"),
        ("status:500", "reports a fault"),
        ("html", "something that is not an answer"),
    ],
)
def test_what_went_wrong_is_said_in_words_and_nothing_is_kept(
    as_owner: Client, server: FaultTeacher, tenant: Tenant, fault: str, words: str
) -> None:
    server.script(*[fault] * 3)

    page = as_owner.post("/teacher/own/", form(server))

    assert page.status_code == 422
    assert words in unescape(page.content.decode())
    assert KEY not in page.content.decode()
    assert not OwnTeacher.objects.exists()
    assert endpoint_of(tenant).model == "platform-model"


def test_the_key_stays_when_only_the_model_changes(
    as_owner: Client, server: FaultTeacher, tenant: Tenant, chosen: OwnTeacher
) -> None:
    as_owner.post("/teacher/own/", form(server, model="another", api_key=""))

    assert endpoint_of(tenant).model == "another"
    assert server.calls[-1].headers["authorization"] == f"Bearer {KEY}"


def test_the_key_is_not_shown_to_another_host(
    as_owner: Client, server: FaultTeacher, tenant: Tenant, chosen: OwnTeacher, settings: Settings
) -> None:
    with FaultTeacher() as another:
        settings.TEACHER_EXCEPTIONS += [f"127.0.0.1:{another.port}"]
        page = as_owner.post("/teacher/own/", form(another, api_key=""))
        assert another.calls == []

    assert "Type the key for this host." in page.content.decode()
    assert endpoint_of(tenant).base_url == server.base_url


def test_a_first_key_must_be_given(as_owner: Client, server: FaultTeacher) -> None:
    page = as_owner.post("/teacher/own/", form(server, api_key=""))

    assert page.status_code == 422
    assert server.calls == []


def test_the_trial_is_paid_from_the_budget(
    as_owner: Client, server: FaultTeacher, tenant: Tenant, owner: User
) -> None:
    services.change_settings(tenant, {"monthly_budget": 0}, by=owner)

    page = as_owner.post("/teacher/own/", form(server))

    assert "This month's budget does not pay for a call." in unescape(page.content.decode())
    assert server.calls == []


def test_going_back_to_the_platforms_erases_the_key(
    as_owner: Client, server: FaultTeacher, tenant: Tenant, chosen: OwnTeacher
) -> None:
    as_owner.post("/teacher/platforms/")

    assert not OwnTeacher.objects.exists()
    assert endpoint_of(tenant).model == "platform-model"
    assert AuditEntry.objects.filter(tenant=tenant, action="teacher.platforms_chosen").exists()


def test_a_key_that_was_moved_to_another_tenant_does_not_open(
    chosen: OwnTeacher, other_tenant: Tenant
) -> None:
    OwnTeacher.objects.create(
        tenant=other_tenant,
        base_url=chosen.base_url,
        model=chosen.model,
        sealed_key=chosen.sealed_key,
        tested_at=chosen.tested_at,
    )

    with pytest.raises(TeacherMisconfigured) as caught:
        endpoint_of(other_tenant)
    assert caught.value.code == "teacher_key_unreadable"


def test_rotation_seals_anew_and_older_keys_may_go(
    chosen: OwnTeacher, tenant: Tenant, settings: Settings
) -> None:
    settings.SEALING_KEYS = [NEW, *settings.SEALING_KEYS]
    said = StringIO()

    call_command("rotate_secrets", stdout=said)

    assert "1 sealed again" in said.getvalue()
    settings.SEALING_KEYS = [NEW]
    assert endpoint_of(tenant).api_key == KEY
    settings.SEALING_KEYS = ["some-other-key-of-the-ring" * 2]
    with pytest.raises(CommandError, match="opens with none"):
        call_command("rotate_secrets")


@pytest.mark.parametrize("who", ["moderator", "viewer"])
def test_only_an_owner_chooses(
    client: Client, server: FaultTeacher, request: pytest.FixtureRequest, tenant: Tenant, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))

    assert client.post("/teacher/own/", form(server)).status_code == 403
    assert client.post("/teacher/platforms/").status_code == 403
    assert "Try it and keep it" not in client.get("/teacher/").content.decode()
    assert server.calls == []


def test_another_tenant_learns_nothing_of_it(
    client: Client, chosen: OwnTeacher, server: FaultTeacher, outsider: User, other_tenant: Tenant
) -> None:
    client.force_login(outsider)

    page = client.get("/teacher/").content.decode()

    assert str(server.port) not in page
    assert endpoint_of(other_tenant).model == "platform-model"


def test_no_hostile_address_of_the_form_reaches_the_inside(
    as_owner: Client, tenant: Tenant, settings: Settings
) -> None:
    canary = Canary()
    inside = [
        f"{scheme}://{host}:{canary.port}/v1"
        for scheme in ("https", "http")
        for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:7f00:1]")
    ]
    for address in [*inside, *HOSTILE]:
        sent = {"base_url": address, "model": "m", "api_key": KEY}
        page = as_owner.post("/teacher/own/", sent)
        assert page.status_code == 422, address
    canary.socket.close()

    assert canary.connections == 0
    assert not OwnTeacher.objects.exists()
