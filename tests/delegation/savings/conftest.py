"""A tenant with receipts."""

import pytest

from delegation.rules.models import Rule
from tenants.models import Tenant
from tests.delegation.savings.ledger import Ledger


@pytest.fixture
def ledger(tenant: Tenant) -> Ledger:
    return Ledger(tenant)


@pytest.fixture
def rule(ledger: Ledger) -> Rule:
    return ledger.rule("thx")
