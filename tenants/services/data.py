"""What is stored about visitors, and for how long: texts are erased, counts stay.

Apps say here which of their columns hold what visitors wrote or read, and how they find rows that
are made of it, when they are ready; this app, on which they all stand, imports none of them.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import Model, Q, QuerySet

from tenants import audit
from tenants.models import Tenant, User
from tenants.row_security import as_platform
from tenants.row_security.findings import tenant_models
from tenants.services.every_tenant import for_tenants

AT_ONCE = 2_000  # rows of one statement: none holds its locks for long
LATE = timedelta(days=1)  # a row may end, and be ready to be erased, so long after it was written
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Texts:
    """Columns of a model that hold a visitor's words, written when the row was.

    `blank` says what each becomes; `visitor` is the look-up that names whose they are; rows that
    do not match `ended` are still being worked on, and wait for the next time.
    """

    model: type[Model]
    blank: Mapping[str, Any]
    visitor: str = "visitor"
    ended: Q = field(default_factory=Q)


@dataclass(frozen=True)
class MadeOfTexts:
    """How an app erases rows that are nothing but one visitor's words; each says how many."""

    of_visitor: Callable[[Tenant, str], int]
    before: Callable[[Tenant, datetime], int]


_texts: dict[str, Texts] = {}
_made_of_texts: set[MadeOfTexts] = set()


def register_texts(texts: Texts) -> None:
    _texts[texts.model._meta.label] = texts


def register_made_of_texts(made: MadeOfTexts) -> None:
    _made_of_texts.add(made)


def erase_all_old_texts(now: datetime) -> int:
    """Erase for every tenant that limits how long texts are kept; return how many rows.

    Safe to run twice, or late.
    """
    with as_platform("every tenant has its own time for keeping texts"):
        keepers = list(Tenant.objects.filter(retention_days__isnull=False))
    return sum(for_tenants(keepers, lambda tenant: erase_old_texts(tenant, now)))


def erase_old_texts(tenant: Tenant, now: datetime) -> int:
    """Blank the texts that are older than the tenant keeps them; return how many rows."""
    if tenant.retention_days is None:
        return 0
    before = now - timedelta(days=tenant.retention_days)
    erased = sum(made.before(tenant, before) for made in _made_of_texts)
    for texts in _texts.values():
        rows = _rows(texts, tenant).filter(texts.ended, created_at__lt=before)
        # A year of rows takes long to look through, so what was looked through is remembered. Once
        # a week, and whenever the cache has forgotten it, everything is looked through.
        place = f"erased:{texts.model._meta.label_lower}:{tenant.pk}:{now.toordinal() // 7}"
        looked_through = cache.get(place)
        if looked_through is not None:
            rows = rows.filter(created_at__gte=looked_through - LATE)
        erased += _blank(texts, rows)
        cache.set(place, before, timeout=WEEK.total_seconds())
    return erased


@transaction.atomic
def erase_visitor(tenant: Tenant, visitor: str, *, by: User | None) -> bool:
    """Blank everything that a visitor wrote and read, and forget their id; return False if unknown.

    What they were counted in stays counted, under a name that leads nowhere. The audit row does
    not repeat the id.
    """
    nobody = f"erased-{secrets.token_hex(12)}"
    erased = sum(made.of_visitor(tenant, visitor) for made in _made_of_texts)
    erased += sum(
        _blank(texts, _rows(texts, tenant).filter(**{texts.visitor: visitor}))
        for texts in _texts.values()
    )
    renamed = sum(_rename(model, tenant, visitor, nobody) for model in tenant_models())
    if not erased and not renamed:
        return False
    audit.record(tenant, "visitor.erased", nobody, by=by, rows=erased)
    return True


def _rows(texts: Texts, tenant: Tenant) -> QuerySet[Any]:
    return texts.model._default_manager.filter(tenant=tenant)


def _blank(texts: Texts, rows: QuerySet[Any]) -> int:
    """Blank a bounded number of rows at a time, oldest first; return how many.

    Rows that say nothing are left as they are. Each statement goes on where the one before it
    ended, so that none looks through a year of rows again and no list holds a year of ids.
    """
    is_blank = Q()
    for column, value in texts.blank.items():
        is_blank &= Q(**({f"{column}__isnull": True} if value is None else {column: value}))
    left = rows.exclude(is_blank).order_by("created_at", "pk").values_list("pk", "created_at")
    everything, count = texts.model._default_manager.all(), 0
    some = list(left[:AT_ONCE])
    while some:
        count += everything.filter(pk__in=[pk for pk, _ in some]).update(**texts.blank)
        last, at = some[-1]
        later = Q(created_at__gt=at) | Q(pk__gt=last)
        some = list(left.filter(later, created_at__gte=at)[:AT_ONCE])
    return count


def _rename(model: type[Model], tenant: Tenant, visitor: str, nobody: str) -> int:
    """In every table that names visitors, also of apps that registered no texts."""
    columns = {column.name for column in model._meta.concrete_fields}
    if "visitor" not in columns:
        return 0
    values = {name: nobody for name in ("visitor", "address_prefix") if name in columns}
    return model._default_manager.filter(tenant=tenant, visitor=visitor).update(**values)
