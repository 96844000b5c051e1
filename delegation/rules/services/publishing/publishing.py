"""From changed rules to the next version of a tenant's pack, one after the other."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID, uuid4

from django.db import transaction

from delegation.queues import send
from delegation.rules import access
from delegation.rules.models import Pack, PackChange
from delegation.rules.services.publishing.compiling import (
    Draft,
    draft_pack,
    live_rules,
    made_for,
    newest_version,
)
from tenants.access import lock_tenant
from tenants.models import Tenant, User

logger = logging.getLogger(__name__)

PUBLISH_TASK = "rules.publish"
COMPILED_AT_ONCE = 100  # live rules; compiling more takes longer than an answer may wait (20 ms)
ATTEMPTS = 5  # as often may another pack come first while one is compiled
REPLACED_EVERY_SECONDS = 30.0  # of one pack by one process: the first task may have been lost
MOST_REMEMBERED = 5_000  # packs that one process remembers to have had replaced
_replaced_at: dict[int, float] = {}
_batch: ContextVar[UUID | None] = ContextVar("batch", default=None)


def change_pack(
    tenant: Tenant, *, reason: str, by: User | None, visitor_waits: bool = False
) -> None:
    """Have the next pack carry a change: at once, or by a worker where there is much to compile.

    Runs in the transaction of the change, so that neither exists without the other. While a visitor
    waits for their message to be accepted nothing is compiled: the old pack serves until a worker
    has made the next.
    """
    PackChange.objects.create(tenant=tenant, reason=reason[:200], author=by)
    if _batch.get() is not None:
        return  # `together` sees to it
    if visitor_waits:
        transaction.on_commit(lambda: wake_publisher(tenant.pk))
    else:
        _publish_soon(tenant)


@contextmanager
def together(tenant: Tenant) -> Iterator[UUID]:
    """Changes made inside come with one pack, and can be undone together, by the id it yields."""
    if outer := _batch.get():
        yield outer
        return
    batch = uuid4()
    token = _batch.set(batch)
    try:
        with transaction.atomic():
            yield batch
            _publish_soon(tenant)
    finally:
        _batch.reset(token)


def current_batch() -> UUID:
    """Of the changes that are made together now; a new one for a change by itself."""
    return _batch.get() or uuid4()


def _publish_soon(tenant: Tenant) -> None:
    """What waits, if anything does: now, or by a worker where there is much to compile."""
    if not access.pack_changes_of(tenant).filter(pack=None).exists():
        return
    if live_rules(tenant).count() > COMPILED_AT_ONCE:
        transaction.on_commit(lambda: wake_publisher(tenant.pk))
    else:
        publish_changes(tenant)


def publish_pack(tenant: Tenant, *, reason: str, by: User | None) -> Pack:
    """Write the next pack version now."""
    with transaction.atomic():
        PackChange.objects.create(tenant=tenant, reason=reason[:200], author=by)
        return publish_changes(tenant) or current_pack(tenant)


def publish_changes(tenant: Tenant) -> Pack | None:
    """The pack with all changes that wait; None where none does. Safe to call twice and at once.

    It takes no lock while it compiles. A caller that changes a rule already has the tenant's.
    If another pack was written meanwhile it compiles again, so that a newer version never has
    older rules.
    """
    for _ in range(ATTEMPTS):
        with transaction.atomic():
            tenant = Tenant.objects.get(pk=tenant.pk)
            draft = draft_pack(tenant)
        if not draft.changes:
            return None
        pack = _write(tenant, draft)
        if pack is not None:
            return pack
    logger.warning("Tenant %s publishes faster than its pack compiles", tenant.pk)
    wake_publisher(tenant.pk)
    return None


@transaction.atomic
def _write(tenant: Tenant, draft: Draft) -> Pack | None:
    """The draft as a row; None if it follows a version that is not the newest any more."""
    lock_tenant(tenant.pk)
    if newest_version(tenant) != draft.base:
        return None
    changes = access.pack_changes_of(tenant).filter(pk__in=draft.changes)
    made = list(changes.order_by("pk"))
    authors = {change.author_id for change in made}
    pack = Pack.objects.create(
        tenant=tenant,
        version=draft.base + 1,
        body=draft.body,
        etag=draft.etag,
        made_for=draft.made_for,
        struck=draft.struck,
        reason=summary([change.reason for change in made]),
        author_id=authors.pop() if len(authors) == 1 else None,
    )
    changes.update(pack=pack)
    return pack


def summary(reasons: list[str]) -> str:
    """Return one line for several reasons."""
    first = reasons[0] if reasons else ""
    return first if len(reasons) < 2 else f"{len(reasons)} changes: {first}"[:196] + " …"


def wake_publisher(tenant_id: int) -> None:
    """Put the tenant into the queue. If Valkey is away, `publish_waiting` does it later."""
    send(PUBLISH_TASK, tenant_id)


def current_pack(tenant: Tenant) -> Pack:
    """The newest pack; a tenant that has none gets its first, empty."""
    return newest_pack(tenant) or publish_pack(tenant, reason="first pack", by=None)


def newest_pack(tenant: Tenant) -> Pack | None:
    """The pack that browsers get now. An outdated one stays until a worker has made the next.

    Its body is read when it is used: most who ask only compare its ETag.
    """
    pack = access.packs_of(tenant).defer("body").order_by("-version").first()
    if pack is not None and pack.made_for != made_for(tenant):
        replace_soon(pack)
    return pack


def replace_soon(pack: Pack) -> None:
    """Have a worker compile the rules again. Of many calls in a row only the first does so."""
    now = time.monotonic()
    if now - _replaced_at.get(pack.pk, -REPLACED_EVERY_SECONDS) < REPLACED_EVERY_SECONDS:
        return
    if len(_replaced_at) >= MOST_REMEMBERED:
        _replaced_at.clear()
    _replaced_at[pack.pk] = now
    transaction.on_commit(lambda: wake_publisher(pack.tenant_id))


def republish(tenant: Tenant, outdated: Pack) -> Pack:
    """Compile the same rules for this code and the tenant's settings, if no newer pack exists."""
    with transaction.atomic():
        lock_tenant(tenant.pk)
        newest = access.packs_of(tenant).defer("body").order_by("-version").first()
        if newest is not None and newest.pk != outdated.pk:
            return newest
        return publish_pack(tenant, reason="updated: settings or format changed", by=None)
