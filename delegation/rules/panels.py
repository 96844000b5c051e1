"""The dashboard's figures and steps about rules."""

from datetime import datetime

from django.urls import reverse

from delegation.rules import access
from delegation.rules.services.desk.queue import proposals
from tenants.models import Membership, Tenant
from tenants.panels import Figure, SetupStep


def waiting(tenant: Tenant, _now: datetime) -> list[Figure]:
    """Return the number of proposals that wait for a decision."""
    count = proposals(tenant).count()
    href = reverse("moderation:rules_rule_changelist")
    note = "Review them" if count else "Nothing to decide"
    return [Figure("Waiting proposals", f"{count:,}", note=note, href=href if count else "")]


def starter_step(membership: Membership) -> list[SetupStep]:
    """Return the step that offers starter rules."""
    tenant = membership.tenant
    decided = access.rules_of(tenant).exclude(version=0)
    started = access.replies_of(tenant).exists() or decided.exists()
    return [
        SetupStep(
            title="Start with rules that are ready",
            text="Approve ready-made greetings, thanks and goodbyes in your language.",
            href=reverse("starter_pack"),
            link="Read them",
            done=started,
        )
    ]


def _enough(visitors: int) -> str:
    if visitors == 1:
        return "as soon as one visitor has"
    return f"once {visitors} different visitors have"


def last_step(membership: Membership) -> list[SetupStep]:
    """Return the step to approve a first rule, which browsers need to answer anything."""
    rules = access.rules_of(membership.tenant)
    proposed = proposals(membership.tenant).exists()
    text = (
        "The teacher has proposed small talk that browsers could answer. Review it."
        if proposed
        else f"You get a proposal {_enough(membership.tenant.sightings)} used the same phrase."
    )
    return [
        SetupStep(
            title="Approve the first rule",
            text=text,
            href=reverse("moderation:rules_rule_changelist") if proposed else "",
            link="Read the proposals",
            done=rules.exclude(version=0).exists(),
        )
    ]
