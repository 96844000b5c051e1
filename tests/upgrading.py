"""`python -m tests.upgrading`: an installation of the former version goes through the migrations.

Makes the tables of that version in the empty database of DATABASE_OWNER_URL, fills them as it did,
upgrades, and prints what is there before and after as JSON.
"""

import json
import sys
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import django

django.setup()

from django.db import connections  # noqa: E402 - Django must be set up
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

FORMER = [
    ("tenants", "0008_renew_policies"),
    ("rules", "0011_renew_policies"),
    ("conversations", "0010_renew_policies"),
    ("savings", "0007_renew_policies"),
]
KEPT = ("tenants", "rules", "conversations", "savings")
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def migrate(targets: list[tuple[str, str]]) -> Any:
    """Migrate, and return the models as they are then."""
    executor = MigrationExecutor(connections["owner"])
    executor.migrate(targets)
    executor = MigrationExecutor(connections["owner"])
    return executor.loader.project_state(targets).apps


def fill(apps: Any) -> None:
    """An open conversation with a waiting message, an answer, its call, an exam, a kept report."""

    def make(label: str, /, **fields: Any) -> Any:
        return apps.get_model(label).objects.using("owner").create(**fields)

    tenant = make("tenants.Tenant", name="Shop")
    key = make("tenants.SiteKey", tenant=tenant, key="pk_former")
    conversation = make(
        "conversations.Conversation", tenant=tenant, visitor="v", client_id="c", awaiting="confirm"
    )
    for number, state in enumerate(("answered", "queued"), 1):
        escalation = make(
            "conversations.Escalation",
            id=UUID(int=number),
            tenant=tenant,
            site_key=key,
            conversation=conversation,
            client_id=str(number),
            body_hash="",
            message="Hello",
            claimed_awaiting="nothing",
            awaiting="nothing",
            address_prefix="n",
            state=state,
        )
        if state == "answered":
            make(
                "conversations.Answer",
                escalation=escalation,
                tenant=tenant,
                text="Hello!",
                awaiting="nothing",
                source="teacher",
            )
            make(
                "conversations.TeacherCall",
                tenant=tenant,
                escalation=escalation,
                model="m",
                month=NOW.date().replace(day=1),
                reserved="0.5",
                settled=True,
                prompt_tokens=1700,
                completion_tokens=40,
                cost="0.01",
            )
    make("conversations.ExamResult", base_url="http://x/v1", model="m", passed=True)
    make("rules.Pack", tenant=tenant, version=1, body='{"version":1}', etag="e", reason="")
    make(
        "savings.KeptReport",
        tenant=tenant,
        first_day=NOW.date(),
        last_day=NOW.date(),
        data={"saved": "12.50"},
    )


def rows(apps: Any) -> dict[str, list[dict[str, str]]]:
    """Every row of our apps, by model; values as text."""
    return {
        model._meta.label: [
            {name: str(value) for name, value in row.items()}
            for row in model.objects.using("owner").order_by("pk").values()
        ]
        for label in KEPT
        for model in apps.get_app_config(label).get_models()
    }


def main() -> None:
    former = migrate(FORMER)
    fill(former)
    before = rows(former)
    executor = MigrationExecutor(connections["owner"])
    newest = executor.loader.graph.leaf_nodes()
    sys.stdout.write(json.dumps({"before": before, "after": rows(migrate(newest))}) + "\n")


if __name__ == "__main__":
    main()
