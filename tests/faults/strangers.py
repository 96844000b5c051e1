"""A stranger who knows a site key, as every visitor of the page does, and has a few networks."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.test import Client

from delegation.domain.teaching.replies import TaughtLesson
from delegation.domain.words import Act
from delegation.rules.models import Rule
from delegation.rules.services.deciding import moderation
from delegation.rules.services.lessons.learning import Evidence, record_lesson
from tenants.models import SiteKey, Tenant, User
from tests.conftest import SHOP


@dataclass
class Stranger:
    """Requests from one address."""

    site_key: SiteKey
    address: str = "198.51.100.7"

    def say(self, message: str, *, visitor: str = "", **fields: Any) -> Any:
        """Send a message as a visitor of this name, or of a new one."""
        name = visitor or uuid4().hex
        body = {
            "key": self.site_key.key,
            "visitor": name,
            "conversation": f"talk-{name}",
            "id": uuid4().hex,
            "message": message,
        }
        return self._post("/api/v1/escalations", body | fields)

    def report(self, counts: list[dict[str, Any]], *, visitor: str) -> Any:
        """Send a beacon."""
        batch = uuid4().hex
        body = {"key": self.site_key.key, "visitor": visitor, "batch": batch, "counts": counts}
        return self._post("/api/v1/usage", body)

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        return Client(REMOTE_ADDR=self.address).post(
            path, json.dumps(body), content_type="text/plain", headers={"origin": SHOP}
        )


def count_of(rule: Rule, hour: datetime, count: int) -> dict[str, Any]:
    """So many answers of the live version in an hour, as a beacon says it."""
    return {
        "rule": rule.pk,
        "version": rule.version,
        "hour": hour.isoformat().replace("+00:00", "Z"),
        "count": count,
    }


def live_rule(tenant: Tenant, phrase: str, act: Act, *, by: User) -> Rule:
    """A rule that a person approved."""
    evidence = Evidence(uuid4(), "visitor-of-a-lesson", "network-of-a-lesson", "nothing")
    rule = record_lesson(tenant, TaughtLesson(phrase, "You're welcome!", act), evidence)
    return moderation.approve_rule(rule, by=by)
