"""However a teacher fails, the visitor gets a whole answer or an error with a name, the row ends,
the ledger holds every call, and nothing incomplete is taught."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx2
import pytest

from tests.faults.ledger import Ledger, read_ledger
from tests.faults.load import message
from tests.faults.sender import Outcome, Sender
from tests.faults.world import World

ANSWERED = ["ok", "null_finish", "no_done", "stall_tail", "json_only", "text_only"]
ANSWERED += ["old_fields_only", "ignores_stream"]

# The error when every call fails so. Of the first kind, a good next call leads to an answer.
WORTH_ANOTHER = {
    "stall_headers": "teacher_first_byte_timeout",
    "stall_first": "teacher_first_byte_timeout",
    "heartbeats": "teacher_first_byte_timeout",
    "stall_mid": "teacher_silence_timeout",
    "reset": "teacher_connection_lost",
    "reset_at_once": "teacher_connection_lost",
    "clean_end": "teacher_truncated",
    "html": "teacher_garbage",
    "html_as_stream": "teacher_garbage",
    "zipped": "teacher_garbage",
    "broken_chunk": "teacher_garbage",
    "chunk_of_nonsense": "teacher_garbage",
    "invalid_utf8": "teacher_invalid_utf8",
    "nul": "teacher_reply_unstorable_text",
    "empty": "teacher_reply_empty",
    "giant_line": "teacher_too_large",
    "giant_error": "teacher_server_error",
    "error_in_stream": "teacher_error_in_stream",
    "status:500": "teacher_server_error",
    "status:502": "teacher_server_error",
    "status:503:1": "teacher_server_error",
    "status:429": "teacher_rate_limited",
    "status:429:1": "teacher_rate_limited",
    "status:429:-5": "teacher_rate_limited",
    "status:429:soon": "teacher_rate_limited",
}
FINAL = {
    "dribble": "teacher_total_timeout",
    "cut:length": "teacher_length",
    "cut:content_filter": "teacher_content_filter",
    "refusal": "teacher_refusal",
    "status:429:30": "teacher_rate_limited",
    "status:429:3600": "teacher_rate_limited",
    "status:429::insufficient_quota": "teacher_quota_exhausted",
    "status:401": "teacher_key_refused",
    "status:404": "teacher_model_unknown",
    "redirect:http://127.0.0.1:1/": "teacher_redirected",
}


@dataclass(frozen=True)
class Case:
    """One message to a company of its own, so that no breaker is shared."""

    outcome: Outcome
    ledger: Ledger
    served: int  # calls that the teacher counted


@pytest.fixture(scope="module")
def cases(world: World, visitors: httpx2.Client) -> dict[str, Case]:
    """Every case at once: most of them wait."""
    scripts = [*ANSWERED, *WORTH_ANOTHER, *FINAL, *(f"{fault},ok" for fault in WORTH_ANOTHER)]
    with ThreadPoolExecutor(len(scripts)) as pool:
        played = [pool.submit(play, world, visitors, *each) for each in enumerate(scripts)]
    return {script: each.result() for script, each in zip(scripts, played, strict=True)}


def play(world: World, http: httpx2.Client, number: int, script: str) -> Case:
    company, mark = world.company(), f"fault{number}"
    outcome = Sender(http, world, company).send(message(mark, script.split(",")))
    return Case(outcome, read_ledger(world, company), world.teacher.state.by_mark[mark])


def assert_every_call_is_accounted_for(case: Case) -> None:
    assert len(case.ledger.calls) == case.served
    assert all(call["settled"] for call in case.ledger.calls)
    assert case.ledger.reserved == 0


@pytest.mark.parametrize("script", [*ANSWERED, *(f"{fault},ok" for fault in WORTH_ANOTHER)])
def test_a_whole_answer_is_shown_whole_and_taught_once(cases: dict[str, Case], script: str) -> None:
    case = cases[script]
    assert (case.outcome.error, case.outcome.problems) == (None, [])
    assert case.outcome.text == case.outcome.message.full
    assert [row["state"] for row in case.ledger.escalations] == ["answered"]
    assert case.ledger.lessons in ([], [case.ledger.escalations[0]["id"]])
    assert_every_call_is_accounted_for(case)


@pytest.mark.parametrize(("script", "code"), (WORTH_ANOTHER | FINAL).items())
def test_a_broken_answer_ends_in_an_error_by_its_name(
    cases: dict[str, Case], script: str, code: str
) -> None:
    case = cases[script]
    assert (case.outcome.error, case.outcome.problems) == (code, [])
    assert [(row["state"], row["text"]) for row in case.ledger.escalations] == [("failed", None)]
    assert case.ledger.lessons == []
    assert_every_call_is_accounted_for(case)
