"""Every door to a tenant's lessons, rules and packs."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.http import Http404

from delegation.rules.models import (
    ApprovedReply,
    Complaint,
    Digest,
    Lesson,
    Pack,
    PackChange,
    Policy,
    Rule,
    RuleVersion,
    Ruling,
    Strike,
)
from tenants.models import Tenant


def rules_of(tenant: Tenant) -> QuerySet[Rule]:
    return Rule.objects.filter(tenant=tenant)


def lessons_of(tenant: Tenant) -> QuerySet[Lesson]:
    return Lesson.objects.filter(tenant=tenant)


def packs_of(tenant: Tenant) -> QuerySet[Pack]:
    return Pack.objects.filter(tenant=tenant)


def pack_changes_of(tenant: Tenant) -> QuerySet[PackChange]:
    return PackChange.objects.filter(tenant=tenant)


def rulings_of(tenant: Tenant) -> QuerySet[Ruling]:
    return Ruling.objects.filter(tenant=tenant)


def rule_versions_of(tenant: Tenant) -> QuerySet[RuleVersion]:
    return RuleVersion.objects.filter(tenant=tenant)


def responses_of(
    tenant: Tenant, versions: Collection[tuple[int, int]]
) -> dict[tuple[int, int], str]:
    """Return (rule, version) -> response; leaves out what this tenant does not have."""
    rows = rule_versions_of(tenant).filter(rule__in={rule for rule, _ in versions})
    known = {
        (rule, number): text
        for rule, number, text in rows.values_list("rule", "number", "response")
    }
    return {version: known[version] for version in versions if version in known}


def strikes_of(tenant: Tenant) -> QuerySet[Strike]:
    return Strike.objects.filter(tenant=tenant)


def replies_of(tenant: Tenant) -> QuerySet[ApprovedReply]:
    return ApprovedReply.objects.filter(tenant=tenant)


def complaints_of(tenant: Tenant) -> QuerySet[Complaint]:
    return Complaint.objects.filter(tenant=tenant)


def digest_wanted(tenant: Tenant) -> bool:
    """Return whether moderators get the daily email; they do unless an owner said no."""
    return not Digest.objects.filter(tenant=tenant, wanted=False).exists()


def policy_of(tenant: Tenant) -> Policy:
    """Return the tenant's policy, or unsaved defaults if it has chosen nothing."""
    return Policy.objects.filter(tenant=tenant).first() or Policy(tenant=tenant)


def get_rule(tenant: Tenant, rule_id: int) -> Rule:
    """Return the tenant's rule. Raises `Http404` if this tenant has none with this id."""
    rule = rules_of(tenant).filter(pk=rule_id).first()
    if rule is None:
        raise Http404
    return rule
