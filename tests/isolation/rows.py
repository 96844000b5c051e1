"""One row of every tenant's table for a tenant, full of a word that nobody else may read."""

import hashlib
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.utils import timezone

from delegation.rules.services.publishing.publishing import current_pack
from delegation.savings.models import ChatUpload
from delegation.savings.services.kept_reports import keep_report
from tenants.models import Tenant
from tenants.row_security.findings import tenant_models
from tenants.row_security.operations import keys_to_tenant_rows, tenant_column

# What a page could not show if it were only the word.
MEANINGFUL: dict[str, Any] = {
    "rules.Rule.state": "proposed",
    "rules.Rule.version": 0,
    "tenants.Invitation.expires_at": timezone.now() + timedelta(days=1),
}
# What row security puts in front of a statement: it says for whom the statement is.
SETTINGS = re.compile(r"\A(?:SET LOCAL [^;]+; )+")
READING = {"summary": "1 conversation.", "senders": [["agent", 1]], "names": [], "preview": []}
TODAY = timezone.now().date()
# What could not be made up: it would not be readable, or is there already.
MADE_BY_SERVICES: dict[str, Callable[[Tenant], models.Model]] = {
    "tenants.Membership": lambda tenant: tenant.memberships.earliest("pk"),
    "tenants.SiteKey": lambda tenant: tenant.site_keys.earliest("pk"),
    "rules.Pack": current_pack,
    "savings.ChatUpload": lambda tenant: ChatUpload.objects.create(
        tenant=tenant, state="waiting", reading=READING
    ),
    "savings.KeptReport": lambda tenant: keep_report(tenant, TODAY, TODAY, by=None),
}
Rows = dict[str, models.Model]  # by the model's label


def fill(tenant: Tenant, word: str, people: list[models.Model]) -> Rows:
    """A row in each table, referring to each other where they refer."""
    rows: Rows = {"tenants.Tenant": tenant}
    waiting = [model for model in tenant_models() if model is not Tenant]
    while waiting:
        ready = [model for model in waiting if not _missing(model, rows)]
        if not ready:
            raise AssertionError(f"these refer to each other: {waiting}")
        for model in ready:
            rows[model._meta.label] = _existing_or_new(model, tenant, word, rows, people)
        waiting = [model for model in waiting if model not in ready]
    return rows


def _missing(model: type[models.Model], rows: Rows) -> bool:
    """Whether it refers to a row that is still to be made."""
    return any(
        key.related_model._meta.label not in rows
        for key in keys_to_tenant_rows(model)
        if not key.null
    )


def _existing_or_new(
    model: type[models.Model],
    tenant: Tenant,
    word: str,
    rows: Rows,
    people: list[models.Model],
) -> models.Model:
    if model._meta.label in MADE_BY_SERVICES:
        return MADE_BY_SERVICES[model._meta.label](tenant)
    values = {
        field.name: _value(field, word, rows, people)
        for field in model._meta.concrete_fields
        if not (field.primary_key and not field.remote_field)
    }
    return model._default_manager.create(**values)


def _value(field: Any, word: str, rows: Rows, people: list[models.Model]) -> Any:
    label = f"{field.model._meta.label}.{field.name}"
    if label in MEANINGFUL:
        return MEANINGFUL[label]
    if field.remote_field:
        return rows.get(field.related_model._meta.label, None if field.null else people[0])
    if isinstance(field, ArrayField):
        return [word] if (field.base_field.max_length or 0) >= 100 else field.get_default() or []
    if field.choices:
        return field.default if field.has_default() else field.choices[0][0]
    if isinstance(field, models.EmailField):
        return f"someone@{word}.example"
    if isinstance(field, models.CharField | models.TextField):
        return word[: field.max_length] if field.max_length else word
    if isinstance(field, models.JSONField):
        return field.get_default() if field.has_default() else {"word": word}
    return _plain(field)


def _plain(field: Any) -> Any:
    """A value that says nothing."""
    if field.has_default() or field.null:
        return field.get_default()
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return timezone.now().date()
    return True if isinstance(field, models.BooleanField) else 1


@contextmanager
def watching_writes() -> Iterator[list[str]]:
    """Collects the statements that may write to a tenant's table."""
    tables = [model._meta.db_table for model in tenant_models()]
    writes: list[str] = []

    def look(execute: Any, sql: str, *rest: Any) -> Any:
        statement = SETTINGS.sub("", sql)
        if not statement.startswith("SELECT") and any(table in sql for table in tables):
            writes.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(look):
        yield writes


def fingerprints(*tenants: Tenant) -> tuple[str, ...]:
    """All rows of each tenant in one word: it differs after any change."""
    parts = []
    for model in tenant_models():
        table, column = model._meta.db_table, tenant_column(model)
        whose = f'FROM "{table}" AS row WHERE {column} = ANY(%(tenants)s)'
        parts.append(f"SELECT {column}, '{table}' || md5(row::text) {whose}")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), {"tenants": [tenant.pk for tenant in tenants]})
        found = sorted(cursor.fetchall())
    return tuple(
        hashlib.sha256("".join(row for pk, row in found if pk == tenant.pk).encode()).hexdigest()
        for tenant in tenants
    )
