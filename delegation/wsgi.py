"""The web process: pages, the API and the admin sites, under any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "delegation.settings")

application = get_wsgi_application()

from delegation.collectors import PoolCollector, export  # noqa: E402 - needs the settings
from delegation.telemetry.processes import watch_process  # noqa: E402 - needs the settings

export(PoolCollector())
watch_process("web")
