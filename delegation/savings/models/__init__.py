"""Receipts of what browsers answered by themselves."""

from delegation.savings.models.usage import UsageBatch, UsageCount

__all__ = ["UsageBatch", "UsageCount"]
