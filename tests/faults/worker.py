"""The product's worker, started as celery is, with two differences: it gives up on a silent teacher
after seconds that a test can wait, and notes what it begins, claims and ends in WORK_LOG."""

import os
import time
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

import django
from celery import signals
from celery.__main__ import main

# Three attempts and their pauses take ten seconds, and 70 cases begin at once on a busy machine.
TOTAL_SECONDS = 24.0


def note(log: int, what: str, task_id: str = "", args: Any = (), **_: Any) -> None:
    """One line: when, what, which escalation. A single write is never torn by a kill."""
    if len(args) == 2:
        os.write(log, f"{time.time()} {what} {args[1]}\n".encode())


def give_up_sooner() -> None:
    """Sooner than the environment may say; a real one is never so impatient."""
    from django.conf import settings

    from delegation.conversations.services import teachers

    settings.TEACHER_PATIENCE = 3
    limits = replace(teachers._limits(), total_seconds=TOTAL_SECONDS)
    teachers._limits = lambda: limits


def note_claims(log: int) -> None:
    from delegation.conversations.services import lifecycle

    claim = lifecycle.claim

    def noting(tenant_id: int, escalation_id: UUID) -> Any:
        claimed = claim(tenant_id, escalation_id)
        if claimed is not None:
            note(log, "claims", args=(tenant_id, escalation_id))
        return claimed

    lifecycle.claim = noting


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "delegation.settings"
    django.setup()
    give_up_sooner()
    work = os.open(os.environ["WORK_LOG"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    note_claims(work)
    begins, ends = partial(note, work, "begins"), partial(note, work, "ends")
    signals.task_prerun.connect(begins, weak=False)
    signals.task_postrun.connect(ends, weak=False)
    main()
