"""An escalation records what a visitor asked; an answer records the reply."""

from delegation.conversations.models.budget import (
    BudgetHour,
    BudgetMonth,
    NetworkDay,
    PlatformDay,
    TenantDay,
)
from delegation.conversations.models.conversation import Conversation
from delegation.conversations.models.escalation import Answer, Escalation, EscalationState
from delegation.conversations.models.exam import Calibration, ExamResult, OwnExam
from delegation.conversations.models.handoff import Handoff
from delegation.conversations.models.own_teacher import OwnTeacher
from delegation.conversations.models.price import PlatformPrice, TenantPrice
from delegation.conversations.models.teacher_call import (
    OVERHEAD_COUNTS,
    OVERHEAD_KINDS,
    TOKEN_COUNTS,
    CallKind,
    TeacherCall,
)

__all__ = [
    "OVERHEAD_COUNTS",
    "OVERHEAD_KINDS",
    "TOKEN_COUNTS",
    "Answer",
    "BudgetHour",
    "BudgetMonth",
    "Calibration",
    "CallKind",
    "Conversation",
    "Escalation",
    "EscalationState",
    "ExamResult",
    "Handoff",
    "NetworkDay",
    "OwnExam",
    "OwnTeacher",
    "PlatformDay",
    "PlatformPrice",
    "TeacherCall",
    "TenantDay",
    "TenantPrice",
]
