"""Every door to a tenant's usage, sums and reports."""

from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet, Sum
from django.http import Http404

from delegation.domain.ledger import claims
from delegation.savings.models import (
    AnswerAudit,
    ChatUpload,
    DaySum,
    HourSum,
    KeptReport,
    ReportLink,
    RollUp,
    UsageCount,
    WeeklyDigest,
)
from tenants.models import Tenant


def usage_of(tenant: Tenant) -> QuerySet[UsageCount]:
    return UsageCount.objects.filter(tenant=tenant)


def summed_usage_of(tenant: Tenant) -> QuerySet[UsageCount]:
    """All but claims of a far future: invented ones could cause sums for ever."""
    return usage_of(tenant).filter(hour__lte=F("batch__received_at") + claims.FURTHEST)


def hour_sums_of(tenant: Tenant) -> QuerySet[HourSum]:
    return HourSum.objects.filter(tenant=tenant)


def day_sums_of(tenant: Tenant) -> QuerySet[DaySum]:
    return DaySum.objects.filter(tenant=tenant)


def audits_of(tenant: Tenant) -> QuerySet[AnswerAudit]:
    return AnswerAudit.objects.filter(tenant=tenant)


def answers_given(tenant: Tenant, rule: int, version: int) -> int:
    """The local answers of a rule's version that browsers reported and calls vouch for."""
    reported = usage_of(tenant).filter(rule=rule, version=version)
    return reported.aggregate(total=Sum("vouched"))["total"] or 0


def rolled_up_at(tenant: Tenant) -> datetime | None:
    """Until when receipts are in the sums; None before the first time."""
    return RollUp.objects.filter(tenant=tenant).values_list("through", flat=True).first()


def weekly_mail_wanted(tenant: Tenant) -> bool:
    """Whether the owners get the weekly email; they do unless they switched it off."""
    return not WeeklyDigest.objects.filter(tenant=tenant, wanted=False).exists()


def rolled_up_tenants() -> QuerySet[Tenant]:
    """Tenants that have sums, by name; for operators, who see all."""
    return Tenant.objects.filter(pk__in=RollUp.objects.values("tenant")).order_by("name", "pk")


def get_kept_report(tenant: Tenant, report_id: UUID) -> KeptReport:
    """The tenant's report. Raises `Http404` where this tenant has none with this id."""
    report = KeptReport.objects.filter(tenant=tenant, pk=report_id).first()
    if report is None:
        raise Http404
    return report


def kept_reports_of(tenant: Tenant) -> QuerySet[KeptReport]:
    """The tenant's kept reports without their figures, newest first."""
    return KeptReport.objects.filter(tenant=tenant).defer("data").order_by("-kept_at")


def open_links_of(tenant: Tenant, now: datetime) -> QuerySet[ReportLink]:
    """The links to the tenant's reports that work now; those that end first come first."""
    links = ReportLink.objects.filter(tenant=tenant, expires_at__gt=now)
    return links.select_related("report", "made_by").defer("report__data").order_by("expires_at")


def get_link(tenant: Tenant, link_id: UUID) -> ReportLink:
    """A link to one of the tenant's reports. Raises `Http404` where it has none with this id."""
    links = ReportLink.objects.filter(tenant=tenant, pk=link_id)
    link = links.select_related("tenant", "report").defer("report__data").first()
    if link is None:
        raise Http404
    return link


def uploads_of(tenant: Tenant) -> QuerySet[ChatUpload]:
    """The tenant's uploads without their files, newest first."""
    return ChatUpload.objects.filter(tenant=tenant).defer("sealed").order_by("-created_at")


def get_upload(tenant: Tenant, upload_id: UUID) -> ChatUpload:
    """The tenant's upload. Raises `Http404` if it is missing, over, or another tenant's."""
    upload = uploads_of(tenant).filter(pk=upload_id).first()
    if upload is None:
        raise Http404
    return upload
