"""The command of each kind of process, as `python -m` takes it: here for one machine, and compared
with docker/compose.yaml by a test."""

from delegation.queues import ANSWERS, SLOW

WEB_THREADS = 8  # requests at once in a process; they share one core, and the database pool of 20
WORKER_THREADS = 32  # calls that wait on a teacher at once; they hold no connection meanwhile
SLOW_THREADS = 8  # most of this work is the database's; webhooks and exams wait on networks
GRACE_SECONDS = 5  # what open streams get before the stream process ends them; they resume


def web(host: str, port: int) -> list[str]:
    """Pages, the API and the admin, under WSGI."""
    return [
        *("granian", "--interface", "wsgi", "delegation.wsgi:application"),
        *("--host", host, "--port", str(port), "--http", "1", "--no-ws"),
        *("--workers", "1", "--blocking-threads", str(WEB_THREADS)),
        *("--respawn-failed-workers", "--workers-kill-timeout", "10"),
        *("--log-config", "delegation/granian_log.json"),
    ]


def stream(host: str, port: int) -> list[str]:
    """Events and long polls, under ASGI."""
    return [
        *("uvicorn", "delegation.stream.app:application", "--host", host, "--port", str(port)),
        *("--lifespan", "on", "--no-access-log"),
        *("--timeout-graceful-shutdown", str(GRACE_SECONDS)),
    ]


def worker() -> list[str]:
    """Answers visitors."""
    return _worker(ANSWERS, threads=WORKER_THREADS)


def slow_worker() -> list[str]:
    """Does what no visitor waits for."""
    return _worker(SLOW, threads=SLOW_THREADS)


def _worker(queue: str, *, threads: int) -> list[str]:
    return [
        *("celery", "-A", "delegation", "worker", "-P", "threads", "-c", str(threads)),
        *("--without-mingle", "--without-gossip", "--prefetch-multiplier", "1", "-Q", queue),
    ]


def beat(schedule: str) -> list[str]:
    """Wakes periodic work; keeps when it last did in the file `schedule`."""
    return ["celery", "-A", "delegation", "beat", "--schedule", schedule, "--pidfile="]


def migrate() -> list[str]:
    return ["manage", "migrate", "--database", "owner", "--noinput"]


def seed() -> list[str]:
    return ["manage", "seed_demo"]


def demo_teacher(port: int) -> list[str]:
    return ["delegation.embedded.demo_teacher", "--port", str(port)]


def mailbox(port: int, *, smtp_port: int, folder: str) -> list[str]:
    return [
        *("delegation.embedded.mailbox", "--port", str(port)),
        *("--smtp-port", str(smtp_port), "--folder", folder),
    ]


def shop(port: int, *, site_key: str, web: str, stream: str) -> list[str]:
    return [
        *("delegation.embedded.shop", "--port", str(port), "--key", site_key),
        *("--web", web, "--stream", stream),
    ]
