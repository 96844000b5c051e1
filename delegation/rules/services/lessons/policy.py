"""The tenant's policy: who decides about a proposal, and which walls stand before it."""

from typing import Any

from django.db import transaction

from delegation.domain.approval.auto_approval import (
    WALLS_IN_WORDS,
    ApprovalPolicy,
    Proposal,
    Wall,
    speaks,
    walls_before,
)
from delegation.domain.approval.evidence import Sighting
from delegation.domain.approval.small_talk import CLOSED_ACTS
from delegation.domain.approval.starter_texts import primary_language
from delegation.domain.words import Act
from delegation.languages import in_words
from delegation.queues import send
from delegation.rules import access
from delegation.rules.models import Policy, Rule, RuleState
from delegation.rules.services.lessons.linting import RELINT_TASK, own_words_of
from tenants import audit
from tenants.access import lock_tenant
from tenants.models import Approval, Tenant, User

READ_SIGHTINGS = 500  # the oldest credible ones; no tenant asks for as many visitors


def policy_rules(tenant: Tenant) -> ApprovalPolicy:
    """The tenant's policy as the domain decides by it."""
    policy = access.policy_of(tenant)
    lets_live = tenant.approval == Approval.AT_ONCE
    return ApprovalPolicy(
        at_once=frozenset(Act(act) for act in policy.at_once) if lets_live else frozenset(),
        visitors=tenant.sightings,
        seconds_apart=policy.minutes_apart * 60,
        own_words=own_words_of(tenant, policy),
    )


def proposal_of(tenant: Tenant, rule: Rule) -> Proposal:
    """Return everything known about a rule's phrase."""
    credible = access.lessons_of(tenant).filter(rule=rule, credible=True).order_by("created_at")
    seen = credible.values_list("address_prefix", "created_at")[:READ_SIGHTINGS]
    rivals = access.rules_of(tenant).filter(phrase=rule.phrase).exclude(pk=rule.pk)
    replies = access.replies_of(tenant).filter(act=rule.act)
    return Proposal(
        phrase=rule.phrase,
        act=rule.act,
        language=primary_language(tenant.language),
        sightings=tuple(Sighting(prefix, at.timestamp()) for prefix, at in seen),
        visitors=rule.visitors_count,
        rivals=sum(rivals.values_list("visitors_count", flat=True)),
        replies=dict(replies.values_list("language", "text")),
        decided=rule.decided_by_id is not None or rule.version > 0,
    )


def walls_of(tenant: Tenant, rule: Rule) -> list[Wall]:
    """Return why this rule waits for a person; [] if the policy would let it go live."""
    return walls_before(proposal_of(tenant, rule), policy_rules(tenant))


def walls_in_words(rule: Rule) -> list[str]:
    """Return the walls as sentences; [] if the tenant lets nothing go live automatically."""
    if rule.tenant.approval != Approval.AT_ONCE or rule.state != RuleState.PROPOSED:
        return []
    return [in_words(WALLS_IN_WORDS[wall]) for wall in walls_of(rule.tenant, rule)]


def unread_reply(tenant: Tenant, rule: Rule) -> tuple[str, str] | None:
    """Return (language, approved words) with which the policy lets it go live, or None."""
    rules = policy_rules(tenant)
    if rule.act not in rules.at_once:
        return None  # most rules of most tenants: nothing more is read for them
    proposal = proposal_of(tenant, rule)
    language = speaks(proposal)
    if language is None or walls_before(proposal, rules):
        return None
    return language, proposal.replies[language]


@transaction.atomic
def change_policy(tenant: Tenant, changes: dict[str, Any], *, by: User) -> Policy:
    """Set fields of the policy; the audit row holds old and new values of those that differ.

    Raises `ValueError` for an act that never goes live unread.
    """
    if not set(changes.get("at_once", ())) <= set(CLOSED_ACTS):
        raise ValueError("only closed acts may go live without a person")
    lock_tenant(tenant.pk)
    policy = access.policy_of(tenant)
    history = {
        name: [getattr(policy, name), new]
        for name, new in changes.items()
        if getattr(policy, name) != new
    }
    if not history:
        return policy
    for name, (_, new) in history.items():
        setattr(policy, name, new)
    policy.save()
    audit.record(tenant, "policy.changed", str(policy), by=by, changes=history)
    if {"own_words", "exempt"} & set(history):
        # By a worker: there may be very many. Without Valkey each is linted with its next lesson.
        transaction.on_commit(lambda: send(RELINT_TASK, tenant.pk))
    return policy
