"""The database that all runs of the plugin share, empty again after tests that commit."""

import json
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections

OWNER = "owner"  # whose login migrates
EMPTY_TABLES = """
SELECT format('%I', relname) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) = 0
"""


def needs_database(item: Any) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return "django_db_setup" in fixtures or item.get_closest_marker("django_db") is not None


def may_commit(item: Any) -> bool:
    """Whether the test works outside of a transaction that ends with it."""
    fixtures = getattr(item, "fixturenames", ())
    rolled_back = "db" in fixtures or item.get_closest_marker("django_db") is not None
    return "transactional_db" in fixtures or ("django_db_blocker" in fixtures and not rolled_back)


class Database:
    """Each method is called in a process of its own, and returns its exit code."""

    def __init__(self, items: dict[str, Any], tables: Path) -> None:
        from pytest_django.plugin import blocking_manager_key

        self._blocker = next(iter(items.values())).config.stash[blocking_manager_key]
        self._tables = tables  # the names of those that are empty after the migrations

    def migrate(self) -> int:
        with self._blocker.unblock():
            call_command("migrate", database=OWNER, verbosity=0)
            with connections[OWNER].cursor() as cursor:
                cursor.execute(EMPTY_TABLES)
                self._tables.write_text(json.dumps([name for (name,) in cursor.fetchall()]))
        return 0

    def empty(self) -> int:
        names = ", ".join(json.loads(self._tables.read_text()))
        with self._blocker.unblock(), connections[OWNER].cursor() as cursor:
            cursor.execute(f"TRUNCATE {names}")
        return 0
