"""A tenant that lets small talk live at once."""

import pytest

from delegation.domain.words import Act
from delegation.rules.services.lessons import replies
from tenants.models import Approval, Tenant, User


@pytest.fixture
def at_once(tenant: Tenant, owner: User) -> Tenant:
    """Let small talk live at once, with the one reply that the owner approved, to thanks."""
    tenant.approval = Approval.AT_ONCE
    tenant.save()
    replies.approve_replies(tenant, {Act.THANKS: "Any time!"}, language="en", by=owner)
    return tenant
