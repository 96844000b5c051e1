"""The admin's look-ups, searches and actions: ways around a list that shows only one's own."""

from typing import Any

import pytest
from django.contrib.admin.sites import AdminSite
from django.db import models, transaction
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from delegation.rules.admin import moderation_site
from tests.isolation.conftest import THEIRS, World
from tests.isolation.making import text_of
from tests.isolation.rows import fingerprints

MODELS = sorted(model._meta.label_lower for model in moderation_site._registry)


def lookups(model: type[models.Model], world: World) -> list[dict[str, str]]:
    """What a curious person types after the question mark."""
    theirs = str(world.theirs.tenant.pk)
    found = [
        {"q": THEIRS},
        {"tenant": theirs},
        {"tenant__id": theirs},
        {"tenant__id__exact": theirs},
        {"tenant__name__icontains": THEIRS},
        {"all": ""},
        {"o": "1.2"},
        {"p": "1"},
        {"_to_field": "tenant"},
        {"_popup": "1", "tenant__id__exact": theirs},
    ]
    for field in model._meta.concrete_fields:
        if field.remote_field and field.name != "tenant":
            found += [{f"{field.name}__tenant__id": theirs}, {f"{field.name}__pk__gte": "0"}]
    return found


@pytest.mark.parametrize("label", MODELS)
def test_no_look_up_shows_another_tenants_rows(
    world: World, django_db_blocker: DjangoDbBlocker, label: str
) -> None:
    model = next(each for each in moderation_site._registry if each._meta.label_lower == label)
    address = reverse(f"moderation:{label.replace('.', '_')}_changelist")
    with django_db_blocker.unblock(), transaction.atomic():
        for query in lookups(model, world):
            answer: Any = world.clients["owner"].get(address, query)
            shown = text_of(answer).replace(f"q={THEIRS}", "").replace(f'value="{THEIRS}"', "")
            assert answer.status_code in {200, 302, 400}, query
            assert not names_a_row(shown), query
        transaction.set_rollback(True)


def names_a_row(page: str) -> bool:
    """Whether the other tenant's word stands in a cell; links may repeat what was asked for."""
    cells = page.split("<tbody>")[1] if "<tbody>" in page else ""
    return THEIRS.lower() in cells.split("</tbody>")[0].lower()


@pytest.mark.parametrize("label", MODELS)
def test_no_action_reaches_another_tenants_rows(
    world: World, django_db_blocker: DjangoDbBlocker, label: str
) -> None:
    address = reverse(f"moderation:{label.replace('.', '_')}_changelist")
    actions = ["approve", "reject", "revive", "suspend", "retire", "delete_selected"]
    with django_db_blocker.unblock():
        for action in actions:
            for query in ("", "?state=all", "?state=live"):
                body = {
                    "action": action,
                    "_selected_action": [world.theirs.id_of(label)],
                    "select_across": "1" if query == "?state=live" else "0",
                    "reason": "tidying",
                }
                with transaction.atomic():
                    world.clients["owner"].post(address + query, body)
                    after = fingerprints(world.theirs.tenant)
                    transaction.set_rollback(True)
                assert after == world.before[1:], (action, query)


@pytest.mark.parametrize("term", ["", THEIRS, "%"])
def test_autocomplete_knows_nothing_for_a_tenants_people(
    world: World, django_db_blocker: DjangoDbBlocker, term: str
) -> None:
    query = {"term": term, "app_label": "rules", "model_name": "lesson", "field_name": "rule"}
    with django_db_blocker.unblock():
        for site in ("admin", "moderation"):
            for actor in ("owner", "moderator", "viewer", "anonymous"):
                answer: Any = world.clients[actor].get(f"/{site}/autocomplete/", query)
                assert answer.status_code in {302, 403, 404}
                assert THEIRS.lower() not in answer.content.decode().replace(term, "").lower()


def test_every_model_of_the_moderators_is_a_tenants(world: World) -> None:
    """So that a model registered tomorrow is walked like these."""
    site: AdminSite = moderation_site
    labels = {model._meta.label for model in site._registry}
    assert labels <= set(world.ours.rows) - {"tenants.User", "account.EmailAddress"}
