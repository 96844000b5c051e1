"""Every address x method x person x (own, foreign, missing, malformed id)."""

from typing import Any, cast

import pytest
from django.db import transaction
from django.http import HttpResponse
from pytest_django import DjangoDbBlocker

from tests.isolation.addresses import path_of, routes, takes_an_id
from tests.isolation.conftest import World
from tests.isolation.making import text_of
from tests.isolation.rows import fingerprints, watching_writes
from tests.isolation.table import MODERATOR, NOBODY, OWNER, PUBLIC, TABLE, VIEWER, Row, row_of

RANKS = [VIEWER, MODERATOR, OWNER]
PEOPLE = ("owner", "moderator", "viewer", "outsider", "anonymous")
METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")
OWNERS_OF_EITHER = ("owner", "outsider")  # whoever may most
NO_SUCH = "00000000-0000-4000-8000-000000000000"
MALFORMED = ("x1", "9" * 25)


@pytest.mark.parametrize("route", routes())
def test_every_address_has_a_row(route: str) -> None:
    assert row_of(route) is not None, f"say in tests/isolation/table.py what {route} is for"


def test_every_row_has_an_address() -> None:
    assert set(TABLE) - set(routes()) == set()


@pytest.mark.parametrize("route", [route for route in routes() if row_of(route)])
def test_an_address_shows_and_changes_nothing_of_another_tenant(
    world: World, django_db_blocker: DjangoDbBlocker, route: str
) -> None:
    row = row_of(route)
    assert row is not None
    with django_db_blocker.unblock():
        for actor, method in attempts(route, row):
            statuses = {
                kind: status_of(world, actor, method, path, row)
                for kind, path in paths(world, actor, method, route, row).items()
            }
            where = f"{actor} {method} {route}: {statuses}"
            assert statuses.get("foreign") == statuses.get("missing"), where
            assert max(statuses.values()) < 500, where


def attempts(route: str, row: Row) -> list[tuple[str, str]]:
    """Everybody reads and writes; those who may most try the other methods too.

    What is public, and the operators' site, which lets none of them in, are alike for members.
    """
    alike = row is PUBLIC or route.startswith("admin/")
    methods = METHODS[:2] if alike else METHODS
    people = (*OWNERS_OF_EITHER, "anonymous") if alike else PEOPLE
    return [
        (actor, method)
        for actor in people
        for method in methods
        if method in METHODS[:2] or actor in OWNERS_OF_EITHER
    ]


def paths(world: World, actor: str, method: str, route: str, row: Row) -> dict[str, str]:
    """The addresses to try, by what their id is to this person."""
    if row.path is not None or row.identity is None:
        assert row.path or not takes_an_id(route), f"{route}: whose id is it?"
        return {"none": row.path or f"/{route}"}
    mine, other = world.ours, world.theirs
    if actor == "outsider":
        mine, other = other, mine
    ids = {
        "own": mine.id_of(row.identity),
        "foreign": other.id_of(row.identity),
        "missing": NO_SUCH if "<uuid:" in route else 2_000_000_000,
    }
    if method in METHODS[:2] and not route.startswith("admin/"):
        ids |= {f"malformed {number}": text for number, text in enumerate(MALFORMED)}
    return {kind: path_of(route, identity) for kind, identity in ids.items()}


def status_of(world: World, actor: str, method: str, path: str, row: Row) -> int:
    """Ask, in a savepoint that is rolled back; nothing foreign is read or changed by it."""
    with transaction.atomic():
        with watching_writes() as writes:
            response = ask(world, actor, method, path)
        after = fingerprints(world.ours.tenant, world.theirs.tenant) if writes else world.before
        transaction.set_rollback(True)
    where = f"{actor} {method} {path}"
    for word in world.forbidden_words(actor):
        assert word.lower() not in text_of(response).lower(), f"{where} shows {word}"
    for company, was, is_now in zip(("ours", "theirs"), world.before, after, strict=True):
        assert was == is_now or may_change(actor, company, row), f"{where} changes {company}"
    return response.status_code


def may_change(actor: str, company: str, row: Row) -> bool:
    if row.least == NOBODY or actor == "anonymous":
        return False
    if actor == "outsider":
        return company == "theirs"
    return company == "ours" and RANKS.index(actor) >= RANKS.index(row.least)


def ask(world: World, actor: str, method: str, path: str) -> HttpResponse:
    client = world.clients[actor]
    if method == "POST":
        answer: Any = client.post(path, body_of(world, actor))
    else:
        answer = client.generic(method, path, "{}" if method in METHODS[4:] else "")
    return cast("HttpResponse", answer)


def body_of(world: World, actor: str) -> dict[str, Any]:
    """Something for every form: what it names is the other tenant's."""
    other = world.ours if actor == "outsider" else world.theirs
    ids = {label.split(".")[1].lower(): row.pk for label, row in other.rows.items()}
    return {
        **ids,
        "tenant": other.tenant.pk,
        "tenant_id": other.tenant.pk,
        "_selected_action": [other.id_of("rules.Rule")],
        "action": "reject",
        "decision": "reject",
        "reason": "tidying",
        "seen_state": "proposed",
        "seen_version": 0,
        "states": ["nothing"],
        "response": "Hello!",
        "origin": "https://new.example",
        "email": "new@nowhere.example",
        "role": "viewer",
        "name": "Nightly",
        "overlap": 1,
        "days": 7,
        "company": "New",
        "password": "correct horse battery",
        "password1": "correct horse battery",
        "post": "yes",
    }
