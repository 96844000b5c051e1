"""Periodic work: each tenant in its own scope, so that one failure does not stop the others."""

import logging
from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeVar

from tenants.models import Tenant
from tenants.row_security import acting_for, as_platform

logger = logging.getLogger(__name__)


class OfTenant(Protocol):
    """A row that belongs to a tenant."""

    tenant_id: int


Row = TypeVar("Row", bound=OfTenant)
Result = TypeVar("Result")


def for_every_tenant(work: Callable[[Tenant], Result]) -> list[Result]:
    """Do the work for every tenant, oldest first. See `for_tenants`."""
    with as_platform("periodic work is for every tenant"):
        tenants = list(Tenant.objects.order_by("pk"))
    return for_tenants(tenants, work)


def for_tenants(tenants: Iterable[Tenant], work: Callable[[Tenant], Result]) -> list[Result]:
    """Do the work for each tenant; the results of those for which it succeeded.

    An exception is logged, and the next tenant's turn comes all the same.
    """
    return [result for tenant in tenants for result in _in_scope(tenant.pk, work, tenant)]


def for_rows(rows: Iterable[Row], work: Callable[[Row], Result]) -> list[Result]:
    """Do the work for each row in the scope of its tenant, as `for_tenants` does."""
    return [result for row in rows for result in _in_scope(row.tenant_id, work, row)]


def _in_scope(tenant_id: int, work: Callable[[Any], Result], row: object) -> list[Result]:
    """The result in a list; [] where the work failed."""
    try:
        with acting_for(tenant_id):
            return [work(row)]
    except Exception:
        logger.exception("Periodic work failed for tenant %s", tenant_id)
        return []
