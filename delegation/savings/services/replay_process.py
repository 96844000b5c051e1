"""Read and replay an upload in a separate process, with bounded memory and time.

A file that strangers chose may be made to exhaust whatever reads it. This process has no database,
no network and no secrets; the worker that starts it only reads its lines. It gets a line of JSON
and then the file on standard input, and writes lines of JSON to standard output.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any, BinaryIO

from pydantic import TypeAdapter

from delegation.domain.exports.reader import ChatExport, open_export, summary
from delegation.domain.exports.turns import Columns, ColumnsUnclear, ExportRefused
from delegation.domain.ledger.intervals import Estimate
from delegation.domain.replay.opportunity import Opportunity, opportunity
from delegation.domain.replay.replay import replay
from delegation.domain.replay.transcripts import TranscriptMessage, labelled_messages, messages_of
from delegation.domain.wording import Sentence, as_data, worded

MEMORY_BYTES = 1024 * 1024 * 1024  # of addresses; 200,000 messages take less than 300 MB
CPU_SECONDS = 900
MOST_MESSAGES = 200_000  # of visitors
SHOWN_SENDERS = 20
SHOWN_FILES = 5
MOST_COLUMNS, SHOWN_COLUMNS = 200, 12
PREVIEW_TURNS = 8
PREVIEW_CHARACTERS = 160
SAID_EVERY_SECONDS = 0.5
FOUND: TypeAdapter[Opportunity] = TypeAdapter(Opportunity)
Say = Callable[[dict[str, Any]], None]


def main(file: BinaryIO, say: Say) -> None:
    """Do what the first line asks, and say the result or why there is none."""
    order = json.loads(file.readline())
    data = file.read()
    try:
        if order["what"] == "read":
            say({"reading": read(data, order, say)})
        else:
            say({"found": found(data, order, say)})
    except ExportRefused as refused:
        say({"refused": as_data(refused.why)})
    except MemoryError:
        say({"refused": worded("the file needs more memory than one upload may use; split it")})


def read(data: bytes, order: dict[str, Any], say: Say) -> dict[str, Any]:
    """What was understood of the file, small enough to be kept and shown."""
    labelled = labelled_messages(data, order["name"])
    if labelled is not None:
        return _labelled_reading(labelled)
    try:
        export = open_export(
            data, order["name"], _columns(order), order.get("day_first"), _now_and_then(say)
        )
    except ColumnsUnclear as unclear:
        return _unclear_reading(unclear, order)
    assistants = _assistants(export, order)
    # Those who are ticked come first, or a busy day's visitors would hide them.
    senders = sorted(export.senders.items(), key=lambda each: each[0] not in assistants)
    shown = max(SHOWN_SENDERS, len(assistants) + 1)
    return {
        "summary": as_data(summary(export, assistants)),
        "senders": senders[:shown],
        "more_senders": max(0, len(senders) - shown),
        "assistants": sorted(assistants),
        "asks_who": export.asks_who and not order.get("assistants"),
        "names": export.names,
        "columns": vars(export.columns) if export.columns else None,
        "date_example": export.date_example[:40],
        "day_first": export.day_first,
        "left_out": [name[-60:] for name in export.left_out[:SHOWN_FILES]],
        "more_left_out": max(0, len(export.left_out) - SHOWN_FILES),
        "preview": [
            (turn.conversation[-40:], turn.sender[:60], turn.text[:PREVIEW_CHARACTERS])
            for turn in export.turns[:PREVIEW_TURNS]
        ],
    }


def _unclear_reading(unclear: ColumnsUnclear, order: dict[str, Any]) -> dict[str, Any]:
    """A table whose columns a person has to choose: its names and first rows."""
    return {
        "problem": as_data(unclear.why),
        "senders": [],
        "assistants": order.get("assistants") or [],
        "names": unclear.names[:MOST_COLUMNS],
        "columns": order.get("columns"),
        "sample": [
            [cell[:PREVIEW_CHARACTERS] for cell in row[:SHOWN_COLUMNS]] for row in unclear.sample
        ],
    }


def found(data: bytes, order: dict[str, Any], say: Say) -> dict[str, Any]:
    """The opportunity in the file. Raises `ExportRefused`."""
    messages = labelled_messages(data, order["name"])
    if messages is None:
        export = open_export(data, order["name"], _columns(order), order.get("day_first"))
        messages = messages_of(export, _assistants(export, order))
    most = int(order.get("most_messages", MOST_MESSAGES))
    if not 0 < len(messages) <= most:
        raise ExportRefused(
            Sentence(
                "%(found)s messages of visitors were found; 1 to %(most)s can be replayed",
                {"found": len(messages), "most": most},
            )
        )
    report = replay(messages, sightings=order["sightings"], progress=_now_and_then(say))
    cost = Estimate(*(None if part is None else Decimal(part) for part in order["cost"]))
    result: dict[str, Any] = FOUND.dump_python(opportunity(report, cost), mode="json")
    return result


def _labelled_reading(messages: list[TranscriptMessage]) -> dict[str, Any]:
    dialogues = len({message.dialogue for message in messages})
    return {
        "summary": as_data(
            Sentence(
                "%(dialogues)s labelled conversations, %(messages)s messages of visitors.",
                {"dialogues": dialogues, "messages": len(messages)},
            )
        ),
        "senders": [],
        "assistants": [],
        "asks_who": False,
        "names": [],
        "columns": None,
        "date_example": "",
        "day_first": None,
        "preview": [
            (str(each.dialogue), "visitor", each.text[:PREVIEW_CHARACTERS])
            for each in messages[:PREVIEW_TURNS]
        ],
    }


def _now_and_then(say: Say) -> Callable[..., None]:
    """Return what says how many messages are done, and of how many where that is known."""
    said_at = -SAID_EVERY_SECONDS

    def progress(done: int, turns: int = 0) -> None:
        nonlocal said_at
        if time.monotonic() - said_at >= SAID_EVERY_SECONDS:
            said_at = time.monotonic()
            say({"progress": [done, turns]})

    return progress


def _columns(order: dict[str, Any]) -> Columns | None:
    return Columns(**order["columns"]) if order.get("columns") else None


def _assistants(export: ChatExport, order: dict[str, Any]) -> frozenset[str]:
    chosen = frozenset(order.get("assistants") or ()) & set(export.senders)
    return chosen or export.assistants


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    main(sys.stdin.buffer, _say)
