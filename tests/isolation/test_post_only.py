"""A GET of an address that only accepts forms leads to a page: people come there after signing in,
by the browser's history, and by links that others sent them."""

from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from tenants.models import User
from tests.isolation.addresses import path_of, routes
from tests.isolation.conftest import World
from tests.isolation.table import row_of

ALLOWED = "POST"


def addresses(world: World) -> dict[str, str]:
    """Every address of a page, with ids of our own company in it, by its route."""
    found = {}
    for route in routes():
        row = row_of(route)
        if row is None or route.startswith("api/"):
            continue
        if row.path is not None:
            found[route] = row.path
        else:
            identity = world.ours.id_of(row.identity) if row.identity else ""
            found[route] = path_of(route, identity)
    tenant = world.ours.tenant.pk
    found["admin/platform/<int:tenant_id>/<slug:action>/"] = f"/admin/platform/{tenant}/suspend/"
    return found


def test_every_address_that_only_accepts_forms_answers_get_with_a_page(
    world: World, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), transaction.atomic():
        operator = Client()
        operator.force_login(User.objects.create_superuser("op@forms.example", "a long phrase"))
        led, wrong = {}, {}
        for route, path in addresses(world).items():
            client = operator if route.startswith("admin/") else world.clients["owner"]
            options = client.options(path)
            if options.status_code != 405 or options.get("Allow") != ALLOWED:
                continue
            answer = client.get(path, follow=True)
            led[route] = answer.request["PATH_INFO"]
            if answer.status_code != 200:
                wrong[route] = (answer.status_code, led[route])
        transaction.set_rollback(True)

    assert wrong == {}
    assert len(led) >= 20, led
    assert led["savings/kept/<uuid:report_id>/share/"].startswith("/savings/kept/")
    assert led["admin/platform/<int:tenant_id>/<slug:action>/"] == "/admin/platform/"
