"""A tenant with receipts."""

import pytest

from tenants.models import Tenant
from tests.delegation.savings.ledger import Ledger


@pytest.fixture
def ledger(tenant: Tenant) -> Ledger:
    return Ledger(tenant)
