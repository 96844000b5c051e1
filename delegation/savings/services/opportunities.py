"""Have uploaded chat exports read and replayed by a bounded process, one at a time per tenant."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from delegation.db_retry import release_connection
from delegation.domain.ledger.figures import AnswerCounts, Sample, weighted_total
from delegation.domain.ledger.intervals import NOT_KNOWN, Estimate
from delegation.domain.ledger.sums import SumName
from delegation.domain.replay.opportunity import Opportunity
from delegation.domain.wording import from_data, worded
from delegation.queues import send
from delegation.savings import access
from delegation.savings.models import ChatUpload, DateOrder, UploadState
from delegation.savings.services.replay_process import FOUND, MOST_MESSAGES
from delegation.savings.services.uploads import NO_WORKER, STOPPED, file_of, set_state
from tenants.access import lock_tenant
from tenants.models import Tenant

logger = logging.getLogger(__name__)

REPLAY_TASK = "savings.replay"
READ_SECONDS = 120.0  # until the process is ended
REPLAY_SECONDS = 1_200.0
MOST_OF_STRANGERS = 20_000  # messages: some seconds of a processor for a person without an account
NOT_FORESEEN = worded("something went wrong on our side; the error was logged")


class AnotherRuns(Exception):
    """Another upload of the tenant is still being replayed."""


def start_replay(upload: ChatUpload, assistants: list[str]) -> None:
    """Have a worker replay it. A second start does nothing.

    Raises `AnotherRuns`; the assistants that were chosen are kept for the next try.
    """
    with transaction.atomic():
        lock_tenant(upload.tenant_id)
        uploads = access.uploads_of(upload.tenant)
        waiting = uploads.filter(pk=upload.pk, state=UploadState.WAITING)
        waits = uploads.filter(state=UploadState.RUNNING).exclude(pk=upload.pk).exists()
        state = UploadState.WAITING if waits else UploadState.RUNNING
        claimed = waiting.update(state=state, assistants=assistants, touched_at=timezone.now())
        if claimed and not waits:
            transaction.on_commit(lambda: _wake(upload))
    if waits:
        raise AnotherRuns


def read_upload(tenant_id: int, upload_id: UUID) -> None:
    """Read the file and say what was understood. Safe to run twice."""
    rows = ChatUpload.objects.filter(tenant_id=tenant_id, pk=upload_id)
    upload = rows.filter(state=UploadState.READING).first()
    if upload is not None:
        order = {"what": "read"} | _chosen(upload)
        _carry_out(upload, order, seconds=READ_SECONDS)


def replay_upload(tenant_id: int, upload_id: UUID) -> None:
    """Replay the file and keep what was found; the file is erased. Safe to run twice."""
    rows = ChatUpload.objects.select_related("tenant").filter(tenant_id=tenant_id, pk=upload_id)
    upload = rows.filter(state=UploadState.RUNNING).first()
    if upload is None:
        return
    given = upload.answer_cost
    cost = cost_of_an_answer(upload.tenant) if given is None else Estimate(given, given, given)
    order = {
        "what": "replay",
        "sightings": upload.tenant.sightings,
        "most_messages": MOST_OF_STRANGERS if upload.tenant.for_strangers else MOST_MESSAGES,
        "cost": [None if part is None else str(part) for part in vars(cost).values()],
    } | _chosen(upload)
    _carry_out(upload, order, seconds=REPLAY_SECONDS)


def _chosen(upload: ChatUpload) -> dict[str, Any]:
    """What the process has to know of the file: its name, and what the person chose."""
    return {
        "name": upload.file_name,
        "columns": upload.columns,
        "day_first": DateOrder(upload.date_order).day_first if upload.date_order else None,
        "assistants": upload.assistants,
    }


def _carry_out(upload: ChatUpload, order: dict[str, Any], *, seconds: float) -> None:
    tenant_id, upload_id = upload.tenant_id, upload.pk
    refused: dict[str, Any] = {"state": UploadState.REFUSED, "problem": STOPPED}
    try:
        data = file_of(tenant_id, upload_id)
        if data is None:
            set_state(tenant_id, upload_id, **refused | {"problem": worded("the file was erased")})
            return
        release_connection()
        end = refused
        for said in run_process(order, data, seconds=seconds):
            if "progress" in said:
                done, turns = said["progress"]
                set_state(tenant_id, upload_id, done=done, turns=turns)
                release_connection()
            elif "reading" in said:
                end = {"state": UploadState.WAITING, "reading": said["reading"], "done": 0}
            elif "found" in said:
                messages = said["found"]["messages"]
                end = {"state": UploadState.DONE, "found": said["found"]} | {
                    "done": messages,
                    "turns": messages,
                }
            elif "refused" in said:
                why = said["refused"]
                end = refused | {"problem": str(from_data(why))[:500], "reading": {"why": why}}
        set_state(tenant_id, upload_id, **end)
    except Exception:
        logger.exception("Upload %s of tenant %s failed", upload_id, tenant_id)
        set_state(tenant_id, upload_id, **refused | {"problem": NOT_FORESEEN})


def run_process(order: dict[str, Any], data: bytes, *, seconds: float) -> Iterator[dict[str, Any]]:
    """Yield what the process says. It is ended after `seconds`."""
    with subprocess.Popen(
        [sys.executable, "-m", "delegation.savings.services.replay_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=settings.BASE_DIR,
        env={"PYTHONPATH": str(settings.BASE_DIR), "PYTHONIOENCODING": "utf-8"},
    ) as process:
        ender = threading.Timer(seconds, process.kill)
        ender.start()
        try:
            if process.stdin and process.stdout:
                try:
                    process.stdin.write(json.dumps(order).encode() + b"\n" + data)
                    process.stdin.close()
                except BrokenPipeError:  # it ended before it had read everything
                    logger.warning("The process for an upload ended early")
                for line in process.stdout:
                    yield json.loads(line)
        finally:
            ender.cancel()
            process.kill()


def cost_of_an_answer(tenant: Tenant) -> Estimate:
    """USD, by the tenant's own recorded calls for lessons; not known where there are none."""
    names = (SumName.OWN_KNOWN, SumName.OWN_COST, SumName.OWN_COST_SQUARES)
    rows = access.day_sums_of(tenant).filter(name__in=names).values_list("name", "value")
    totals: dict[str, Decimal] = dict.fromkeys(names, Decimal(0))
    for name, value in rows:
        totals[name] += value
    sample = Sample(*(totals[name] for name in names))
    if not sample.count:
        return NOT_KNOWN
    many = AnswerCounts(*[Decimal(1000)] * 3)
    return weighted_total({0: many}, {0: sample}).times(Decimal("0.001"))


def found_by(upload: ChatUpload) -> Opportunity | None:
    return None if upload.found is None else FOUND.validate_python(upload.found)


def _wake(upload: ChatUpload) -> None:
    if not send(REPLAY_TASK, upload.tenant_id, str(upload.pk)):
        set_state(upload.tenant_id, upload.pk, state=UploadState.REFUSED, problem=NO_WORKER)
