"""The pack over HTTP."""

from django.test import Client

from tenants.models import SiteKey
from tests.delegation.rules.publishing.making import get_pack


def test_a_new_tenant_has_an_empty_pack(client: Client, site_key: SiteKey) -> None:
    response = get_pack(client, site_key.key)
    assert response.status_code == 200
    assert response.json()["rules"] == []
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies


def test_a_gatekeeper_gets_the_format_that_it_asks_for(client: Client, site_key: SiteKey) -> None:
    former, present = get_pack(client, site_key.key), get_pack(client, site_key.key, "4")

    assert (former.json()["format"], present.json()["format"]) == (2, 4)
    assert get_pack(client, site_key.key, "3").json() == {**present.json(), "format": 3}
    assert former.json()["lifetime"] == present.json()["settings"]["lifetime"]
    assert former["ETag"] != present["ETag"]
    assert get_pack(client, site_key.key, **{"if-none-match": former["ETag"]}).status_code == 304
    assert get_pack(client, site_key.key, "2").content == former.content


def test_a_gatekeeper_newer_than_the_server_gets_what_the_server_has(
    client: Client, site_key: SiteKey
) -> None:
    assert get_pack(client, site_key.key, "5").json()["format"] == 4
