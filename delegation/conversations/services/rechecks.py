"""Ask the teacher again before fixed answers expire; the tenant's budget pays for the call."""

import logging

from delegation.conversations.models import CallKind
from delegation.conversations.services.call_ledger import Receipts
from delegation.conversations.services.ceilings import BudgetExhausted
from delegation.conversations.services.pricing import prices_of
from delegation.conversations.services.teachers import endpoint_of, persona_of, teacher
from delegation.rules.models import Rule
from delegation.rules.services.watching.fixed_answers import record_recheck, rules_to_recheck
from delegation.teacher import TeacherError, TeacherRequest
from tenants.services.every_tenant import for_rows

logger = logging.getLogger(__name__)


def recheck_answers() -> int:
    """Ask about the answers that expire soon; return how many. The rest waits for a later run."""
    return sum(for_rows(rules_to_recheck(), _recheck))


def _recheck(rule: Rule) -> bool:
    try:
        record_recheck(rule, _ask(rule))
    except (TeacherError, BudgetExhausted) as error:
        logger.warning("Rule %s could not be asked again: %s", rule.pk, error)
        return False
    return True


def _ask(rule: Rule) -> str:
    """Return the teacher's answer to the rule's phrase at the start of a conversation."""
    tenant = rule.tenant
    endpoint = endpoint_of(tenant)
    request = TeacherRequest(persona_of(tenant), rule.phrase)
    receipts = Receipts(
        tenant, prices_of(tenant, endpoint), teacher().most_tokens(request), kind=CallKind.RECHECK
    )
    return teacher().reply(endpoint, request, receipts.hooks()).parsed.user_response
