"""What the product adds to a request, in tokens of OpenAI's o200k vocabulary."""

from collections.abc import Iterator

import pytest

from delegation.domain.teaching.marks import CODES, MARK
from delegation.domain.teaching.ways import TEACHES_BY_MARK, Way
from delegation.teacher import Persona, TeacherRequest
from delegation.teacher.prompts import build_messages
from tests.benchmarks.bills.tokens import TokenCounter

MOST_MARK, MOST_TEACHING, MOST_WRITTEN = 16, 100, 3
PERSONA = Persona("Ada", "You sell books.", "English")
REPLIES = ("You're welcome!", "It is open until 6.", "Anything else?", "De nada", "はい。", "Пока")


@pytest.fixture(scope="module")
def counter() -> Iterator[TokenCounter]:
    with TokenCounter() as counter:
        yield counter


def tokens(counter: TokenCounter, *, mark: bool, way: Way = Way.NONE) -> int:
    messages = build_messages(TeacherRequest(PERSONA, "thanks", mark=mark, way=way))
    return sum(counter.count(message["content"]) for message in messages)


def test_the_mark_costs_a_line(counter: TokenCounter) -> None:
    assert tokens(counter, mark=True) - tokens(counter, mark=False) <= MOST_MARK


@pytest.mark.parametrize("way", [Way.LINE, Way.RULES])
def test_the_smaller_ways_of_asking_for_a_lesson_are_short(counter: TokenCounter, way: Way) -> None:
    assert tokens(counter, mark=True, way=way) - tokens(counter, mark=True) <= MOST_TEACHING


def test_every_way_costs_more_than_the_one_before(counter: TokenCounter) -> None:
    costs = [tokens(counter, mark=True, way=way) for way in TEACHES_BY_MARK]
    assert costs == sorted(costs)


@pytest.mark.parametrize("reply", REPLIES)
def test_a_written_mark_is_a_token_and_a_lesson_few_more(counter: TokenCounter, reply: str) -> None:
    plain = counter.count(reply)
    assert counter.count(reply + MARK) - plain == 1
    for code in CODES:
        assert counter.count(f"{reply}{MARK}{code}") - plain <= MOST_WRITTEN
