"""A tenant with receipts, and the tasks that its uploads send."""

import pytest

from delegation.rules.models import Rule
from delegation.savings.services import opportunities, uploads
from tenants.models import Tenant
from tests.delegation.savings.ledger import Ledger
from tests.delegation.savings.making import SentTasks


@pytest.fixture
def ledger(tenant: Tenant) -> Ledger:
    return Ledger(tenant)


@pytest.fixture
def rule(ledger: Ledger) -> Rule:
    return ledger.rule("thx")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> SentTasks:
    tasks = SentTasks()
    for module in (uploads, opportunities):
        monkeypatch.setattr(module, "send", tasks)
    return tasks
