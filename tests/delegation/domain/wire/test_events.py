"""Events as they are stored, sent and shown."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.domain.wire.events import (
    LAST_SEQUENCE,
    Address,
    Event,
    EventRefused,
    Kind,
    TextSoFar,
    entry_fields,
    event_of_entry,
    id_of_the_end,
    is_id_of_an_end,
    parse_event_id,
    utf16_length,
)
from delegation.domain.wire.sse import HEARTBEAT, FrameReader, frame, opening

OURS = Address(7, UUID(int=1))
VECTORS = Path(__file__).parents[3] / "shared" / "text_so_far.jsonl"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def stored(address: Address, kind: Kind, data: dict[str, Any]) -> dict[bytes, bytes]:
    """An entry's fields as Valkey hands them back."""
    return {name.encode(): value for name, value in entry_fields(address, kind, data).items()}


def pieces(text: str, cuts: list[int], *, attempt: int = 1) -> list[Event]:
    """The text as deltas, cut at these code points."""
    edges = sorted({0, len(text), *(min(cut, len(text)) for cut in cuts)})
    return [
        Event(
            f"{attempt}-{start}",
            "delta",
            {"text": text[start:end], "offset": utf16_length(text[:start]), "attempt": attempt},
        )
        for start, end in pairwise(edges)
    ]


def shown(events: list[Event], *, at_first: TextSoFar | None = None) -> TextSoFar:
    """What a reader shows after these events."""
    so_far = at_first or TextSoFar()
    for event in events:
        so_far = so_far.after(event)
    return so_far


@given(TEXTS)
def test_an_event_comes_out_of_its_entry_as_it_went_in(text: str) -> None:
    data = {"text": text, "offset": 0, "attempt": 1}
    assert event_of_entry(OURS, b"5-0", stored(OURS, "delta", data)) == Event("5-0", "delta", data)


@pytest.mark.parametrize("owner", [Address(8, UUID(int=1)), Address(7, UUID(int=2))])
def test_it_refuses_an_entry_of_another_tenant_or_escalation(owner: Address) -> None:
    with pytest.raises(EventRefused):
        event_of_entry(OURS, b"5-0", stored(owner, "answer", {"userResponse": "secret"}))


@pytest.mark.parametrize(
    "change",
    [{b"kind": b"gossip"}, {b"data": b"{"}, {b"data": b"[]"}, {b"data": b"\xff"}, {b"owner": b""}],
)
def test_it_refuses_an_entry_that_is_no_event(change: dict[bytes, bytes]) -> None:
    with pytest.raises(EventRefused):
        event_of_entry(OURS, b"5-0", stored(OURS, "delta", {"text": "x"}) | change)


def test_it_refuses_an_entry_without_data() -> None:
    fields = stored(OURS, "delta", {})
    del fields[b"data"]
    with pytest.raises(EventRefused):
        event_of_entry(OURS, b"5-0", fields)


def test_a_lone_surrogate_is_stored_as_a_question_mark() -> None:
    assert event_of_entry(OURS, b"5-0", stored(OURS, "delta", {"text": "a\ud83d"})).data == {
        "text": "a?"
    }


def test_tenants_and_escalations_share_neither_streams_nor_channels() -> None:
    addresses = [Address(tenant, UUID(int=number)) for tenant in (1, 11) for number in (1, 11)]
    assert len({name for each in addresses for name in (each.key, each.channel)}) == 8


def test_ids_compare_by_number() -> None:
    assert parse_event_id("9-10") < parse_event_id("10-9") < parse_event_id("10-10")


@pytest.mark.parametrize(
    "text", ["", "5", "5-", "-5", "5-0 ", "5-0\n", "٥-0", "$", "+", f"{2**64}-0"]
)
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an event id"):
        parse_event_id(text)


def test_the_id_of_an_end_follows_everything_seen_and_is_known_for_one() -> None:
    end = id_of_the_end("1700000000000-41")
    assert parse_event_id(end) > parse_event_id("1700000000000-41")
    assert is_id_of_an_end(end)
    assert not is_id_of_an_end("1700000000000-41")
    assert id_of_the_end(end) == end == f"1700000000000-{LAST_SEQUENCE}"


@given(TEXTS, st.lists(st.integers(0, 50)))
def test_frames_cut_at_any_byte_give_the_same_events(text: str, cuts: list[int]) -> None:
    events = [*pieces(text, cuts), Event("9-0", "answer", {"userResponse": text})]
    wire = opening(1000) + HEARTBEAT + b"".join(map(frame, events))
    reader = FrameReader()
    assert [event for byte in wire for event in reader.feed(bytes([byte]))] == events


def test_a_frame_that_is_cut_short_gives_no_event() -> None:
    whole = frame(Event("5-0", "answer", {"userResponse": "You're welcome!"}))
    for length in range(len(whole)):
        assert list(FrameReader().feed(whole[:length])) == []


@given(TEXTS, st.lists(st.integers(0, 50)))
def test_text_in_pieces_is_shown_whole(text: str, cuts: list[int]) -> None:
    assert shown(pieces(text, cuts)).text == text


@given(TEXTS, st.lists(st.integers(0, 50)), st.lists(st.integers(0, 50)), st.integers(0, 20))
def test_a_replay_from_the_start_changes_nothing(
    text: str, cuts: list[int], other_cuts: list[int], seen: int
) -> None:
    before = shown(pieces(text, cuts)[:seen])
    assert shown(pieces(text, other_cuts), at_first=before).text == text


@given(TEXTS, TEXTS, st.lists(st.integers(0, 50)), st.integers(0, 20))
def test_a_second_attempt_replaces_the_first_whose_late_pieces_are_ignored(
    first: str, second: str, cuts: list[int], seen: int
) -> None:
    early, late = pieces(first, cuts)[:seen], pieces(first, cuts)[seen:]
    again = pieces(second + "!", cuts, attempt=2)
    assert shown([*early, *again, *late]).text == second + "!"


@given(st.lists(st.sampled_from(pieces("naïve 👋🏽 text", [1, 3, 6, 7, 8])), max_size=12))
def test_whatever_pieces_were_lost_or_doubled_the_answer_is_shown_whole(
    events: list[Event],
) -> None:
    end = Event("9-9", "answer", {"userResponse": "naïve 👋🏽 text"})
    assert shown([*events, end]) == TextSoFar("naïve 👋🏽 text", 1 if events else 0, ended=True)


@pytest.mark.parametrize("case", VECTORS.read_text().splitlines())
def test_it_shows_what_the_shared_vectors_say(case: str) -> None:
    vector = json.loads(case)
    events = [
        Event(f"{n}-0", each["kind"], each["data"]) for n, each in enumerate(vector["events"])
    ]
    so_far = shown(events)
    assert (so_far.text, so_far.ended) == (vector["text"], vector["ended"]), vector["name"]
