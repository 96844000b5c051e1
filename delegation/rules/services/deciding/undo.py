"""Undo a decision, unless a newer one was made since."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from delegation.rules import access
from delegation.rules.models import Rule, RuleState, Ruling
from delegation.rules.services.deciding.moderation import keep_version
from delegation.rules.services.publishing.publishing import change_pack, together
from tenants import audit
from tenants.access import lock_tenant
from tenants.models import Tenant, User

UNDOABLE = timedelta(hours=24)  # later the rule's own page is the place


@dataclass
class Undone:
    """How many rules were restored, and why the others were not."""

    count: int = 0
    problems: list[str] = field(default_factory=list)


def last_batch(tenant: Tenant, by: User) -> list[Ruling]:
    """Return this person's last decisions while they can be undone; [] if there are none.

    It comes with every page of the desk, so what the rules were before stays in the database.
    """
    recent = access.rulings_of(tenant).filter(
        author=by, undone_at=None, decided_at__gte=timezone.now() - UNDOABLE
    )
    newest = recent.order_by("-decided_at").values_list("batch", flat=True).first()
    return list(recent.filter(batch=newest).defer("before")) if newest else []


def undo(tenant: Tenant, batch: UUID, *, by: User) -> Undone:
    """Take a person's own decisions back, those of one press of a button."""
    undone = Undone()
    with together(tenant):
        lock_tenant(tenant.pk)
        rulings = access.rulings_of(tenant).filter(batch=batch, author=by, undone_at=None)
        for ruling in rulings.select_related("rule__tenant").order_by("-pk"):
            problem = _undo(ruling, by=by)
            undone.count += not problem
            undone.problems += [problem] if problem else []
    return undone


def _undo(ruling: Ruling, *, by: User) -> str:
    """Restore the rule; return why not, or an empty text."""
    rule = ruling.rule
    claim = Rule.objects.filter(
        tenant_id=ruling.tenant_id,
        pk=rule.pk,
        state=ruling.after_state,
        decided_at=ruling.decided_at,
    )
    try:
        with transaction.atomic():
            count = claim.update(**ruling.before)
    except IntegrityError:
        return gettext(
            "%(rule)s cannot go live again, because another live rule answers its phrase."
        ) % {"rule": rule}
    rule.refresh_from_db()
    if not count:
        state = rule.get_state_display()
        return gettext(
            "%(rule)s cannot be undone: %(person)s has decided since. It is now %(state)s."
        ) % {"rule": rule, "person": rule.decider, "state": state}
    _release(rule, was_live=ruling.after_state == RuleState.LIVE, by=by)
    ruling.undone_at = timezone.now()
    ruling.save(update_fields=["undone_at"])
    return ""


def _release(rule: Rule, *, was_live: bool, by: User) -> None:
    """Record it, and publish where browsers would notice."""
    live = rule.state == RuleState.LIVE
    if live:
        rule.version += 1
        rule.save(update_fields=["version"])
        keep_version(rule, by=by)
    audit.record(rule.tenant, "rule.undone", str(rule), by=by, rule=rule.pk, state=rule.state)
    if live or was_live:
        change_pack(rule.tenant, reason=f"undone: {rule}", by=by)
