"""Lessons are evidence, rules are decisions, packs are what browsers hold."""

from delegation.rules.models.complaint import Complaint, ComplaintKind
from delegation.rules.models.digest import Digest
from delegation.rules.models.lesson import Lesson, TaughtBy
from delegation.rules.models.pack import Pack, PackChange, Strike, Struck
from delegation.rules.models.policy import Policy
from delegation.rules.models.recheck import Recheck
from delegation.rules.models.reply import ApprovedReply
from delegation.rules.models.rule import UNDECIDED, Rule, RuleState, RuleVersion
from delegation.rules.models.ruling import Ruling

__all__ = [
    "UNDECIDED",
    "ApprovedReply",
    "Complaint",
    "ComplaintKind",
    "Digest",
    "Lesson",
    "Pack",
    "PackChange",
    "Policy",
    "Recheck",
    "Rule",
    "RuleState",
    "RuleVersion",
    "Ruling",
    "Strike",
    "Struck",
    "TaughtBy",
]
