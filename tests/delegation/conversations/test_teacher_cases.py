"""Real endpoints differ; the visitor gets the answer, once, and the ledger counts what was paid."""

import gzip
import json
from decimal import Decimal
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from delegation.domain.teaching.marks import MARK
from tests.delegation.conversations.chatting import Chat
from tests.delegation.teacher.providers import (
    ANSWER,
    USAGE,
    Answered,
    chunk,
    event,
    streamed,
    whole,
)
from tests.delegation.teacher.wrappings import AROUND_ANY, AROUND_JSON, SECRET

pytestmark = pytest.mark.django_db
LESSON = {
    "command": "LEARN_SIMPLE_PHRASE",
    "query": "Hello",
    "response": ANSWER,
    "act": "greeting",
    "variants": [],
}
JSON_REPLY = json.dumps({"userResponse": ANSWER, "awaiting": "more", "learningInstruction": LESSON})
MARKED = f"{ANSWER}{MARK}hi"


def in_pieces(text: str, size: int = 5) -> Answered:
    return streamed(*(text[at : at + size] for at in range(0, len(text), size)))


@pytest.mark.parametrize("around", AROUND_ANY)
def test_what_stands_around_a_marked_reply_is_nowhere(chat: Chat, around: str) -> None:
    provider = in_pieces(AROUND_ANY[around].format(said=MARKED, secret=SECRET))
    chat.gets_the_answer(provider)
    chat.remembers_the_answer(provider)


@pytest.mark.parametrize("around", AROUND_ANY | AROUND_JSON)
def test_what_stands_around_a_reply_in_json_is_nowhere(chat: Chat, around: str) -> None:
    provider = in_pieces((AROUND_ANY | AROUND_JSON)[around].format(said=JSON_REPLY, secret=SECRET))
    chat.gets_the_answer(provider)
    chat.remembers_the_answer(provider)


HALVES = (MARKED[:9], MARKED[9:])
CHUNKS = [chunk(""), *map(chunk, HALVES), chunk(finish="stop", usage=USAGE)]
LINES = [f"data: {json.dumps(each, ensure_ascii=False)}" for each in CHUNKS]
SENT = "\n\n".join(LINES) + "\n\n"
DONE = event("[DONE]")


def parts(*each: dict[str, Any]) -> Answered:
    return Answered([*map(event, each), DONE])


def with_delta(**delta: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]}


