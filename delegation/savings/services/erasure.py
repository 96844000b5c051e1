"""The columns that may contain a visitor's words: why an answer was wrong."""

from delegation.savings.models import AnswerAudit
from tenants.services.data import Texts, register_texts


def register_our_texts() -> None:
    register_texts(
        Texts(AnswerAudit, blank={"reason": ""}, visitor="escalation__conversation__visitor")
    )
