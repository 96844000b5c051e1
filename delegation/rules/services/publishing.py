"""Compile a tenant's live rules into the next version of its pack."""

import hashlib
import json
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from delegation.domain.packs import PackRule, compile_pack
from delegation.rules import access
from delegation.rules.models import Pack, Rule, RuleState
from tenants.models import Tenant, User


@transaction.atomic
def publish_pack(tenant: Tenant, *, reason: str, by: User | None) -> Pack:
    """Write the next pack version. Locks the tenant, so versions follow each other."""
    tenant = Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    newest = access.packs_of(tenant).aggregate(version=Max("version"))["version"] or 0
    rules = access.rules_of(tenant).filter(state=RuleState.LIVE).order_by("pk")
    compiled = compile_pack(
        [pack_rule(rule) for rule in rules],
        version=newest + 1,
        lifetime_seconds=tenant.pack_lifetime_seconds,
        enabled=tenant.gatekeeper_enabled,
    )
    body = json.dumps(compiled, ensure_ascii=False, separators=(",", ":"))
    etag = hashlib.sha256(body.encode()).hexdigest()[:32]
    return Pack.objects.create(
        tenant=tenant, version=newest + 1, body=body, etag=etag, reason=reason[:200], author=by
    )


def current_pack(tenant: Tenant) -> Pack:
    """The newest pack; a tenant that has none yet gets its first, which is empty.

    Its body is read when it is used: most who ask only compare its ETag.
    """
    pack = access.packs_of(tenant).defer("body").order_by("-version").first()
    return pack or publish_pack(tenant, reason="first pack", by=None)


def pack_rule(rule: Rule) -> PackRule:
    """A rule as the pack compiler takes it."""
    return PackRule(
        id=rule.pk,
        version=rule.version,
        act=rule.act,
        states=tuple(rule.states),
        language=rule.language or None,
        phrases=rule.phrases,
        response=rule.response,
        expires=_unix_seconds(rule.expires_at),
    )


def _unix_seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


def is_live_now(rule: Rule) -> bool:
    expired = rule.expires_at is not None and rule.expires_at <= timezone.now()
    return rule.state == RuleState.LIVE and not expired
