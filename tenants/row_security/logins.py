"""The two logins of the database: one serves a tenant at a time, one sees every tenant's rows.

Work for all tenants runs on a separate connection, under the password of another login. So SQL
that an attacker smuggles into a page's statement cannot reach it, whatever it says: the serving
login is no member of anything. Queries need not name a connection: while such work runs, the
thread's connection `default` is that of the other login.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SERVES, SEES_ALL = "default", "platform"
"""Names in `DATABASES`. Tests have the first alone, with the login that sees all rows."""

# Django is imported inside the functions: the servers' launcher reads this package without it.


@contextmanager
def login_for(*, sees_all: bool) -> Iterator[None]:
    """Statements inside run under the login for one tenant's rows, or for everybody's.

    Work for one tenant within a transaction for all stays in it: the backend then changes the role.
    """
    from django.db import connections

    if SEES_ALL not in connections:
        yield
        return
    before = connections[SERVES]
    change_login(sees_all=sees_all)
    try:
        yield
    finally:
        used = connections[SERVES]
        connections[SERVES] = before
        if used is not before and _is_of_all(used) and not used.in_atomic_block:
            used.close()  # the pool is small, and the next one waits for it


def change_login(*, sees_all: bool) -> None:
    """Use the other login's connection from here on, if it is another one."""
    from django.db import connections

    if SEES_ALL not in connections:
        return
    current = connections[SERVES]
    if sees_all and not _is_of_all(current):
        other: Any = connections[SEES_ALL]
        other.instead_of = current
        connections[SERVES] = other
    elif not sees_all and _is_of_all(current) and not current.in_atomic_block:
        connections[SERVES] = current.instead_of  # type: ignore[attr-defined]  # of our backend


def _is_of_all(connection: Any) -> bool:
    return bool(getattr(connection, "sees_all", False))
