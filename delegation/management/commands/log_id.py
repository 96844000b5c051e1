"""`python -m manage log_id WORKSPACE_ID`: what stands for a workspace in log lines."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from delegation.logs import JsonFormatter


class Command(BaseCommand):
    help = "Print what stands for a workspace in log lines."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("workspace", type=int, help="its number, as in the operators' pages")

    def handle(self, *_: Any, workspace: int, **__: Any) -> None:
        self.stdout.write(JsonFormatter(key=settings.SECRET_KEY).hashed(workspace))
