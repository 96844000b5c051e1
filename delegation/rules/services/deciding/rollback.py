"""Rollback to an earlier pack: its rules become new versions in a new pack."""

import json
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from delegation.domain.packs.format import named_rules
from delegation.rules import access
from delegation.rules.models import Pack, Rule, RuleState, RuleVersion, Strike, Struck
from delegation.rules.services.deciding.moderation import keep_version, suspend_rule
from delegation.rules.services.deciding.rulings import record_ruling, snapshot
from delegation.rules.services.publishing.publishing import change_pack, together
from tenants import audit
from tenants.access import lock_tenant
from tenants.models import Tenant, User


class RollBackRefused(Exception):
    """The pack cannot be published again. The message says why."""


def roll_back(tenant: Tenant, to: Pack, *, by: User, reason: str) -> int:
    """Restore the live rules and strikes of that pack; return how many rules changed.

    Rules that came later are suspended, also those that are still to begin; those that went or
    changed are live again with the text of then. Raises `RollBackRefused`.
    """
    wanted = _versions_in(tenant, to)
    why = f"went back to version {to.version}: {reason}"[:200]
    with together(tenant):
        lock_tenant(tenant.pk)
        live = {rule.pk: rule for rule in access.rules_of(tenant).filter(state=RuleState.LIVE)}
        later = [rule for pk, rule in live.items() if pk not in wanted]
        for rule in later:
            suspend_rule(rule, by=by, reason=why)
        differing = [
            version
            for pk, version in wanted.items()
            if pk not in live or live[pk].version != version.number
        ]
        for version in differing:
            _restore(version, by=by, why=why)
        _strike_again(tenant, to.struck, by=by)
        audit.record(tenant, "pack.rolled_back", str(to), by=by, version=to.version, reason=reason)
        change_pack(tenant, reason=why, by=by)
    return len(later) + len(differing)


def _versions_in(tenant: Tenant, pack: Pack) -> dict[int, RuleVersion]:
    """Return the pack's rules as they were, by rule, without those that have expired since."""
    data: dict[str, Any] = json.loads(pack.body)
    named = {(rule["id"], rule["version"]) for rule in named_rules(data)}
    versions = access.rule_versions_of(tenant).filter(rule__in=[pk for pk, _ in named])
    found = {
        version.rule_id: version
        for version in versions.select_related("rule__tenant")
        if (version.rule_id, version.number) in named
    }
    if missing := {pk for pk, _ in named} - found.keys():
        raise RollBackRefused(
            gettext("Some rules of that version were deleted: %(value)s.")
            % {"value": ", ".join(map(str, sorted(missing)))}
        )
    now = timezone.now()
    return {
        pk: version
        for pk, version in found.items()
        if version.expires_at is None or version.expires_at > now
    }


@transaction.atomic
def _restore(version: RuleVersion, *, by: User, why: str) -> None:
    """Restore what the rule said, as its next version. The tenant's lock is held."""
    rule: Rule = version.rule
    before = snapshot(rule)
    rule.state, rule.decided_by, rule.decided_at = RuleState.LIVE, by, timezone.now()
    rule.decision_reason, rule.merged_into = why, None
    rule.variants = [phrase for phrase in version.phrases if phrase != rule.phrase]
    rule.wordings, rule.response, rule.states = version.wordings, version.response, version.states
    rule.language = version.language
    rule.starts_at, rule.expires_at = version.starts_at, version.expires_at
    record_ruling(rule, before, by=by)
    rule.version += 1
    rule.save()
    keep_version(rule, by=by)
    audit.record(rule.tenant, "rule.restored", str(rule), by=by, rule=rule.pk, reason=why)


def _strike_again(tenant: Tenant, struck: dict[str, list[str]], *, by: User) -> None:
    """Restore exactly what was struck then."""
    access.strikes_of(tenant).delete()
    kinds = {
        Struck.WORD: struck["words"],
        Struck.PART: struck["parts"],
        Struck.LIST: struck.get("lists", []),  # packs of former releases name none
    }
    Strike.objects.bulk_create(
        Strike(tenant=tenant, kind=kind, form=form, author=by)
        for kind, forms in kinds.items()
        for form in forms
    )
