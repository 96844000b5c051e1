"""What the dashboard shows of rules: proposals that wait, and the first one to approve."""

from datetime import datetime

from django.urls import reverse

from delegation.rules import access
from delegation.rules.services.desk.queue import proposals
from tenants.models import Membership, Tenant
from tenants.panels import Figure, Step


def waiting(tenant: Tenant, _now: datetime) -> list[Figure]:
    """How many proposals a moderator would find."""
    count = proposals(tenant).count()
    href = reverse("moderation:rules_rule_changelist")
    note = "Read and decide" if count else "Nothing to decide"
    return [Figure("Waiting proposals", f"{count:,}", note=note, href=href if count else "")]


def starter_step(membership: Membership) -> list[Step]:
    """Words for the first small talk, so that nobody waits for lessons to begin."""
    tenant = membership.tenant
    decided = access.rules_of(tenant).exclude(version=0)
    started = access.replies_of(tenant).exists() or decided.exists()
    return [
        Step(
            title="Start with rules that are ready",
            text="Greetings, thanks and goodbyes in your language, to approve or to leave.",
            href=reverse("starter_pack"),
            link="Read them",
            done=started,
        )
    ]


def _enough(visitors: int) -> str:
    if visitors == 1:
        return "as soon as one visitor was"
    return f"once {visitors} different visitors were"


def last_step(membership: Membership) -> list[Step]:
    """Approve something: only then does a browser answer by itself."""
    rules = access.rules_of(membership.tenant)
    proposed = proposals(membership.tenant).exists()
    text = (
        "The teacher has proposed small talk that browsers could answer. Read it and decide."
        if proposed
        else f"A phrase is proposed to you {_enough(membership.tenant.sightings)} taught it."
    )
    return [
        Step(
            title="Approve the first rule",
            text=text,
            href=reverse("moderation:rules_rule_changelist") if proposed else "",
            link="Read the proposals",
            done=rules.exclude(version=0).exists(),
        )
    ]
