"""`manage.py worker_alive`: report whether this machine's worker is alive, for health checks."""

import socket
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from delegation.conversations.services.worker_health import WITHIN_SECONDS, why_not_alive


class Command(BaseCommand):
    help = (
        "Succeeds while the worker takes messages; fails when it has given no sign of life for a "
        "while, or took nothing although messages wait and it has room. Restart it then: what it "
        "was at is taken over."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--name", default=f"celery@{socket.gethostname()}", help="as given to the worker by -n"
        )
        parser.add_argument("--within", type=float, default=WITHIN_SECONDS, help="seconds")

    def handle(self, *, name: str, within: float, **options: Any) -> None:
        problem = why_not_alive(name, within_seconds=within)
        if problem is not None:
            raise CommandError(problem)
        self.stdout.write(f"{name} is alive")
