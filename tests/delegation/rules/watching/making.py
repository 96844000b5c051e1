"""Rules in any state, and what webhooks were sent, for the tests of watching."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from delegation.domain.wire.webhooks import WebhookEvent
from delegation.notifications.models import Delivery
from delegation.notifications.services.webhooks import add_webhook
from delegation.rules.models import Rule, RuleState
from tenants.models import Tenant, User

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
URL = "https://chat.example"


def rule_of(tenant: Tenant, **values: Any) -> Rule:
    fields = {"phrase": "thx", "act": "thanks", "response": "Sure!", "state": RuleState.LIVE}
    return Rule.objects.create(tenant=tenant, **{**fields, "version": 1, **values})


def answer_of(tenant: Tenant, **values: Any) -> Rule:
    fields = {"phrase": "opening hours", "act": "answer", "response": "Nine to five."}
    return rule_of(tenant, **{**fields, "expires_at": NOW + DAY, **values})


def hook(tenant: Tenant, owner: User, event: WebhookEvent) -> None:
    add_webhook(tenant, "https://hooks.example.com/", [event], by=owner)


def sent_to_webhook(tenant: Tenant) -> Any:
    return json.loads(Delivery.objects.get(tenant=tenant).body)
