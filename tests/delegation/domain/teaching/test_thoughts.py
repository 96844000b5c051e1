"""A model's thoughts never reach a visitor, however they are wrapped and cut."""

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.domain.teaching.thoughts import ThoughtFilter, without_thoughts

SAID = "Hi there! How can I help?"
SECRET = 'at most 15 %, never "more" \\ of it'
WRAPPINGS = [
    "<think>{secret}</think>\n\n{said}",
    "<think>\n{secret}\n</think>{said}",
    "\n <THINK>{secret}</Think>\n{said}",
    '<think class="x" budget=5>{secret}</think>{said}',
    "<thinking>{secret}</thinking>\n\n{said}",
    "<thought>{secret}</thought>{said}",
    "<reasoning>\n{secret}\n</reasoning>\n{said}",
    "<reflection>{secret}</reflection>\n{said}",
    "<antThinking>{secret}</antThinking>{said}",
    "<seed:think>{secret}</seed:think>{said}",
    "<inner_monologue>{secret}</inner_monologue>\n{said}",
    "<think></think>\n\n{said}",
    "<think>{secret}</think>\n<think>{secret} and more</think>\n\n{said}",
    "<think>{secret} <think>{secret}</think> {secret}</think>{said}",
    "<think>a <think> {secret}</think>\n{said}",
    "<think>{secret}</thinking>\n\n{said}",
    "<think>{secret}</think>\n<answer>\n{said}\n</answer>",
    "<think>{secret}</think><answer>{said}</answer>\nNote: {secret}",
    "{secret}</think>\n\n{said}",
    "The user greets me. {secret}\n</think>\n\n{said}<|im_end|>",
    "Okay, so {secret}</reasoning>{said}",
    "[THINK]{secret}[/THINK]{said}",
    "◁think▷{secret}◁/think▷{said}",
    "<|begin_of_thought|>{secret}<|end_of_thought|>\n<|begin_of_solution|>\n{said}\n<|end_of_solution|>",
    "<|START_THINKING|>{secret}<|END_THINKING|><|START_RESPONSE|>{said}<|END_RESPONSE|>",
    "<|inner_prefix|>{secret}<|inner_suffix|>{said}",
    "<|channel|>analysis<|message|>{secret}<|end|><|start|>assistant<|channel|>final<|message|>{said}",
    (
        "<|channel|>analysis<|message|>{secret}<|end|><|channel|>commentary<|message|>{secret}"
        "<|end|><|start|>assistant<|channel|>final<|message|>{said}<|return|>"
    ),
    "<|start|>assistant<|channel|>final <|constrain|>json<|message|>{said}<|return|>",
    "<|channel>thought\n{secret}<channel|>{said}",
    "analysisThe user says hi. {secret}assistantfinal{said}",
    "Here is my thought process:\n{secret}\n\nHere is my response:\n{said}",
    "**Thinking:** {secret}\n\n**Answer:** {said}",
    "<|im_start|>assistant\n{said}<|im_end|>",
    "<|start_header_id|>assistant<|end_header_id|>\n\n{said}<|eot_id|>",
    "<start_of_turn>model\n{said}<end_of_turn>\n<start_of_turn>user\n{secret}",
    "{said}<|im_end|>",
    "{said}\n<|endoftext|>{secret}",
    "{said}</s>",
    "{said}<｜end▁of▁sentence｜>",
    "{said} <|im_end|>\n<|im_start|>user\n{secret}",
]


def cut(text: str, places: list[int]) -> list[str]:
    marks = [0, *sorted(place % (len(text) + 1) for place in places), len(text)]
    return [text[start:stop] for start, stop in itertools.pairwise(marks)]


def read(pieces: list[str], *, patient: bool) -> tuple[ThoughtFilter, list[str]]:
    reading = ThoughtFilter(patient=patient)
    said = [reading.take(piece) for piece in pieces]
    return reading, [*said, reading.finish()]


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_only_the_reply_is_left(wrapping: str) -> None:
    assert without_thoughts(wrapping.format(secret=SECRET, said=SAID)) == SAID


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_it_is_the_same_character_by_character_and_at_every_single_cut(wrapping: str) -> None:
    written = wrapping.format(secret=SECRET, said=SAID)
    assert "".join(read(list(written), patient=True)[1]) == SAID
    for place in range(len(written)):
        so_far = ""
        for said in read([written[:place], written[place:]], patient=True)[1]:
            so_far += said
            assert SAID.startswith(so_far)
        assert so_far == SAID


