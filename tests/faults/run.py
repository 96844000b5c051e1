"""A load on one company while its world is hurt, and the count once it is quiet."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx2

from tests.faults.counting import Count, count_run, count_takeovers
from tests.faults.ledger import Ledger, read_ledger
from tests.faults.load import messages, send_steadily
from tests.faults.nemesis import Plan, hurting
from tests.faults.sender import Outcome, Sender
from tests.faults.world import Company, World

THREADS = 400  # one a message; more than wait at once even while everything is down
SETTLE_SECONDS = 150.0  # until calls that nobody came back for are settled


@dataclass(frozen=True)
class Run:
    """What a run came to."""

    outcomes: list[Outcome]
    ledger: Ledger
    count: Count


def run_under_faults(
    world: World, http: httpx2.Client, plan: Plan, *, escalations: int, seed: int
) -> Run:
    """Send for as long as the plan takes, wait for every client, then count."""
    company = world.company()
    sender = Sender(http, world, company)
    with ThreadPoolExecutor(THREADS) as pool, hurting(world, plan) as nemesis:
        batch = messages(escalations, seed=seed)
        sent = send_steadily(pool, sender, batch, per_second=escalations / plan.seconds)
    outcomes = [future.result() for future in sent]
    ledger = wait_until_settled(world, company)
    count = count_run(world, ledger, outcomes)
    count.wrong["polled answer differs from the streamed one"] = [
        each.message.mark for each in outcomes if each.end and sender.poll(each) != each.end.data
    ]
    count_takeovers(count, ledger, nemesis, world.work)
    return Run(outcomes, ledger, count)


def wait_until_settled(world: World, company: Company) -> Ledger:
    give_up = time.monotonic() + SETTLE_SECONDS
    while True:
        ledger = read_ledger(world, company)
        if all(call["settled"] for call in ledger.calls) or time.monotonic() > give_up:
            return ledger
        time.sleep(0.5)
