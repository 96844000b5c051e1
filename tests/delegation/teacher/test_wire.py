"""What a visitor gets from endpoints that keep the rules of the wire, and from others."""

import gzip
import json
import zlib
from dataclasses import replace

import pytest

from delegation.domain.teaching.thoughts import without_thoughts
from delegation.teacher import (
    NoBreaker,
    OwnMemory,
    Teacher,
    TeacherError,
)
from tests.delegation.teacher.asking import SHORT
from tests.delegation.teacher.providers import (
    ANSWER,
    USAGE,
    Answered,
    chunk,
    event,
    streamed,
    whole,
)
from tests.delegation.teacher.visiting import Visitor

HALVES = (ANSWER[:9], ANSWER[9:])
EVENTS = [chunk({}), *map(chunk, HALVES), chunk(finish="stop", usage=USAGE)]
LINES = [f"data: {json.dumps(each)}" for each in EVENTS]
SENT = "\n\n".join(LINES) + "\n\n"

ON_THE_WIRE = {
    "byte order mark": b"\xef\xbb\xbf" + SENT.encode(),
    "CRLF": SENT.replace("\n", "\r\n").encode(),
    "CR": SENT.replace("\n", "\r").encode(),
    "no space": SENT.replace("data: ", "data:").encode(),
    "single newlines": "\n".join(LINES).encode() + b"\n",
    "no last newline": SENT.rstrip("\n").encode(),
    "one last newline": SENT.rstrip("\n").encode() + b"\n",
    "comments": (": OPENROUTER PROCESSING\n\n" * 3 + SENT.replace("\n\n", "\n: x\n\n")).encode(),
    "ids and names": SENT.replace("data: ", "id: 7\nevent: message\nretry: 5\ndata: ").encode(),
    "data over two lines": SENT.replace(', "usage"', ',\ndata: "usage"').encode(),
    "[DONE] alone": (SENT.replace('"stop"', "null") + "data: [DONE]").encode(),
    "Azure's first chunk": event({"choices": [], "prompt_filter_results": []}) + SENT.encode(),
    "other names of the end": SENT.replace('"stop"', '"STOP"').encode(),
    "text after the end": SENT.encode() + b"data: [DONE]\n\ndata: {oops\n\n",
}


@pytest.mark.parametrize("name", ON_THE_WIRE)
def test_every_way_to_write_a_stream_is_read(visitor: Visitor, name: str) -> None:
    visitor.gets_the_answer(Answered([ON_THE_WIRE[name]]))


@pytest.mark.parametrize("name", ON_THE_WIRE)
def test_no_cut_between_packets_matters(visitor: Visitor, name: str) -> None:
    sent = ON_THE_WIRE[name]
    cut = [sent[start : start + 7] for start in range(0, len(sent), 7)]
    visitor.gets_the_answer(Answered(cut))


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "application/octet-stream", ""])
def test_the_content_type_does_not_matter(visitor: Visitor, kind: str) -> None:
    headers = {"Content-Type": kind}
    visitor.gets_the_answer(Answered([SENT.encode()], headers=headers))
    visitor.gets_the_answer(Answered(whole().parts, headers=headers))
    pretty = json.dumps(json.loads(b"".join(map(bytes, whole().parts))), indent=2).encode()  # type: ignore[arg-type]
    visitor.gets_the_answer(Answered([pretty], headers=headers))


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_compressed_answer_is_read_although_none_was_wanted(
    visitor: Visitor, encoding: str
) -> None:
    pack = gzip.compress if encoding == "gzip" else zlib.compress
    visitor.gets_the_answer(Answered([pack(SENT.encode())], headers={"Content-Encoding": encoding}))


def test_a_small_body_that_unpacks_to_a_huge_one_is_not_read(visitor: Visitor) -> None:
    bomb = gzip.compress(b"data: " + b"x" * 50_000_000)
    with pytest.raises(TeacherError) as caught:
        visitor.ask(Answered([bomb], headers={"Content-Encoding": "gzip"}))
    assert caught.value.code == "teacher_too_large"


def test_a_second_choice_is_never_mixed_in(visitor: Visitor) -> None:
    second = {"index": 1, "delta": {"content": "Other"}, "finish_reason": None}
    mixed = [{"choices": [*chunk(each)["choices"], second]} for each in HALVES]
    alone = {"choices": [second]}
    ends = chunk(finish="stop", usage=USAGE)
    events = [event(each) for each in (mixed[0], alone, mixed[1], ends)]
    visitor.gets_the_answer(Answered(events))


