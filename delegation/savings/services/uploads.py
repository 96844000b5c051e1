"""Uploaded chat exports: sealed in the database for an hour, bounded per tenant, then erased."""

import base64
import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from delegation.domain.exports.turns import ExportRefused
from delegation.domain.wording import Sentence, worded
from delegation.queues import send
from delegation.savings import access
from delegation.savings.models import ChatUpload, UploadState
from tenants.access import lock_tenant
from tenants.models import Tenant, User
from tenants.sealing import SealBroken, seal, unseal

READ_TASK = "savings.read_upload"
PURPOSE = "chat-upload"
KEPT = timedelta(hours=1)
SILENT = timedelta(seconds=90)  # a worker that said nothing for so long was stopped
QUEUED = timedelta(minutes=10)  # longer than a file waits for a worker
MOST_BYTES = 25 * 1024 * 1024  # uploaded
MOST_WAITING = 3  # files of one tenant at a time
MOST_PER_DAY = 50
TOO_LARGE = worded("the file is larger than 25 MB; export a shorter period, or pack it with zip")
STOPPED = worded("the work was stopped before its end; upload the file again")
NO_WORKER = worded("no worker could be reached; upload the file again in a minute")
OPEN = (UploadState.READING, UploadState.WAITING, UploadState.RUNNING)


@dataclass(frozen=True)
class UploadLimits:
    """How many uploads a workspace may have: open ones at a time, and new ones in a day."""

    waiting: int
    per_day: int


def take_upload(
    tenant: Tenant,
    data: bytes,
    *,
    name: str,
    by: User | None,
    limits: UploadLimits | None = None,
    **more: Any,
) -> ChatUpload:
    """Keep the file for an hour and have a worker read it. Raises `ExportRefused`.

    `more` are further columns of the row.
    """
    if len(data) > MOST_BYTES:
        raise ExportRefused(TOO_LARGE)
    packed = data if data[:2] in (b"\x1f\x8b", b"PK") else gzip.compress(data)
    text = base64.b85encode(packed).decode("ascii")
    with transaction.atomic():
        lock_tenant(tenant.pk)
        forget_uploads(tenant, timezone.now())
        _check_limits(tenant, limits or UploadLimits(MOST_WAITING, MOST_PER_DAY))
        upload = ChatUpload.objects.create(
            tenant=tenant,
            uploaded_by=by,
            file_name=name[:200],
            sealed=seal(text, tenant_id=tenant.pk, purpose=PURPOSE),
            **more,
        )
        transaction.on_commit(lambda: _wake_reader(upload))
    return upload


def read_again(
    upload: ChatUpload,
    columns: dict[str, str] | None,
    *,
    date_order: str = "",
    assistants: Sequence[str] = (),
) -> None:
    """Have a worker read the file as the person chose; the choice of the assistants is kept."""
    chosen = {"columns": columns, "date_order": date_order, "assistants": list(assistants)}
    waiting = ChatUpload.objects.filter(
        tenant_id=upload.tenant_id, pk=upload.pk, state=UploadState.WAITING
    )
    if waiting.update(**chosen, state=UploadState.READING, touched_at=timezone.now()):
        transaction.on_commit(lambda: _wake_reader(upload))


def file_of(tenant_id: int, upload_id: UUID) -> bytes | None:
    """The uploaded bytes; None once they are erased or cannot be opened."""
    rows = ChatUpload.objects.filter(tenant_id=tenant_id, pk=upload_id)
    sealed = rows.values_list("sealed", flat=True).first()
    if not sealed:
        return None
    try:
        return base64.b85decode(unseal(sealed, tenant_id=tenant_id, purpose=PURPOSE))
    except SealBroken:
        return None


def set_state(tenant_id: int, upload_id: UUID, **changes: Any) -> None:
    """Set the state of an upload. One that has ended loses its file."""
    if changes.get("state") in (UploadState.DONE, UploadState.REFUSED):
        changes["sealed"] = ""
    ChatUpload.objects.filter(tenant_id=tenant_id, pk=upload_id).update(
        touched_at=timezone.now(), **changes
    )


def end_if_stopped(upload: ChatUpload, now: datetime) -> None:
    """Refuse an upload whose worker died, so that its page does not wait for ever."""
    patience = SILENT if upload.done else QUEUED
    waits = upload.state in (UploadState.READING, UploadState.RUNNING)
    if waits and upload.touched_at < now - patience:
        set_state(upload.tenant_id, upload.pk, state=UploadState.REFUSED, problem=STOPPED)
        upload.state, upload.problem = UploadState.REFUSED, STOPPED


def forget_uploads(tenant: Tenant, now: datetime) -> int:
    """Delete uploads whose hour is over. Returns their number. Safe to run twice.

    A day's rows stay without their files and results, to be counted.
    """
    over = access.uploads_of(tenant).filter(created_at__lt=now - KEPT)
    over.filter(created_at__lt=now - timedelta(days=1)).delete()
    return over.exclude(sealed="", reading=None, found=None).update(
        sealed="", reading=None, found=None, file_name="", state=UploadState.REFUSED
    )


def _check_limits(tenant: Tenant, limits: UploadLimits) -> None:
    """Raises `ExportRefused`."""
    uploads = access.uploads_of(tenant)
    if uploads.filter(state__in=OPEN).count() >= limits.waiting:
        raise ExportRefused(
            Sentence(
                "%(number)s file is open already; finish it, or try again in an hour",
                {"number": limits.waiting},
                many="%(number)s files are open already; finish one, or try again in an hour",
            )
        )
    day = timezone.now() - timedelta(days=1)
    if uploads.filter(created_at__gte=day).count() >= limits.per_day:
        raise ExportRefused(
            Sentence(
                "%(number)s file was uploaded today; try again tomorrow",
                {"number": limits.per_day},
                many="%(number)s files were uploaded today; try again tomorrow",
            )
        )


def _wake_reader(upload: ChatUpload) -> None:
    if not send(READ_TASK, upload.tenant_id, str(upload.pk)):
        set_state(upload.tenant_id, upload.pk, state=UploadState.REFUSED, problem=NO_WORKER)