END = chunk(finish="stop", usage=USAGE)
NO_USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
GROWING = [USAGE | {"completion_tokens": count, "total_tokens": 120 + count} for count in (1, 5)]
ON_THE_WIRE: dict[str, Answered] = {
    "typed parts": parts(
        with_delta(content=[{"type": "thinking", "thinking": [{"type": "text", "text": SECRET}]}]),
        with_delta(content=[{"type": "text", "text": HALVES[0]}]),
        with_delta(content=[{"type": "text", "text": HALVES[1]}]),
        END,
    ),
    "typed parts, output_text": parts(
        with_delta(content=[{"type": "reasoning", "text": SECRET}]),
        with_delta(content=[{"type": "output_text", "text": MARKED}]),
        END,
    ),
    "a thought and the text in one list": parts(
        with_delta(
            content=[{"type": "thinking", "thinking": SECRET}, {"type": "text", "text": MARKED}]
        ),
        END,
    ),
    "thoughts in reasoning_content": parts(with_delta(reasoning_content=SECRET), *CHUNKS),
    "thoughts in reasoning": parts(with_delta(reasoning=SECRET, content=""), *CHUNKS),
    "thoughts in reasoning_details": parts(
        with_delta(reasoning_details=[{"type": "reasoning.text", "text": SECRET}]), *CHUNKS
    ),
    "thoughts in thinking_content": parts(with_delta(thinking_content=SECRET), *CHUNKS),
    "last line": Answered([("\n\n".join(LINES) + "\n").encode()]),
    "no last newline": Answered(["\n\n".join(LINES).encode()]),
    "byte order mark": Answered([b"\xef\xbb\xbf" + SENT.encode()]),
    "CRLF": Answered([SENT.replace("\n", "\r\n").encode()]),
    "CR": Answered([SENT.replace("\n", "\r").encode()]),
    "no space": Answered([SENT.replace("data: ", "data:").encode()]),
    "byte order mark, CRLF, no space": Answered(
        [b"\xef\xbb\xbf" + SENT.replace("data: ", "data:").replace("\n", "\r\n").encode()]
    ),
    "single newlines": Answered([("\n".join(LINES) + "\n").encode()]),
    "text/plain": Answered([SENT.encode()], headers={"Content-Type": "text/plain"}),
    "application/json": Answered([SENT.encode()], headers={"Content-Type": "application/json"}),
    "comments": Answered([b": OPENROUTER PROCESSING\n\n" * 4 + SENT.encode()]),
    "ping events": Answered([b'event: ping\ndata: {"type": "ping"}\n\n' + SENT.encode()]),
    "gzip": Answered([gzip.compress(SENT.encode())], headers={"Content-Encoding": "gzip"}),
    "one object": whole(MARKED),
    "one object in several lines": Answered(
        [json.dumps(json.loads(whole(MARKED).parts[0]), indent=2).encode()]  # type: ignore[arg-type]
    ),
    "an empty first chunk": Answered(
        [event({"choices": [], "prompt_filter_results": [{"prompt_index": 0}]}), SENT.encode()]
    ),
    "role first": parts(with_delta(role="assistant", content=None), *CHUNKS),
    "an end without a name": parts(*CHUNKS[:-1], chunk(finish=None, usage=USAGE)),
    "ends that are empty until the last": parts(
        *({"choices": [each["choices"][0] | {"finish_reason": ""}]} for each in CHUNKS[:-1]),
        END,
    ),
    "eos": parts(*CHUNKS[:-1], chunk(finish="eos", usage=USAGE)),
    "usage in a chunk with an empty delta": parts(
        *CHUNKS[:-1], chunk(finish="stop"), {"choices": [{"index": 0, "delta": {}}], "usage": USAGE}
    ),
    "usage that grows": parts(
        *(each | {"usage": usage} for each, usage in zip(CHUNKS[1:], GROWING, strict=False)), END
    ),
    "usage of zero until the last": parts(
        *(each | {"usage": NO_USAGE} for each in CHUNKS[:-1]), END
    ),
    "usage, then zeros": parts(*CHUNKS, {"choices": [], "usage": NO_USAGE}),
    "null usage until the last": parts(*(each | {"usage": None} for each in CHUNKS[:-1]), END),
    "the whole message again at the end": parts(
        *CHUNKS[:-1],
        {
            "choices": [{"delta": {}, "message": {"content": MARKED}, "finish_reason": "stop"}],
            "usage": USAGE,
        },
    ),
    "a second choice": parts(
        {"choices": [*CHUNKS[1]["choices"], {"index": 1, "delta": {"content": "Other"}}]},
        *CHUNKS[2:],
    ),
    "no delta": parts({"choices": [{"index": 0, "delta": None, "finish_reason": None}]}, *CHUNKS),
}  # fmt: skip


@pytest.mark.parametrize("name", ON_THE_WIRE)
def test_the_answer_is_read_from_every_wire(chat: Chat, name: str) -> None:
    row = chat.gets_the_answer(ON_THE_WIRE[name])
    (call,) = chat.calls_of(row)
    assert (call.prompt_tokens, call.completion_tokens) == (120, 9)
    assert call.cost == Decimal("0.000048")
    chat.remembers_the_answer(ON_THE_WIRE[name])


def test_the_first_words_may_come_long_after_an_empty_event(
    chat: Chat, fresh_teacher: None, settings: Settings
) -> None:
    """Later than a pause inside an answer may last, and before the patience for its beginning."""
    settings.TEACHER_PATIENCE = 6
    empty = event(with_delta(role="assistant", content=""))
    late: list[bytes | float] = [empty, 4.5, *map(event, CHUNKS)]
    chat.gets_the_answer(Answered(late))
