"""Rules that reach a pack, and what the pack answers."""

from typing import Any
from uuid import uuid4

from django.test import Client

from delegation.domain.packs.matching import decide
from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules.models import Pack, Rule
from delegation.rules.services.deciding import moderation
from delegation.rules.services.lessons.learning import Evidence, record_lesson
from delegation.rules.services.publishing.loaded_packs import ready_pack
from tenants.models import Tenant, User
from tests.conftest import SHOP


def teach(tenant: Tenant, query: str, number: int = 1) -> Rule:
    taught = TaughtLesson(query, "You're welcome!", Act.THANKS)
    evidence = Evidence(uuid4(), f"visitor-{number}", f"network-{number}", "nothing")
    return record_lesson(tenant, taught, evidence)


def approve(tenant: Tenant, by: User, *queries: str) -> list[Rule]:
    return [moderation.approve_rule(teach(tenant, query), by=by) for query in queries]


def answers(tenant: Tenant, message: str) -> bool:
    return decide(ready_pack(tenant), message, "nothing", now=0).rule is not None


def newest(tenant: Tenant) -> Pack:
    return Pack.objects.filter(tenant=tenant).latest("version")


def get_pack(client: Client, key: str, format: str | None = None, **headers: str) -> Any:  # noqa: A002
    query = {"key": key} if format is None else {"key": key, "format": format}
    return client.get("/api/v1/pack", query, headers={"origin": SHOP, **headers})
