"""The same POST many times at once is one message: one row, one call, one answer for everybody."""

from concurrent.futures import ThreadPoolExecutor

import httpx2

from tests.faults.ledger import read_ledger
from tests.faults.load import message
from tests.faults.sender import Sender
from tests.faults.world import World

POSTS = 100


def test_a_hundred_identical_posts_are_one_escalation(
    world: World, visitors: httpx2.Client
) -> None:
    company = world.company()
    sender = Sender(visitors, world, company)
    same = message("same", ["ok"])
    with ThreadPoolExecutor(POSTS) as pool:
        outcomes = list(pool.map(sender.send, [same] * POSTS))
    ledger = read_ledger(world, company)
    assert len(ledger.escalations) == 1
    assert world.teacher.state.by_mark["same"] == len(ledger.calls) == 1
    assert {tuple(each.escalations) for each in outcomes} == {(ledger.escalations[0]["id"],)}
    ends = [sender.poll(each) for each in outcomes]
    assert [end["userResponse"] for end in ends] == [same.full] * POSTS
    assert all(each.end and each.end.data == ends[0] for each in outcomes)
