"""Servers of a benchmark's own, in a folder that is removed, and Django's settings for them."""

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from delegation.embedded.places import ENTERABLE
from delegation.embedded.roles import DATABASE
from delegation.embedded.servers import Servers, embedded_servers


@contextmanager
def own_servers(*, durable: bool = False) -> Iterator[Servers]:
    """Migrated, and empty. This process and those that it starts find them in the environment.

    `durable`: a commit waits for the disk, as it does wherever the data matters.
    """
    with tempfile.TemporaryDirectory(prefix="delegation-benchmark-") as folder:
        Path(folder).chmod(ENTERABLE)
        with embedded_servers(Path(folder) / "state", throwaway=not durable) as servers:
            os.environ.update(servers.environment())
            os.environ["DJANGO_SETTINGS_MODULE"] = "delegation.settings"
            os.environ["SECRET_KEY"] = f"benchmark-{secrets.token_urlsafe(32)}"
            os.environ["ALLOWED_HOSTS"] = "testserver"
            migrate = [sys.executable, "manage.py", "migrate", "--database", "owner", "-v0"]
            subprocess.run(migrate, check=True)
            yield servers


def superuser(servers: Servers) -> psycopg.Connection:
    """Who may do all that fills tables quickly, and gives the planner its statistics."""
    return psycopg.connect(servers.database_superuser_url, dbname=DATABASE, autocommit=True)
