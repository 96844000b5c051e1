"""The stream process as servers import it: `delegation.stream.app:application`.

Django gives the settings and the models; requests do not pass through it.
"""

import os
from collections.abc import Sequence
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "delegation.settings")
django.setup()

from django.conf import settings  # noqa: E402 - needs the settings
from django.db import connections  # noqa: E402 - needs the settings

from delegation.domain.wire.events import Event  # noqa: E402 - needs the settings
from delegation.stream.application import StreamApplication  # noqa: E402 - needs the settings
from delegation.telemetry.processes import watch_process  # noqa: E402 - needs the settings

# A pool would keep connections open between the rare questions of this process.
settings.DATABASES["default"].get("OPTIONS", {}).pop("pool", None)


def recorded_events(tenant_id: int, escalation_id: UUID) -> Sequence[Event] | None:
    """What the row says. Imported when first needed: streams normally read Valkey alone."""
    from delegation.conversations import services

    return services.recorded_events(tenant_id, escalation_id)


watch_process("stream")
application = StreamApplication(
    redis_url=settings.REDIS_EVENTS_URL or settings.REDIS_URL,
    keys=[settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)],
    recorded_events=recorded_events,
    disconnect=connections.close_all,
    trusted_proxies=settings.TRUSTED_PROXIES,
)
