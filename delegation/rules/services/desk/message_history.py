"""Where the conversations app, which imports this one, registers how to search messages."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tenants.models import Tenant

Messages = Callable[[Tenant, datetime], int]
"""How many messages went to the teacher since then."""

Asked = Callable[[Tenant, datetime, Collection[str], Collection[str]], list[tuple[str, str, int]]]
"""(canonical message, what was awaited, times) of those that are made of the first words and hold
one of the second; others may come with them."""

TurnsBefore = Callable[[Tenant, Collection[UUID]], dict[UUID, str]]
"""What the assistant had said before each of these escalations."""


@dataclass(frozen=True)
class Occasions:
    messages: Messages
    asked: Asked
    turns_before: TurnsBefore


_registered: list[Occasions] = []


def register(registered: Occasions) -> None:
    """Register the search. Called once, when the app that keeps conversations is ready."""
    _registered[:] = [registered]


def occasions() -> Occasions:
    """Return what was registered. Raises IndexError without an app that keeps conversations."""
    return _registered[0]
