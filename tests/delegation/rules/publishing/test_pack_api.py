"""The pack over HTTP."""

from typing import Any

from django.test import Client

from tenants.models import SiteKey
from tests.conftest import SHOP


def get_pack(client: Client, key: str, **headers: str) -> Any:
    return client.get("/api/v1/pack", {"key": key}, headers={"origin": SHOP, **headers})


def test_a_new_tenant_has_an_empty_pack(client: Client, site_key: SiteKey) -> None:
    response = get_pack(client, site_key.key)
    assert response.status_code == 200
    assert response.json()["rules"] == []
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
