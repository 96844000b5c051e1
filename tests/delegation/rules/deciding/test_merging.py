"""Near proposals become one live rule, in one decision of one person."""

import pytest

from delegation.rules.models import RuleState
from delegation.rules.services.deciding import merges, undo
from tenants.models import Tenant, User
from tests.delegation.rules.deciding.making import proposal
from tests.delegation.rules.publishing.making import answers

pytestmark = pytest.mark.django_db


def test_merged_proposals_answer_as_variants_and_leave_the_queue(
    tenant: Tenant, moderator: User
) -> None:
    rule, other = proposal(tenant, "thanks"), proposal(tenant, "thx")
    live = merges.approve_with_variants(rule, [other.pk], by=moderator, variants=["ty"])
    assert live.variants == ["ty", "thx"]
    assert all(answers(tenant, phrase) for phrase in ("thanks", "ty", "thx"))
    other.refresh_from_db()
    assert (other.state, other.merged_into) == (RuleState.RETIRED, live)


def test_a_merge_is_one_persons_decision_and_undone_whole(tenant: Tenant, moderator: User) -> None:
    rule, other = proposal(tenant, "thanks"), proposal(tenant, "thx")
    live = merges.approve_with_variants(rule, [other.pk], by=moderator, variants=[])
    assert live.decided_by == moderator
    batch = undo.last_batch(tenant, moderator)[0].batch
    assert undo.undo(tenant, batch, by=moderator) == undo.Undone(2, [])
    for each in (rule, other):
        each.refresh_from_db()
        assert each.state == RuleState.PROPOSED
