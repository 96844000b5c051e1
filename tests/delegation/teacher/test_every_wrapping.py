"""What a visitor sees of a reply grows to the reply itself, however it is wrapped and cut."""

import itertools
import json
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from delegation.domain.teaching.marks import MARK
from delegation.domain.teaching.replies import ParsedReply
from delegation.domain.teaching.thoughts import ThoughtFilter
from delegation.domain.teaching.ways import Way
from delegation.teacher.endpoint import Persona, TeacherRequest
from delegation.teacher.speaking import Speaker
from tests.delegation.teacher.providers import ANSWER
from tests.delegation.teacher.wrappings import AROUND_ANY, AROUND_JSON, MARKS, SECRET

MESSAGE = "Hello"
LESSON = {
    "command": "LEARN_SIMPLE_PHRASE",
    "query": MESSAGE,
    "response": ANSWER,
    "act": "greeting",
    "variants": [],
}
JSON_REPLY = json.dumps(
    {"userResponse": ANSWER, "awaiting": "nothing", "learningInstruction": LESSON}
)
WRITTEN = {
    **{
        f"{around}; {mark}": wrapping.format(said=ANSWER + end, secret=SECRET)
        for around, wrapping in AROUND_ANY.items()
        for mark, end in MARKS.items()
    },
    **{
        f"{around}; JSON": wrapping.format(said=JSON_REPLY, secret=SECRET)
        for around, wrapping in (AROUND_ANY | AROUND_JSON).items()
    },
}


def way_of(name: str) -> Way:
    return Way.JSON if name.endswith("JSON") else Way.LINE


def shown_after_each(pieces: Iterable[str], request: TeacherRequest) -> Iterator[str]:
    """What the visitor has seen after each piece, and in the end; the reply is checked too."""
    shown: list[str] = []
    thoughts, speaker = ThoughtFilter(patient=True), Speaker(shown.append, request)
    for piece in pieces:
        if text := thoughts.take(piece):
            speaker.hear(text)
        yield "".join(shown)
    if rest := thoughts.finish():
        speaker.hear(rest)
    reply = speaker.finish()
    check(reply)
    yield "".join(shown)


def check(reply: ParsedReply) -> None:
    assert reply.user_response == ANSWER
    assert reply.lesson is not None
    assert (reply.lesson.query, reply.lesson.response) == (MESSAGE, ANSWER)


def assert_it_only_grows(name: str, pieces: Iterable[str]) -> None:
    request = TeacherRequest(Persona(), MESSAGE, mark=True, way=way_of(name))
    seen = list(shown_after_each(pieces, request))
    for before, after in itertools.pairwise(["", *seen]):
        assert after.startswith(before)
        assert ANSWER.startswith(after)
    assert seen[-1] == ANSWER


@pytest.mark.parametrize("name", WRITTEN)
def test_every_wrapping_is_read_at_every_split_in_two(name: str) -> None:
    written = WRITTEN[name]
    for place in range(len(written) + 1):
        assert_it_only_grows(name, [written[:place], written[place:]])


@pytest.mark.parametrize("name", WRITTEN)
def test_every_wrapping_is_read_in_pieces_of_every_size(name: str) -> None:
    written = WRITTEN[name]
    for size in range(1, 30):
        assert_it_only_grows(name, [written[at : at + size] for at in range(0, len(written), size)])


@given(name=st.sampled_from(sorted(WRITTEN)), places=st.lists(st.integers(0, 600), max_size=40))
def test_every_wrapping_is_read_however_it_is_cut(name: str, places: list[int]) -> None:
    written = WRITTEN[name]
    bounds = [0, *sorted(place % (len(written) + 1) for place in places), len(written)]
    assert_it_only_grows(name, [written[a:b] for a, b in itertools.pairwise(bounds)])


CHARACTERS = st.characters(exclude_characters='<>[]|｜◁▷`{}"\\¤\0', exclude_categories=["Cs"])


@given(
    wrapping=st.sampled_from(sorted(AROUND_ANY)),
    secret=st.text(CHARACTERS, min_size=3, max_size=30),
    said=st.text(CHARACTERS, max_size=30).map(lambda text: f"a{text}z"),
    places=st.lists(st.integers(0, 300), max_size=20),
)
@example("think", "abc", "xz", [])
def test_any_reply_only_grows_and_no_thought_is_in_it(
    wrapping: str, secret: str, said: str, places: list[int]
) -> None:
    thought = f"#{secret}#"
    written = AROUND_ANY[wrapping].format(said=f"{said}{MARK}", secret=thought)
    bounds = [0, *sorted(place % (len(written) + 1) for place in places), len(written)]
    shown: list[str] = []
    thoughts = ThoughtFilter(patient=True)
    speaker = Speaker(shown.append, TeacherRequest(Persona(), MESSAGE, mark=True))
    for a, b in itertools.pairwise(bounds):
        if text := thoughts.take(written[a:b]):
            speaker.hear(text)
        assert thought not in "".join(shown)
    if rest := thoughts.finish():
        speaker.hear(rest)
    final = speaker.finish().user_response
    assert final == "".join(shown)
    assert MARK not in final
    assert thought not in final
