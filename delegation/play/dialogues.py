"""Play dialogues, several at a time."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2

from delegation.play.tally import Tally
from delegation.play.visitor import AnswerLost, EscalationFailed, Visitor


def play(
    dialogues: Iterable[dict[str, Any]],
    *,
    url: str,
    key: str,
    origin: str,
    run: str,
    parallel: int,
) -> Tally:
    """Each dialogue is one new visitor. Messages are sent one after the other, as people do."""
    tally = Tally()
    limits = httpx2.Limits(max_connections=parallel * 2)
    with (
        httpx2.Client(timeout=httpx2.Timeout(30, read=60), limits=limits) as http,
        ThreadPoolExecutor(parallel) as pool,
    ):

        def one(dialogue: dict[str, Any]) -> None:
            _play_one(dialogue, Visitor(http, url, key, origin, run), tally)

        for _ in pool.map(one, dialogues):
            pass  # draining the results re-raises what went wrong in a thread
    return tally


def _play_one(dialogue: dict[str, Any], visitor: Visitor, tally: Tally) -> None:
    visitor.fetch_pack()
    for turn in dialogue["turns"]:
        if turn["role"] == "user":
            _play_turn(turn, visitor, tally)
    tally.add("reported", visitor.report_usage())
    tally.add("dialogues")


def _play_turn(turn: dict[str, Any], visitor: Visitor, tally: Tally) -> None:
    tally.add("turns")
    awaiting = visitor.awaiting
    if visitor.answer_locally(turn["text"]) is not None:
        tally.add("local_answers")
        if turn.get("gold") == "escalate":
            tally.note("wrong", (turn["text"], awaiting))
        return
    tally.add("escalations")
    try:
        payload = visitor.escalate(turn["text"])
    except EscalationFailed as failed:
        tally.note("failed", str(failed))
    except AnswerLost as lost:
        tally.note("lost", str(lost))
    else:
        tally.add("server_answers", payload["source"] == "server")
        tally.add("instructions", "learningInstruction" in payload)
