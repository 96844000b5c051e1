"""Ports for processes that tests start."""

import random

from delegation.embedded.ports import is_free


def neighbouring_ports(count: int) -> int:
    """The first of so many free ports in a row.

    Below those that systems lend to whoever connects, or one might be taken between being found
    free and being listened on.
    """
    while True:
        first = random.randrange(10_240, 32_000)
        if all(is_free(port) for port in range(first, first + count)):
            return first
