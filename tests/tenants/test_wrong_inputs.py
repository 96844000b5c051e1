"""Wrong inputs: each form says what is wrong in a sentence, and keeps what was typed."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from delegation.rules.models import Lesson, Rule, RuleState
from delegation.savings.services.kept_reports import keep_report
from tenants.models import Tenant, User
from tests.tenants.wrong_inputs import WRONG, Wrong
from tests.typed import fields_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(tenant: Tenant, owner: User) -> dict[str, object]:
    """What the addresses name: a proposal, and a kept report."""
    rule = Rule.objects.create(
        tenant=tenant, phrase="thx", act="thanks", response="!", state=RuleState.PROPOSED
    )
    Lesson.objects.create(
        tenant=tenant, rule=rule, escalation_id=uuid4(), query="thx", response="!", act="thanks",
        awaiting="nothing", visitor="v", address_prefix="n",
    )  # fmt: skip
    today = timezone.now().date()
    return {"rule": rule.pk, "report": keep_report(tenant, today, today, by=owner).pk}


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_a_wrong_input_gets_a_sentence_and_loses_nothing(
    client: Client, owner: User, places: dict[str, object], settings: Settings, wrong: Wrong
) -> None:
    settings.EXPORTS_WITHOUT_ACCOUNT = 5
    if wrong.who == "owner":
        client.force_login(owner)
    send = client.get if wrong.method == "get" else client.post

    answer = send(wrong.address.format(**places), wrong.typed, follow=True)
    values, text = fields_of(answer.content.decode())

    assert wrong.says in text
    kept = {name: typed for name, typed in wrong.typed.items() if name not in wrong.lost and typed}
    lost = {
        name: typed[:60]
        for name, typed in kept.items()
        if name not in ("confirmed", "action_add", "step", "role", "days", "decision")
        and typed.strip().replace("\r", "")
        not in [each.replace("\r", "") for each in values.get(name, [])]
    }
    assert lost == {}


def test_there_are_sixty_of_them() -> None:
    assert len({str(wrong) for wrong in WRONG}) >= 60