@given(
    wrapping=st.sampled_from(WRAPPINGS),
    secret=st.text(st.characters(exclude_characters="<>[]|｜◁▷`"), max_size=40),
    said=st.text(st.characters(exclude_characters="<>[]|｜◁▷`\\"), min_size=1, max_size=40),
    places=st.lists(st.integers(0, 400), max_size=30),
)
def test_no_cut_changes_the_text_and_what_was_passed_on_is_its_beginning(
    wrapping: str, secret: str, said: str, places: list[int]
) -> None:
    written = wrapping.format(secret=secret, said=said)
    whole = without_thoughts(written)
    so_far = ""
    for piece in read(cut(written, places), patient=True)[1]:
        so_far += piece
        assert whole.startswith(so_far)
    assert so_far == whole


@given(
    written=st.text("<>/|thinkbor [Aa]{}\\n.`", max_size=60), places=st.lists(st.integers(0, 60))
)
def test_any_text_is_read_the_same_however_it_is_cut(written: str, places: list[int]) -> None:
    assert "".join(read(cut(written, places), patient=True)[1]) == without_thoughts(written)
    eager, said = read(cut(written, places), patient=False)
    if not eager.leaked:
        assert "".join(said) == "".join(read([written], patient=False)[1])


@given(st.text(st.characters(exclude_characters="<>[]|｜◁▷`"), max_size=80))
def test_text_without_tokens_is_left_as_it_is(text: str) -> None:
    if not text.lstrip("*#_ \n").lower().startswith(("thought", "think", "reason", "analysis")):
        assert without_thoughts(text) == text


@pytest.mark.parametrize("wrapping", [each for each in WRAPPINGS if each.startswith("<think")])
def test_the_reply_streams_as_soon_as_its_thought_has_ended(wrapping: str) -> None:
    written = wrapping.format(secret=SECRET, said=SAID)
    reading, said = read(list(written), patient=False)
    assert "".join(said) == SAID
    assert len([piece for piece in said if piece]) > 3 or "<think>a" in wrapping
    assert reading.found
    assert not reading.closed_alone


def test_an_ordinary_reply_streams_at_once() -> None:
    reading = ThoughtFilter()
    assert reading.take("Hi") == "Hi"
    assert reading.take(" you, a") == " you, a"
    assert reading.take(" < b and <b") == " < b and"
    assert reading.take(">c</b>") == " <b>c</b>"
    assert not reading.found


def test_a_patient_filter_waits_for_the_end() -> None:
    reading = ThoughtFilter(patient=True)
    assert reading.take("Hi there! How ") == ""
    assert reading.take("can I help?") == ""
    assert reading.finish() == "Hi there! How can I help?"
    reading = ThoughtFilter(patient=True)
    reading.trust()
    assert reading.take("Hi there!") == "Hi there!"


def test_json_is_no_thought_even_for_a_patient_filter() -> None:
    written = json.dumps({"userResponse": SAID})
    assert ThoughtFilter(patient=True).take(written) == written


@pytest.mark.parametrize("opening", ["The user says hi. ", "Okay, so I am asked ", "Hmm. "])
def test_text_that_begins_like_a_thought_waits(opening: str) -> None:
    reading = ThoughtFilter()
    assert "".join(reading.take(char) for char in opening + "and so on") == ""
    assert reading.take("</think>\n\nHi") + reading.take(" there") == "Hi there"
    assert reading.closed_alone
    assert not reading.leaked


def test_a_thought_that_was_passed_on_is_reported() -> None:
    reading = ThoughtFilter()
    assert reading.take("Dear me, 15 %.") == "Dear me, 15 %."
    reading.take("</think>Hi")
    assert reading.leaked


def test_a_thought_without_an_end_is_no_reply() -> None:
    assert without_thoughts(f"<think>{SECRET}") == ""
    assert without_thoughts(f"<|channel|>analysis<|message|>{SECRET}") == ""


@pytest.mark.parametrize(
    "text",
    [
        "Write `<think>` and `</think>` around it.",
        "[Reasoning](https://example.com/a) and [1], [x]",
        "3 < 4 > 2, a<b, <3, <b>bold</b>, <s>old</s> new",
        "Use the array a[0] or {curly}.",
        "  leading and trailing blanks \n",
    ],
)
def test_a_reply_may_use_brackets(text: str) -> None:
    assert without_thoughts(text) == text


@pytest.mark.parametrize(
    "part", ["<", "<|", "</", "◁", "**", " ", "\n", "analysisx", "\nthinking:"]
)
def test_a_long_garbled_reply_takes_no_longer_than_its_length(part: str) -> None:
    # With a second look at each part for every other one, this would take minutes.
    assert "end" in without_thoughts(part * 40_000 + " end")
