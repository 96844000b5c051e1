"""Uploaded chat exports, replayed by a worker."""

import logging
import time
from dataclasses import asdict
from decimal import Decimal

from django.http import Http404
from pydantic import TypeAdapter

from delegation.domain.ledger.figures import Answers as Count
from delegation.domain.ledger.figures import Sample, weighted_total
from delegation.domain.ledger.intervals import NOT_KNOWN, Estimate
from delegation.domain.ledger.sums import Sum
from delegation.domain.replay.exports import Columns, messages_of
from delegation.domain.replay.opportunity import Opportunity, opportunity
from delegation.domain.replay.replay import replay
from delegation.domain.replay.transcripts import TranscriptRefused
from delegation.queues import send
from delegation.savings import access
from delegation.savings.services.uploads import (
    Upload,
    end_turn,
    export_of,
    forget_file,
    keep_turn,
    say,
    take_turn,
    upload_of,
    whose_turn,
)
from tenants.models import Tenant

logger = logging.getLogger(__name__)

REPLAY_TASK = "savings.replay"
MOST_MESSAGES = 200_000  # about a quarter of an hour's work for one worker
SAID_EVERY_SECONDS = 0.5
NO_WORKER = "no worker could be reached; upload the file again in a minute"
NOT_FORESEEN = "something went wrong here, and the operators can read what"
FOUND: TypeAdapter[Opportunity] = TypeAdapter(Opportunity)


class AnotherRuns(Exception):
    """The tenant's last upload is still being replayed."""


def start_replay(tenant: Tenant, name: str, columns: Columns) -> None:
    """Have a worker replay it. A second start is none. Raises `AnotherRuns`, `Http404`."""
    if not take_turn(tenant.pk, name):
        if whose_turn(tenant.pk) != name:
            raise AnotherRuns
        return
    if upload_of(tenant, name).state != "waiting":
        end_turn(tenant.pk)
        return
    say(tenant.pk, name, Upload("running"))
    if not send(REPLAY_TASK, tenant.pk, name, asdict(columns)):
        say(tenant.pk, name, Upload("refused", problem=NO_WORKER))
        end_turn(tenant.pk)


def replay_upload(tenant_id: int, name: str, columns: Columns) -> None:
    """The worker's part; ends with the figures or with what was wrong, and forgets the file."""
    if whose_turn(tenant_id) != name:
        return  # it waited so long that its people were told to upload it again
    keep_turn(tenant_id, name)
    try:
        end = _replayed(Tenant.objects.get(pk=tenant_id), name, columns)
    except (TranscriptRefused, Http404) as problem:
        end = Upload("refused", problem=str(problem) or "the file is not here any more")
    except Exception:
        logger.exception("The upload of tenant %s could not be replayed", tenant_id)
        end = Upload("refused", problem=NOT_FORESEEN)
    say(tenant_id, name, end)
    forget_file(tenant_id, name)
    end_turn(tenant_id)


def _replayed(tenant: Tenant, name: str, columns: Columns) -> Upload:
    """Raises `TranscriptRefused`, `Http404`."""
    messages = messages_of(export_of(tenant, name), columns)
    if not 0 < len(messages) <= MOST_MESSAGES:
        raise TranscriptRefused(
            f"{len(messages):,} messages of visitors were found; 1 to {MOST_MESSAGES:,} will do"
        )
    report = replay(messages, sightings=tenant.sightings, progress=_Progress(tenant.pk, name))
    found = FOUND.dump_python(opportunity(report, cost_of_an_answer(tenant)), mode="json")
    return Upload("done", len(messages), len(messages), found=found)


def cost_of_an_answer(tenant: Tenant) -> Estimate:
    """USD, by the tenant's own recorded calls for lessons; not known where there are none."""
    names = (Sum.OWN_KNOWN, Sum.OWN_COST, Sum.OWN_COST_SQUARES)
    rows = access.day_sums_of(tenant).filter(name__in=names).values_list("name", "value")
    totals: dict[str, Decimal] = dict.fromkeys(names, Decimal(0))
    for name, value in rows:
        totals[name] += value
    sample = Sample(*(totals[name] for name in names))
    if not sample.count:
        return NOT_KNOWN
    many = Count(*[Decimal(1000)] * 3)
    return weighted_total({0: many}, {0: sample}).times(Decimal("0.001"))


def found_by(upload: Upload) -> Opportunity | None:
    return None if upload.found is None else FOUND.validate_python(upload.found)


class _Progress:
    """Tells how far a replay is, now and then."""

    def __init__(self, tenant_id: int, name: str) -> None:
        self.tenant_id, self.name, self.said_at = tenant_id, name, 0.0

    def __call__(self, done: int, turns: int) -> None:
        if time.monotonic() - self.said_at >= SAID_EVERY_SECONDS:
            self.said_at = time.monotonic()
            keep_turn(self.tenant_id, self.name)
            say(self.tenant_id, self.name, Upload("running", done, turns))
