"""Keys instead of people: a wrong one, the right one from a wrong origin, and another tenant's."""

from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from delegation.domain.wire.tokens import sign_token
from tenants.models import SiteKey, User
from tenants.services.keys import create_api_key
from tests.isolation.addresses import routes
from tests.isolation.conftest import ORIGIN, OURS, THEIRS, World
from tests.isolation.making import text_of
from tests.isolation.rows import fingerprints

ID = "abcdefgh-1"
BODIES: dict[str, dict[str, Any]] = {
    "api/v1/pack": {},
    "api/v1/escalations": {
        "visitor": ID,
        "conversation": ID,
        "id": ID,
        "message": "Hello",
        "awaiting": "nothing",
    },
    "api/v1/usage": {
        "visitor": ID,
        "batch": ID,
        "counts": [{"rule": 1, "version": 1, "hour": "2026-01-01T00:00:00Z", "count": 1}],
    },
    "api/v1/feedback": {"visitor": ID, "id": ID, "helpful": True},
    "api/v1/handoffs": {
        "visitor": ID,
        "conversation": ID,
        "email": "visitor@nowhere.example",
        "consent": True,
    },
    "api/v1/lessons": {"visitor": ID, "conversation": ID, "message": "Hello"},
}
KEYED = [
    route
    for route in routes()
    if route.startswith("api/v1/") and "/manage/" not in route and "<" not in route
]
MANAGED = [route for route in routes() if route.startswith("api/v1/manage/")]


def test_every_address_that_takes_a_key_is_tried() -> None:
    assert set(KEYED) == set(BODIES)


@pytest.mark.parametrize("route", KEYED)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_a_tenants_own_key_from_its_own_origin_opens(
    world: World, django_db_blocker: DjangoDbBlocker, route: str, method: str
) -> None:
    with django_db_blocker.unblock():
        ours, theirs = key_of(world.ours.tenant.pk), key_of(world.theirs.tenant.pk)
        for key, origin in (
            ("pk_wrong", ORIGIN),
            ("", ORIGIN),
            (None, ORIGIN),
            (ours, "https://heronleak.example"),
            (ours, "null"),
            (theirs, ORIGIN),
        ):
            status, text = send(world, route, method, key, origin)
            assert status in {400, 401, 403, 404, 405}, (key, origin)
            assert OURS.lower() not in text.replace(ORIGIN, "").lower()
            assert THEIRS.lower() not in text.replace("heronleak.example", "").lower()


def key_of(tenant_id: int) -> str:
    return SiteKey.objects.filter(tenant=tenant_id).earliest("pk").key


def send(world: World, route: str, method: str, key: str | None, origin: str) -> tuple[int, str]:
    """A visitor's request; what comes back. No row of either tenant is changed by it."""
    client = Client(raise_request_exception=False)
    with transaction.atomic():
        if method == "GET":
            query = {} if key is None else {"key": key}
            answer: Any = client.get(f"/{route}", query, headers={"Origin": origin})
        else:
            body = {**BODIES[route], "key": key}
            answer = client.post(
                f"/{route}", body, content_type="application/json", headers={"Origin": origin}
            )
        after = fingerprints(world.ours.tenant, world.theirs.tenant)
        transaction.set_rollback(True)
    assert after == world.before
    return answer.status_code, text_of(answer)


def test_a_visitors_token_opens_its_own_escalation_only(
    world: World, django_db_blocker: DjangoDbBlocker
) -> None:
    ours, theirs = (
        cast("UUID", side.id_of("conversations.Escalation")) for side in (world.ours, world.theirs)
    )
    with django_db_blocker.unblock():
        for tenant, signed, asked in (
            (world.ours.tenant, ours, theirs),
            (world.ours.tenant, theirs, theirs),
            (world.theirs.tenant, ours, ours),
        ):
            token = sign_token(tenant.pk, signed, expires=2**33, key=settings.SECRET_KEY)
            with transaction.atomic():
                answer = Client().post(f"/api/v1/escalations/{asked}/stop?token={token}")
                after = fingerprints(world.ours.tenant, world.theirs.tenant)
                transaction.set_rollback(True)
            assert (answer.status_code, after) == (404, world.before)


@pytest.mark.parametrize("route", MANAGED)
def test_a_secret_key_opens_its_own_tenant_only(
    world: World, django_db_blocker: DjangoDbBlocker, route: str
) -> None:
    """The outsider's program, which names our rows; and programs without a key that works."""
    with django_db_blocker.unblock(), transaction.atomic():
        owner = cast("User", world.theirs.rows["tenants.User"])
        theirs = create_api_key(world.theirs.tenant, "Theirs", by=owner).text
        for secret in (theirs, theirs[:-1] + "0", "sk_nothing", ""):
            for rule in (world.ours.id_of("rules.Rule"), 2_000_000_000, "x1"):
                address = "/" + route.replace("<int:rule_id>", str(rule))
                for method in ("GET", "POST"):
                    status, text = call(world, method, address, secret)
                    assert OURS.lower() not in text.lower()
                    assert status < 500
                    if secret != theirs:
                        assert status in {401, 403, 404}
                    elif "<int:rule_id>" in route:
                        assert status in {400, 404, 405}
        transaction.set_rollback(True)


def call(world: World, method: str, address: str, secret: str) -> tuple[int, str]:
    """Our rows are as before, whatever a stranger's program sends."""
    client = Client(raise_request_exception=False)
    with transaction.atomic():
        answer: Any = client.generic(
            method,
            address,
            '{"reason": "tidying"}' if method == "POST" else "",
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}", "X-Request-Id": str(uuid4())},
        )
        after = fingerprints(world.ours.tenant)
        transaction.set_rollback(True)
    assert after == world.before[:1]
    return answer.status_code, text_of(answer)
