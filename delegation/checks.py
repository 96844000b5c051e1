"""System checks of `manage.py check`."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.database)  # `replay` and `makemigrations` need no server
def servers_are_named(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Report missing addresses of PostgreSQL and Valkey."""
    if not databases:
        return []
    missing = []
    if settings.DATABASES["default"]["ENGINE"].endswith("no_database"):
        missing.append("DATABASE_URL")
    if not settings.REDIS_URL:
        missing.append("REDIS_URL")
    return [
        Error(
            f"{name} is not set and no embedded server is running.",
            hint="Set it, or run `make demo`, which starts both servers.",
            id=f"delegation.E00{number}",
        )
        for number, name in enumerate(missing, start=1)
    ]
