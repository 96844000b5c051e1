"""Choosing local answers to audit: those that the server itself can vouch for.

A browser only claims that a rule answered. An attacker could claim a harmful message under a good
rule to have it suspended, so a turn is audited only if the current pack, asked by the server with
what the server knows of the conversation, answers it with this very rule and version.
"""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone

from delegation.conversations import access as conversations
from delegation.conversations.models import Escalation
from delegation.domain.ledger.days import hour_of
from delegation.domain.ledger.verdicts import LEAST_PER_VERSION, is_sampled
from delegation.domain.packs.compiling import LoadedPack
from delegation.domain.packs.matching import decide
from delegation.domain.words import Awaiting
from delegation.rules.services.publishing.loaded_packs import ready_pack
from delegation.savings import access
from delegation.savings.models import AnswerAudit
from tenants.models import Tenant

LOOK_BACK = timedelta(hours=24)  # older answers were given by older packs
MOST_AT_ONCE = 50  # of one tenant; the next beat takes more

Version = tuple[int, int]


@dataclass(frozen=True)
class _Turn:
    """One local answer, reported in the conversation of its escalation."""

    escalation: Escalation
    number: int
    rule: int
    version: int


def queue_audits(tenant: Tenant, *, now: datetime | None = None) -> int:
    """Queue a sample of the last day's local answers; how many are new. Safe to run twice."""
    since = (now or timezone.now()) - LOOK_BACK
    had = _audits_by_version(tenant)
    known = set(_recent(tenant, since))
    pack, chosen = ready_pack(tenant), list[_Turn]()
    for turn in _turns(tenant, since):
        version, name = (turn.rule, turn.version), f"{turn.escalation.pk}:{turn.number}"
        if len(chosen) == MOST_AT_ONCE:
            break
        if (turn.escalation.pk, turn.number) in known:
            continue
        wanted = is_sampled(name, share=tenant.audit_share) or (
            tenant.audit_share > 0 and had[version] < LEAST_PER_VERSION
        )
        if wanted and _really_answered(tenant, pack, turn):
            had[version] += 1
            chosen.append(turn)
    AnswerAudit.objects.bulk_create(
        [_audit(tenant, turn) for turn in chosen], ignore_conflicts=True
    )
    return len(chosen)


def _audits_by_version(tenant: Tenant) -> Counter[Version]:
    rows = access.audits_of(tenant).values_list("rule", "version").annotate(n=Count("pk"))
    return Counter({(rule, version): number for rule, version, number in rows})


def _recent(tenant: Tenant, since: datetime) -> Iterator[tuple[Any, int]]:
    rows = access.audits_of(tenant).filter(hour__gte=hour_of(since))
    yield from rows.values_list("escalation_id", "turn")


def _turns(tenant: Tenant, since: datetime) -> Iterator[_Turn]:
    escalations = conversations.escalations_of(tenant).filter(created_at__gte=since)
    for escalation in escalations.exclude(local_turns=[]).order_by("created_at").iterator():
        for number, turn in enumerate(escalation.local_turns):
            yield _Turn(escalation, number, turn["rule"], turn["version"])


def _really_answered(tenant: Tenant, pack: LoadedPack, turn: _Turn) -> bool:
    """Whether the server's own decision is the one that the browser claims.

    What was awaited is asked of the database only where the pack answers so in some state: claims
    that no pack supports are made up, and may be many.
    """
    states = _states_answered_so(pack, turn)
    if turn.number > 0:
        return Awaiting.NOTHING.value in states
    return bool(states) and _awaited_before(tenant, turn.escalation) in states


def _states_answered_so(pack: LoadedPack, turn: _Turn) -> set[str]:
    """What the assistant may have awaited for the pack to answer as the browser claims."""
    said, now = turn.escalation.local_turns[turn.number], int(time.time())
    claimed = (turn.rule, turn.version, said["response"])
    decisions = {state.value: decide(pack, said["message"], state, now=now) for state in Awaiting}
    return {
        state
        for state, found in decisions.items()
        if (found.rule, found.version, found.response) == claimed
    }


def _awaited_before(tenant: Tenant, escalation: Escalation) -> str:
    """What the conversation's answer before this escalation was waiting for."""
    before = (
        conversations.answers_of(tenant)
        .filter(
            escalation__conversation_id=escalation.conversation_id,
            escalation__created_at__lt=escalation.created_at,
        )
        .order_by("-escalation__created_at")
        .values_list("awaiting", flat=True)
        .first()
    )
    return before or Awaiting.NOTHING.value


def _audit(tenant: Tenant, turn: _Turn) -> AnswerAudit:
    return AnswerAudit(
        tenant=tenant,
        escalation=turn.escalation,
        turn=turn.number,
        rule=turn.rule,
        version=turn.version,
        hour=hour_of(turn.escalation.created_at),
    )
