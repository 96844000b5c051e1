"""Where rules meet conversations, which stand on them: those register here how to be asked."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tenants.models import Tenant

Asked = Callable[[Tenant, datetime], list[tuple[str, str, int]]]
"""(canonical message, what was awaited, times) of what went to the teacher since then."""

TurnsBefore = Callable[[Tenant, Collection[UUID]], dict[UUID, str]]
"""What the assistant had said before each of these escalations."""


@dataclass(frozen=True)
class Occasions:
    asked: Asked
    turns_before: TurnsBefore


_registered: list[Occasions] = []


def register(*, asked: Asked, turns_before: TurnsBefore) -> None:
    """Called once, when the app that keeps conversations is ready."""
    _registered[:] = [Occasions(asked, turns_before)]


def occasions() -> Occasions:
    """What was registered. IndexError where no app keeps conversations."""
    return _registered[0]
