"""Row security: PostgreSQL itself shows every statement one tenant's rows, or none.

A statement runs for the tenant of the innermost `acting_for`; outside of one it finds no row and
may write none. What really spans tenants says so with `as_platform`, and a test lists those places;
it runs under another login of the database (`logins`), which the serving one cannot become.
Explicit filters through `access` stay: this is what holds when one of them is forgotten.

For a new table: give its model a `tenant` foreign key, and its migration, after the table is made,
`ProtectRows("ModelName")` from `tenants.row_security.operations`. `manage.py row_security` lists
what is missing.
"""

from tenants.row_security.scope import (
    acting_for,
    as_platform,
    current_scope,
    request_begins,
    request_is_for,
    request_is_for_operators,
)

__all__ = [
    "acting_for",
    "as_platform",
    "current_scope",
    "request_begins",
    "request_is_for",
    "request_is_for_operators",
]
