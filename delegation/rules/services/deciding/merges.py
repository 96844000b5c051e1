"""Near-duplicates become variants of one rule, in one decision."""

from collections.abc import Iterable
from typing import Any

from delegation.rules import access
from delegation.rules.models import Rule
from delegation.rules.services.deciding.moderation import approve_rule, merge_rule
from delegation.rules.services.publishing.publishing import together
from tenants.models import User


def approve_with_variants(
    rule: Rule, others: Iterable[int], *, by: User, variants: Iterable[str], **edits: Any
) -> Rule:
    """Make a rule live with other proposals' phrases as its variants; those leave the queue.

    All or nothing. Raises `AlreadyDecided`, also of the others, and `RuleRefused`.
    """
    merged = list(access.rules_of(rule.tenant).filter(pk__in=list(others)))
    with together(rule.tenant):
        phrases = [*variants, *(other.phrase for other in merged)]
        approved = approve_rule(rule, by=by, variants=phrases, **edits)
        for other in merged:
            merge_rule(other, approved, by=by)
    return approved
