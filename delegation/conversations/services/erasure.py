"""Which of our columns hold what visitors wrote and read."""

from django.db.models import Q

from delegation.conversations.models import Answer, Escalation
from delegation.conversations.models.escalation import ENDED
from tenants.services.data import Texts, register_texts


def register_our_texts() -> None:
    register_texts(
        Texts(
            Escalation,
            # The hash goes too: it would confirm a guess of what was written.
            blank={
                "message": "",
                "phrase": None,
                "local_turns": [],
                "body_hash": "",
                "error_message": "",
                "address_prefix": "",
            },
            visitor="conversation__visitor",
            ended=Q(state__in=ENDED),
        )
    )
    register_texts(
        Texts(
            Answer,
            blank={"text": "", "instruction": None},
            visitor="escalation__conversation__visitor",
        )
    )
