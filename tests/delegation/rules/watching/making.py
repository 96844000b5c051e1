"""Live answers and webhooks, for the tests of watching."""

import json
from typing import Any

from delegation.domain.wire.webhooks import WebhookEvent
from delegation.notifications.models import Delivery
from delegation.notifications.services.webhooks import add_webhook
from delegation.rules.models import Rule
from tenants.models import Tenant, User
from tests.delegation.rules.making import DAY, NOW, live_rule_of

URL = "https://chat.example"


def answer_of(tenant: Tenant, **values: Any) -> Rule:
    """Return a live answer that ends in a day, except for these values."""
    fields = {"phrase": "opening hours", "act": "answer", "response": "Nine to five."}
    return live_rule_of(tenant, **{**fields, "expires_at": NOW + DAY, **values})


def hook(tenant: Tenant, owner: User, event: WebhookEvent) -> None:
    add_webhook(tenant, "https://hooks.example.com/", [event], by=owner)


def sent_to_webhook(tenant: Tenant) -> Any:
    """Return the body of the tenant's only delivery."""
    return json.loads(Delivery.objects.get(tenant=tenant).body)
