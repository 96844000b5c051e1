"""Uploaded chat exports. They stay in the cache alone, for an hour: nothing is stored of somebody's
conversations, and what is found is the owner's to download."""

import gzip
import secrets
from dataclasses import asdict, dataclass
from typing import Any

from django.core.cache import cache
from django.http import Http404

from delegation.domain.replay.exports import Export, open_export
from delegation.domain.replay.transcripts import TranscriptRefused
from tenants.models import Tenant

KEPT_SECONDS = 3_600
QUEUED_SECONDS = 600  # longer than a replay waits for a worker
SILENT_SECONDS = 60  # a worker that said nothing for so long was stopped
MOST_BYTES = 25 * 1024 * 1024  # uploaded
TOO_LARGE = "the file is larger than 25 MB"
STOPPED = "the replay was stopped before its end; upload the file again"


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
        raise TranscriptRefused(TOO_LARGE)
    open_export(data)
    name = secrets.token_urlsafe(16)
    packed = data if data[:2] == b"\x1f\x8b" else gzip.compress(data)
    cache.set(_key(tenant.pk, name, "file"), packed, KEPT_SECONDS)
    say(tenant.pk, name, Upload("waiting"))
    return name


def upload_of(tenant: Tenant, name: str) -> Upload:
    """Where the tenant's upload stands. Raises `Http404`; also once its hour is over."""
    has_turn = whose_turn(tenant.pk) == name  # first: the end is said before a turn is over
    known = cache.get(_key(tenant.pk, name, "state"))
    if known is None:
        raise Http404
    upload = Upload(**known)
    lost = upload.state == "running" and not has_turn
    return Upload("refused", problem=STOPPED) if lost else upload


def export_of(tenant: Tenant, name: str) -> Export:
    """The uploaded rows. Raises `Http404`."""
    packed = cache.get(_key(tenant.pk, name, "file"))
    if packed is None:
        raise Http404
    return open_export(packed)


def forget_file(tenant_id: int, name: str) -> None:
    cache.delete(_key(tenant_id, name, "file"))


def say(tenant_id: int, name: str, upload: Upload) -> None:
    """Tell where an upload stands."""
    cache.set(_key(tenant_id, name, "state"), asdict(upload), KEPT_SECONDS)


def take_turn(tenant_id: int, name: str) -> bool:
    """Claim the tenant's one turn to be replayed; False while it is taken."""
    return cache.add(_turn(tenant_id), name, QUEUED_SECONDS)


def whose_turn(tenant_id: int) -> str | None:
    """The name of the upload that is replayed, or is about to be."""
    holder: str | None = cache.get(_turn(tenant_id))
    return holder


def keep_turn(tenant_id: int, name: str) -> None:
    """Say that the replay goes on."""
    cache.set(_turn(tenant_id), name, SILENT_SECONDS)


def end_turn(tenant_id: int) -> None:
    cache.delete(_turn(tenant_id))


def _turn(tenant_id: int) -> str:
    return f"opportunity:{tenant_id}:turn"


def _key(tenant_id: int, name: str, what: str) -> str:
    return f"opportunity:{tenant_id}:{name}:{what}"
