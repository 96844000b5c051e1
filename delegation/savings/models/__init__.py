"""Receipts of local answers and audits, the sums of them, and the reports that were kept."""

from delegation.savings.models.audit import AnswerAudit
from delegation.savings.models.report import KeptReport
from delegation.savings.models.report_link import ReportLink
from delegation.savings.models.sums import DaySum, HourSum, RollUp
from delegation.savings.models.upload import ChatUpload, DateOrder, UploadState
from delegation.savings.models.usage import UsageBatch, UsageCount
from delegation.savings.models.weekly_digest import WeeklyDigest

__all__ = [
    "AnswerAudit",
    "ChatUpload",
    "DateOrder",
    "DaySum",
    "HourSum",
    "KeptReport",
    "ReportLink",
    "RollUp",
    "UploadState",
    "UsageBatch",
    "UsageCount",
    "WeeklyDigest",
]
