"""Switches on, in one process of the product, what the variables ask for."""

from multiprocessing.util import Finalize

from django.conf import settings

from delegation.logs import JsonFormatter
from delegation.telemetry import traces


def watch_process(process: str) -> None:
    """Send this process's traces and errors, as far as the variables say where to.

    `process` is its kind: web, stream, worker, slow or beat. Each library is imported only where
    it is used.
    """
    hashed = JsonFormatter(key=settings.SECRET_KEY).hashed
    if settings.TRACES is not None:
        from delegation.telemetry.otlp import OtlpTracing

        traces.use(OtlpTracing(process, settings.TRACES, hashed))
        # The web server's workers are children of `multiprocessing`, which end without `atexit`.
        Finalize(None, traces.finish, exitpriority=0)
    if settings.SENTRY_DSN:
        from delegation.telemetry.error_reports import send_errors

        send_errors(
            process,
            dsn=settings.SENTRY_DSN,
            environment=settings.SENTRY_ENVIRONMENT,
            hashed=hashed,
        )
