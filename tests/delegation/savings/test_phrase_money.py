"""Money by rule, for the moderation desk."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from delegation.rules.models import RuleState
from delegation.savings.services.phrase_money import PhraseMoney, phrase_money
from delegation.savings.services.rolling import roll_up_news
from tests.delegation.savings.ledger import Ledger

pytestmark = pytest.mark.django_db


def test_a_rule_is_worth_what_its_own_calls_cost(ledger: Ledger) -> None:
    now = datetime.now(tz=UTC).replace(minute=0, second=0, microsecond=0)
    live, waiting = ledger.rule("thx"), ledger.rule("bye", state=RuleState.PROPOSED)
    unknown = ledger.rule("hi")
    for hours in (1, 2):
        ledger.lesson(live, now - timedelta(days=60, hours=hours), "0.02")
        ledger.lesson(waiting, now - timedelta(days=2, hours=hours), "0.03")
    ledger.met("v", now)
    ledger.usage(live.pk, 50, now)
    ledger.usage(unknown.pk, 5, now)
    roll_up_news(ledger.tenant)

    found = phrase_money(ledger.tenant, [live.pk, waiting.pk, unknown.pk], now.date())

    assert found[live.pk] == PhraseMoney(so_far=Decimal(1), a_month=Decimal(1))
    assert found[waiting.pk] == PhraseMoney(so_far=Decimal(0), a_month=Decimal("0.06"))
    assert found[unknown.pk] == PhraseMoney(None, None)
