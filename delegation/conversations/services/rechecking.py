"""Fixed answers are asked again before they end; the call is paid from the tenant's budget."""

import logging

from delegation.conversations.models import CallKind
from delegation.conversations.services.budget import BudgetExhausted
from delegation.conversations.services.pricing import prices_of
from delegation.conversations.services.receipts import Receipts
from delegation.conversations.services.teachers import endpoint_of, teacher
from delegation.rules.models import Rule
from delegation.rules.services.answers import record_recheck, rules_to_recheck
from delegation.teacher import Hooks, Persona, TeacherError, TeacherRequest
from tenants.row_security import acting_for

logger = logging.getLogger(__name__)


def recheck_answers() -> int:
    """How many were asked. What could not be asked now is asked with a later beat."""
    count = 0
    for rule in rules_to_recheck():
        try:
            with acting_for(rule.tenant_id):
                record_recheck(rule, _ask(rule))
            count += 1
        except (TeacherError, BudgetExhausted) as error:
            logger.warning("Rule %s could not be asked again: %s", rule.pk, error)
    return count


def _ask(rule: Rule) -> str:
    """What the teacher answers to the rule's phrase at the start of a conversation."""
    tenant = rule.tenant
    endpoint = endpoint_of(tenant)
    persona = Persona(tenant.assistant_name, tenant.instructions, tenant.language)
    request = TeacherRequest(persona, rule.phrase)
    receipts = Receipts(
        tenant, prices_of(tenant, endpoint), teacher().most_tokens(request), kind=CallKind.RECHECK
    )
    hooks = Hooks(before_call=receipts.open_one, after_call=receipts.close_one)
    return teacher().reply(endpoint, request, hooks).parsed.user_response
