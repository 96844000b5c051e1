"""The API does what its OpenAPI description says, for what schemathesis makes up: right and wrong.

Once with keys that work and once with made-up ones, against the running processes. Every check of
schemathesis runs, in all of its phases.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import httpx2
import pytest
import schemathesis
from schemathesis.config import CacheConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import EngineEvent, FatalError, NonFatalError, ScenarioFinished
from schemathesis.engine.recorder import CheckNode
from schemathesis.specs.openapi.schemas import OpenApiSchema

from tenants.services.keys import create_api_key
from tests.product import Company, Product

Json = dict[str, Any]
STREAMS = ("/api/v1/escalations/{escalation_id}", "/api/v1/escalations/{escalation_id}/events")
EXAMPLES = 6  # of each operation and phase, beside those that cover every keyword of a schema
# An id stands for one message, a lesson agrees with the message beside it, a thumb is for one
# answer, and only a visitor who consents is handed off: no schema can say this, so here a request
# that satisfies the schema may be refused.
MORE_THAN_A_SCHEMA = (
    "POST /api/v1/escalations",
    "POST /api/v1/feedback",
    "POST /api/v1/handoffs",
    "POST /api/v1/lessons",
    "POST /api/v1/manage/receipts",
)


@pytest.fixture
def description(product: Product, http: httpx2.Client) -> Json:
    accept = {"Accept": "application/vnd.oai.openapi+json"}
    found: Json = http.get(f"{product.url}/api/schema/", headers=accept).json()
    return found


def only(description: Json, *, streams: bool) -> Json:
    """The description of one process."""
    kept = {
        path: operations
        for path, operations in description["paths"].items()
        if (path in STREAMS) is streams
    }
    return {**description, "paths": kept}


def with_site_key(description: Json, key: str) -> Json:
    """The same, where a site key can only be this one; wrong requests are wrong in other ways."""
    changed = deepcopy(description)
    # What a page says of itself is cut where it is too long, and never refused.
    changed["components"]["schemas"]["Escalation"]["properties"].pop("page", None)
    for schema in changed["components"]["schemas"].values():
        if "key" in schema.get("properties", {}):
            schema["properties"]["key"] = {"type": "string", "enum": [key]}
    for operations in changed["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                if parameter["name"] == "key":
                    parameter["schema"] = {"type": "string", "enum": [key]}
    return changed


def problems(description: Json, address: str, headers: dict[str, str]) -> Iterator[str]:
    """What schemathesis has to say about a server."""
    # Nothing is kept between runs: each asks the same questions.
    config = schemathesis.Config(cache=CacheConfig(enabled=False))
    schema: OpenApiSchema = schemathesis.openapi.from_dict(description, config=config)
    schema.config.update(base_url=address, headers=headers)
    schema.config.generation.update(
        max_examples=EXAMPLES, deterministic=True, database="none", with_security_parameters=False
    )
    for event in from_schema(schema).execute():
        yield from problems_of(event)


def problems_of(event: EngineEvent) -> Iterator[str]:
    if isinstance(event, ScenarioFinished):
        for checks in event.recorder.checks.values():
            for check in checks:
                failure = check.failure_info
                if failure is not None and not _is_more_than_a_schema(event, check):
                    yield f"{event.label}: {failure.failure}\n{failure.code_sample}"
    elif isinstance(event, NonFatalError):
        yield f"{event.label}: {event.value!r}"
    elif isinstance(event, FatalError):
        yield repr(event.exception)


def _is_more_than_a_schema(event: ScenarioFinished, check: CheckNode) -> bool:
    return check.name == "positive_data_acceptance" and (
        event.label is None or event.label in MORE_THAN_A_SCHEMA
    )


def require_none(found: Iterator[str]) -> None:
    several = list(dict.fromkeys(found))
    if several:
        pytest.fail("\n\n".join(several))


def test_strangers_are_answered_as_described(description: Json, product: Product) -> None:
    found = problems(only(description, streams=False), product.url, {"Origin": "https://a.example"})
    require_none(found)


def test_tenants_are_answered_as_described(description: Json, company: Company) -> None:
    secret = create_api_key(company.tenant, "a program", by=company.owner).text
    ours = with_site_key(only(description, streams=False), company.key)
    headers = {"Origin": company.origin, "Authorization": f"Bearer {secret}"}
    found = problems(ours, company.product.url, headers)
    require_none(found)


def test_readers_of_streams_are_answered_as_described(description: Json, product: Product) -> None:
    found = problems(only(description, streams=True), product.stream_url, {})
    require_none(found)
