"""System checks of `manage.py check`."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from delegation.catalogues import is_compiled


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


@register(Tags.translation)
def languages_are_compiled(**_: Any) -> list[CheckMessage]:
    """Report each offered language whose compiled catalogue is missing or older than its text."""
    return [
        Error(
            f"The pages are offered in {name}, but its catalogue is not compiled as it is now.",
            hint="Run `python -m scripts.messages compile`; `make demo` does it, too.",
            id="delegation.E003",
        )
        for code, name in settings.LANGUAGES
        if not is_compiled(code)
    ]
