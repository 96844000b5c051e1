"""Export everything of a tenant, or delete all of it."""

import json
import logging
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import ForeignKey, Model

from tenants import access, audit
from tenants.models import Tenant, User
from tenants.row_security import acting_for
from tenants.row_security.findings import tenant_models
from tenants.row_security.operations import tenant_column

logger = logging.getLogger(__name__)

# Neither is of use outside: one is sealed for this database, the other a hash.
KEPT_BACK = frozenset({"sealed_key", "digest"})


def export_tenant(tenant: Tenant, to: IO[bytes], *, by: User | None) -> dict[str, int]:
    """Write one ZIP with a file of JSON lines per table; table -> rows.

    In one transaction: outside one no cursor stays open, and a table would be read at once.
    """
    counts = {}
    with (
        acting_for(tenant.pk),
        transaction.atomic(),
        zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for model in models_of_tenants():
            name = model._meta.label_lower
            with archive.open(f"{name}.jsonl", "w") as file:
                counts[name] = _write_rows(model, tenant, file)
        archive.writestr("members.json", _as_json(list(_members(tenant))))
        archive.writestr("contents.json", _as_json({"tenant": tenant.name, "rows": counts}))
        audit.record(tenant, "tenant.exported", tenant.name, by=by)
    return counts


def delete_tenant(tenant: Tenant, *, by: User | None) -> None:
    """Delete the tenant with every row of every app. Its people keep their accounts."""
    tenant_id = tenant.pk
    with acting_for(tenant_id), transaction.atomic():
        access.lock_tenant(tenant_id, for_deletion=True)
        for model in models_of_tenants():
            if model is not Tenant:
                model._default_manager.filter(tenant_id=tenant_id).delete()
        Tenant.objects.filter(pk=tenant_id).delete()
    who = f"person {by.pk}" if by else "a command"
    logger.warning("Tenant %s was deleted with everything, by %s", tenant_id, who)


def models_of_tenants() -> list[type[Model]]:
    """Every model whose rows are a tenant's; what refers to another comes before it."""
    left = [model for model in tenant_models() if tenant_column(model) is not None]
    ordered: list[type[Model]] = []
    while left:
        referred = {parent for model in left for parent in _parents(model)}
        free = [model for model in left if model not in referred]
        if not free:
            raise RuntimeError(f"these models refer to each other in a circle: {left}")
        ordered += sorted(free, key=lambda model: model._meta.label_lower)
        left = [model for model in left if model in referred]
    return ordered


def _parents(model: type[Model]) -> Iterator[type[Model]]:
    for column in model._meta.concrete_fields:
        if isinstance(column, ForeignKey) and column.related_model is not model:
            yield column.related_model


def _write_rows(model: type[Model], tenant: Tenant, file: IO[bytes]) -> int:
    key = "pk" if model is Tenant else "tenant_id"
    columns = [
        column.attname for column in model._meta.concrete_fields if column.name not in KEPT_BACK
    ]
    rows = model._default_manager.filter(**{key: tenant.pk}).order_by("pk").values(*columns)
    count = 0
    for row in rows.iterator(chunk_size=1_000):
        file.write(_as_json(row).encode() + b"\n")
        count += 1
    return count


def _members(tenant: Tenant) -> Iterator[dict[str, Any]]:
    for member in tenant.memberships.select_related("user").order_by("pk"):
        yield {"email": member.user.email, "role": member.role, "since": member.created_at}


def _as_json(data: Any) -> str:
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)
