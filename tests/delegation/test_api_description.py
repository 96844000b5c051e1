"""The OpenAPI description names every error of the API, and the addresses of the stream process."""

import json
from typing import Any

import pytest
from django.test import Client

from delegation import errors
from delegation.stream import errors as stream_errors
from tenants.models import SiteKey
from tests.conftest import SHOP

NEVER_OF_AN_OPERATION = {stream_errors.PathNotFound.code}  # what has no address
METHODS = {"get", "post"}


@pytest.fixture
def description(client: Client, db: None) -> dict[str, Any]:
    answer = client.get("/api/schema/", headers={"accept": "application/vnd.oai.openapi+json"})
    described: dict[str, Any] = json.loads(answer.content)
    return described


def codes_of(operation: dict[str, Any]) -> set[str]:
    return {
        code
        for answer in operation["responses"].values()
        for content in answer.get("content", {}).values()
        for code in content.get("examples", {})
        if content["schema"].get("$ref") == "#/components/schemas/Error"
    }


def operations(description: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        operation
        for path in description["paths"].values()
        for method, operation in path.items()
        if method in METHODS
    ]


def test_every_error_is_an_answer_of_some_operation(description: dict[str, Any]) -> None:
    described = set().union(*map(codes_of, operations(description)))
    ours = {error.code for error in errors.ApiError.__subclasses__()}
    streams = {error.code for error in stream_errors.Refusal.__subclasses__()}
    assert (ours | streams) - described - NEVER_OF_AN_OPERATION == set()


def test_every_operation_says_how_it_fails(description: dict[str, Any]) -> None:
    for operation in operations(description):
        assert {"500", "503"} <= set(operation["responses"]), operation["operationId"]


def test_the_stream_process_is_described(description: dict[str, Any]) -> None:
    events = description["paths"]["/api/v1/escalations/{escalation_id}/events"]["get"]
    poll = description["paths"]["/api/v1/escalations/{escalation_id}"]["get"]
    assert "text/event-stream" in events["responses"]["200"]["content"]
    assert {"token_missing", "token_invalid", "token_expired"} <= codes_of(events) & codes_of(poll)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("nonsense", 400, "invalid_body"),
        ('{"key": "pk_nothing"}', 401, "unknown_key"),
        ("x" * 70_000, 413, "body_too_large"),
    ],
)
def test_what_is_answered_is_described(
    client: Client,
    site_key: SiteKey,
    description: dict[str, Any],
    body: str,
    status: int,
    code: str,
) -> None:
    answer = client.post(
        "/api/v1/escalations", body, content_type="text/plain", headers={"origin": SHOP}
    )

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    described = description["paths"]["/api/v1/escalations"]["post"]["responses"][str(status)]
    assert code in described["content"]["application/json"]["examples"]
    assert set(answer.json()) == set(description["components"]["schemas"]["Error"]["required"])
