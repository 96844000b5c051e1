"""Replays of chat exports for people without an account, where the operators allow them.

They belong to one workspace without members, so they have the limits, the sealing and the erasure
of every other upload. An operator who suspends that workspace closes the page.
"""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from delegation.domain.exports.turns import ExportRefused
from delegation.domain.wording import Sentence, worded
from delegation.savings import access
from delegation.savings.models import ChatUpload
from delegation.savings.services.uploads import OPEN, UploadLimits, take_upload
from tenants.models import Tenant
from tenants.row_security import acting_for, as_platform
from tenants.services.workspaces import create_strangers_tenant

MOST_BYTES = 2 * 1024 * 1024
MOST_OPEN = 12  # of all networks; a thread of the slow worker replays one of them at a time
PART_OF_A_NETWORK = 5  # a network may replay a fifth of the day's files
DAY = timedelta(days=1)


def is_open() -> bool:
    """Whether the operators let people without an account replay exports."""
    if settings.EXPORTS_WITHOUT_ACCOUNT <= 0:
        return False
    tenant = _found()
    return tenant is None or tenant.suspended_at is None


def strangers_tenant() -> Tenant:
    """Return the workspace of people without an account, made when it is first needed."""
    found = _found()
    if found is not None:
        return found
    try:
        return create_strangers_tenant()
    except IntegrityError:  # another request made it a moment ago
        found = _found()
        if found is None:
            raise
        return found


def take_export(data: bytes, *, name: str, network: str, answer_cost: Decimal | None) -> ChatUpload:
    """Keep a stranger's file for an hour and have a worker read it. Raises `ExportRefused`.

    `network` is the keyed hash of theirs; `answer_cost` is USD.
    """
    tenant, most = strangers_tenant(), settings.EXPORTS_WITHOUT_ACCOUNT
    with acting_for(tenant.pk), transaction.atomic():
        _check_network(tenant, network, max(1, most // PART_OF_A_NETWORK))
        return take_upload(
            tenant,
            data,
            name=name,
            by=None,
            limits=UploadLimits(waiting=MOST_OPEN, per_day=most),
            network=network,
            answer_cost=answer_cost,
        )


def get_try(upload_id: UUID) -> ChatUpload:
    """A stranger's upload. Raises `Http404` if it is missing, over, or a workspace's."""
    tenant = _found()
    if tenant is None:
        raise Http404
    return access.get_upload(tenant, upload_id)


def _check_network(tenant: Tenant, network: str, most: int) -> None:
    """Raises `ExportRefused` where a network has an open file or has used its part of the day."""
    uploads = access.uploads_of(tenant).filter(network=network)
    if uploads.filter(state__in=OPEN, created_at__gte=timezone.now() - timedelta(hours=1)).exists():
        raise ExportRefused(
            worded("your network has a file open already; finish it, or try again in an hour")
        )
    if uploads.filter(created_at__gte=timezone.now() - DAY).count() >= most:
        raise ExportRefused(
            Sentence(
                "your network replayed %(number)s file today; try again tomorrow, or sign up",
                {"number": most},
                many="your network replayed %(number)s files today; try again tomorrow, or sign up",
            )
        )


def _found() -> Tenant | None:
    with as_platform("the workspace of people without an account has no member to find it by"):
        return Tenant.objects.filter(for_strangers=True).first()