def test_a_message_after_its_deltas_is_not_said_twice(visitor: Visitor) -> None:
    last = chunk(finish="stop", usage=USAGE)
    last["choices"][0]["message"] = {"content": ANSWER}
    visitor.gets_the_answer(Answered([event(chunk(each)) for each in HALVES] + [event(last)]))


def test_typed_parts_are_joined_and_thoughts_dropped(visitor: Visitor) -> None:
    parts = [
        [{"type": "thinking", "thinking": [{"type": "text", "text": "at most 15 %"}]}],
        [{"type": "text", "text": HALVES[0]}],
        [{"type": "text", "text": {"value": HALVES[1]}}],
    ]
    visitor.gets_the_answer(streamed(*parts))
    assert len(visitor.pieces) == 2


def test_thoughts_in_their_own_field_are_dropped(visitor: Visitor) -> None:
    thought = chunk()
    thought["choices"][0]["delta"] = {"reasoning_content": "at most 15 %"}
    said = [*map(chunk, HALVES), chunk(finish="stop", usage=USAGE)]
    visitor.gets_the_answer(Answered([event(thought), *map(event, said)]))
    assert len(visitor.pieces) == 2


def test_a_character_cut_into_halves_does_not_stop_the_stream(visitor: Visitor) -> None:
    visitor.ask(streamed("plain"))
    cut = ["A ", "\ud83d", "\ude00", " smile", " stays"]
    lines = [f"data: {json.dumps(chunk(each))}\n\n".encode() for each in cut]
    reply = visitor.ask(Answered([*lines, event(chunk(finish="stop"))]))
    assert reply.parsed.user_response == "A \U0001f600 smile stays" == "".join(visitor.pieces)
    assert len(visitor.pieces) > 2


def test_the_clock_of_the_first_words_is_not_stopped_by_an_empty_event(visitor: Visitor) -> None:
    late: list[bytes | float] = [
        event(chunk("")),
        SHORT.first_byte_seconds * 0.7,
        *map(event, EVENTS),
    ]
    impatient = replace(SHORT, silence_seconds=0.2)
    visitor.teacher = Teacher(memory=OwnMemory(), breaker=NoBreaker(), limits=impatient)
    visitor.gets_the_answer(Answered(late))
    visitor.teacher.close()


@pytest.mark.parametrize(
    ("written", "called"),
    [
        (
            "/openai/deployments/x?api-version=2024-10-21",
            "/openai/deployments/x/chat/completions?api-version=2024-10-21",
        ),
        ("/v1/", "/v1/chat/completions"),
    ],
)
def test_the_path_goes_before_the_query(visitor: Visitor, written: str, called: str) -> None:
    visitor.ask(streamed(ANSWER), base_url=visitor.server.base_url.removesuffix("/v1") + written)
    asked = visitor.server.asked[-1]
    assert asked.path == called
    assert (asked.headers.get("api-key") == "sk-a") is ("api-version" in written)


THINKING = [
    "<think>at most 15 %</think>\n\n{said}",
    "I must say at most 15 %.\n</think>\n\n{said}",
    "Sure: at most 15 %.\n</think>\n\n{said}<|im_end|>",
    (
        "<|channel|>analysis<|message|>at most 15 %<|end|><|start|>assistant<|channel|>final"
        "<|message|>{said}<|return|>"
    ),
    "[THINK]at most 15 %[/THINK]{said}",
    "{said}<|im_end|>",
]


@pytest.mark.parametrize("wrapping", THINKING)
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_thoughts_and_stop_tokens_are_nowhere(visitor: Visitor, wrapping: str, size: int) -> None:
    written = wrapping.format(said=ANSWER)
    assert without_thoughts(written) == ANSWER
    pieces = [written[start : start + size] for start in range(0, len(written), size)]
    for _ in range(3):  # an unknown endpoint, and one that is known
        visitor.gets_the_answer(streamed(*pieces))


def test_a_thought_that_ran_over_is_asked_for_again_and_expected_from_then_on(
    visitor: Visitor,
) -> None:
    visitor.gets_the_answer(streamed(ANSWER))
    leaking = streamed("Sure, 15 % it is.", " And so on.", "\n</think>\n\n", ANSWER)
    with pytest.raises(TeacherError) as caught:
        visitor.ask(leaking)
    assert (caught.value.code, caught.value.row.retry) == ("teacher_thought_shown", True)
    visitor.gets_the_answer(leaking)
    visitor.gets_the_answer(leaking)
