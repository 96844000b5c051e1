"""What the tests of rules make: evidence and lessons, rules in any state, and packs."""

from uuid import uuid4

from delegation.rules.services.lessons.learning import Evidence


def seen(
    number: int, *, network: str | None = None, awaiting: str = "nothing", trusted: bool = True
) -> Evidence:
    network = network or f"network-{number}"
    return Evidence(uuid4(), f"visitor-{number}", network, awaiting, trusted)
