"""Crowds of visitors on a world that is being hurt, and the count once it is quiet."""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx2

from tests.faults.counting import Count, count_run, count_takeovers
from tests.faults.ledger import Ledger, read_ledger
from tests.faults.load import send_steadily
from tests.faults.nemesis import Nemesis
from tests.faults.sender import Message, Outcome, Sender
from tests.faults.world import Company, World

SETTLE_SECONDS = 150.0  # until calls that nobody came back for are settled


@dataclass(frozen=True)
class Run:
    """What became of a crowd's messages."""

    outcomes: list[Outcome]
    ledger: Ledger
    count: Count


@dataclass
class Crowd:
    """The visitors of one company; each is a thread of the pool from its POST to its end."""

    world: World
    http: httpx2.Client
    pool: ThreadPoolExecutor
    company: Company
    sent: list[Future[Outcome]] = field(default_factory=list)

    @property
    def sender(self) -> Sender:
        return Sender(self.http, self.world, self.company)

    def send(self, batch: Iterator[Message], *, per_second: float) -> None:
        """Returns when the last one has been sent."""
        self.sent += send_steadily(self.pool, self.sender, batch, per_second=per_second)

    def finish(self, *hurt_by: Nemesis) -> Run:
        """Wait for every visitor and for the ledger, then count."""
        outcomes = [future.result() for future in self.sent]
        ledger = wait_until_settled(self.world, self.company)
        count = count_run(self.world, ledger, outcomes)
        count.wrong["polled answer differs from the streamed one"] = [
            each.message.mark
            for each in outcomes
            if each.end and self.sender.poll(each) != each.end.data
        ]
        count_takeovers(count, ledger, hurt_by, self.world.work)
        return Run(outcomes, ledger, count)


def wait_until_settled(world: World, company: Company) -> Ledger:
    give_up = time.monotonic() + SETTLE_SECONDS
    while True:
        ledger = read_ledger(world, company)
        if all(call["settled"] for call in ledger.calls) or time.monotonic() > give_up:
            return ledger
        time.sleep(0.5)
