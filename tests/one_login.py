"""One connection for everything a test does: its rows are never committed, so no other sees them.

It is the login that sees every tenant's rows. For one tenant, and for none, it takes the serving
login's role, as production does in a transaction for all tenants. The product's own processes, and
the tests of the logins themselves, use both logins.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections
from psycopg.conninfo import conninfo_to_dict

from tenants.row_security import request_begins
from tenants.row_security.database.base import DatabaseWrapper
from tenants.row_security.logins import SEES_ALL, SERVES


def use_one_login() -> None:
    """Call it before the first connection is made."""
    databases = settings.DATABASES
    pool = databases[SERVES]["OPTIONS"]["pool"]
    everything = databases.pop(SEES_ALL)
    everything["OPTIONS"] = {**everything["OPTIONS"], "pool": pool}
    databases[SERVES] = everything
    connections[SERVES] = connections.create_connection(SERVES)  # starting Django made one


@contextmanager
def both_logins() -> Iterator[None]:
    """In this thread, the two logins of production: `default` serves and is no member of the other.

    They see committed rows only, and as in a request, none of a tenant's at first.
    """
    one, known = connections[SERVES], connections.settings
    address = conninfo_to_dict(str(settings.ENV.database_url))
    login = {"USER": address["user"], "PASSWORD": address["password"], "SEES_EVERY_TENANT": False}
    serving = DatabaseWrapper({**known[SERVES], **login}, "serving")
    connections[SERVES], known[SEES_ALL] = serving, known[SERVES]
    try:
        with request_begins():
            yield
    finally:
        connections[SERVES] = one
        for connection in (serving, connections[SEES_ALL]):
            connection.close()
            connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's alone
        del connections[SEES_ALL], known[SEES_ALL]
