"""Whether another lesson about a phrase would add evidence."""

from delegation.rules import access
from delegation.rules.models import UNDECIDED
from tenants.models import Tenant

# Lessons of one phrase that a person waits for, in multiples of the visitors that the tenant wants:
# some come from one network, and some disagree.
ENOUGH = 5


def wants_evidence(tenant: Tenant, phrase: str) -> bool:
    """Whether a lesson about this phrase would still count.

    What is decided is not taught again, and neither is a proposal with more than enough evidence.
    """
    known = access.rules_of(tenant).filter(phrase=phrase).values_list("state", "lessons_count")
    taught = 0
    for state, lessons in known:
        if state not in UNDECIDED:
            return False
        taught += lessons
    return taught < ENOUGH * tenant.sightings
