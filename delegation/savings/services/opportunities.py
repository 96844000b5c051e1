"""Uploaded chat exports, replayed by a worker. They stay in the cache alone, for an hour: nothing
is stored of somebody's conversations, and what is found is the owner's to download."""

import gzip
import logging
import secrets
import time
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from celery import current_app
from django.core.cache import cache
from django.http import Http404
from pydantic import TypeAdapter

from delegation.domain.exports import Columns, Export, messages_of, open_export
from delegation.domain.intervals import NOT_KNOWN, Estimate
from delegation.domain.opportunity import Opportunity, opportunity
from delegation.domain.replay import replay
from delegation.domain.savings import Answers as Count
from delegation.domain.savings import Sample, weighted_total
from delegation.domain.sums import Sum
from delegation.domain.transcripts import TranscriptRefused
from delegation.savings import access
from tenants.models import Tenant

logger = logging.getLogger(__name__)

REPLAY_TASK = "savings.replay"
KEPT_SECONDS = 3_600
MOST_BYTES = 25 * 1024 * 1024  # uploaded
MOST_MESSAGES = 200_000  # about a quarter of an hour's work for one worker
SAID_EVERY_SECONDS = 0.5
FOUND: TypeAdapter[Opportunity] = TypeAdapter(Opportunity)


@dataclass(frozen=True)
class Upload:
    """Where an upload stands: waiting for its columns, running, done or refused."""

    state: str
    done: int = 0
    turns: int = 0
    problem: str = ""
    found: dict[str, Any] | None = None


def take_upload(tenant: Tenant, data: bytes) -> str:
    """Keep a file for an hour; its name. Raises `TranscriptRefused` for one that cannot be read."""
    if len(data) > MOST_BYTES:
        raise TranscriptRefused("the file is larger than 25 MB")
    open_export(data)
    name = secrets.token_urlsafe(16)
    packed = data if data[:2] == b"\x1f\x8b" else gzip.compress(data)
    cache.set(_key(tenant.pk, name, "file"), packed, KEPT_SECONDS)
    _say(tenant.pk, name, Upload("waiting"))
    return name


def upload_of(tenant: Tenant, name: str) -> Upload:
    """Where the tenant's upload stands. Raises `Http404`; also once its hour is over."""
    known = cache.get(_key(tenant.pk, name, "state"))
    if known is None:
        raise Http404
    return Upload(**known)


def export_of(tenant: Tenant, name: str) -> Export:
    """The uploaded rows. Raises `Http404`."""
    packed = cache.get(_key(tenant.pk, name, "file"))
    if packed is None:
        raise Http404
    return open_export(packed)


def start_replay(tenant: Tenant, name: str, columns: Columns) -> None:
    """Have a worker replay it. A second start while it runs is none."""
    if upload_of(tenant, name).state in ("running", "done"):
        return
    _say(tenant.pk, name, Upload("running"))
    current_app.send_task(REPLAY_TASK, args=[tenant.pk, name, asdict(columns)])


def replay_upload(tenant_id: int, name: str, columns: Columns) -> None:
    """The worker's part; ends with the figures, and forgets the file."""
    tenant = Tenant.objects.get(pk=tenant_id)
    try:
        messages = messages_of(export_of(tenant, name), columns)
        if not 0 < len(messages) <= MOST_MESSAGES:
            raise TranscriptRefused(
                f"{len(messages):,} messages of visitors were found; 1 to {MOST_MESSAGES:,} will do"
            )
        report = replay(messages, sightings=tenant.sightings, progress=_Progress(tenant_id, name))
    except (TranscriptRefused, Http404) as problem:
        text = str(problem) or "the file is not here any more"
        return _say(tenant_id, name, Upload("refused", problem=text))
    found = FOUND.dump_python(opportunity(report, cost_of_an_answer(tenant)), mode="json")
    cache.delete(_key(tenant_id, name, "file"))
    return _say(tenant_id, name, Upload("done", len(messages), len(messages), found=found))


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
            _say(self.tenant_id, self.name, Upload("running", done, turns))


def _say(tenant_id: int, name: str, upload: Upload) -> None:
    cache.set(_key(tenant_id, name, "state"), asdict(upload), KEPT_SECONDS)


def _key(tenant_id: int, name: str, what: str) -> str:
    return f"opportunity:{tenant_id}:{name}:{what}"
