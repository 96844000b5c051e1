"""Text may be shown as it grows, and nothing that was shown may be taken back."""

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.teacher.errors import TeacherBroken
from delegation.teacher.speaking import Speaker

TEXT = st.text(min_size=1, max_size=60).filter(lambda text: text.strip() and "\0" not in text)


def cut(text: str, places: list[int]) -> list[str]:
    marks = [0, *sorted(place % (len(text) + 1) for place in places), len(text)]
    return [text[start:stop] for start, stop in itertools.pairwise(marks)]


@given(text=TEXT, ascii_only=st.booleans(), places=st.lists(st.integers(0, 500), max_size=30))
def test_the_pieces_joined_are_the_text_however_the_stream_is_cut(
    text: str, ascii_only: bool, places: list[int]
) -> None:
    written = json.dumps({"userResponse": text, "awaiting": "nothing"}, ensure_ascii=ascii_only)
    shown: list[str] = []
    speaker = Speaker(shown.append, structured=True)
    for piece in cut(written, places):
        speaker.hear(piece)
        assert text.startswith("".join(shown))
    assert speaker.finish().user_response == text == "".join(shown)


@given(text=TEXT.filter(lambda text: text.strip()[0] not in "{`\ufeff"), structured=st.booleans())
def test_plain_text_is_passed_on_whole(text: str, structured: bool) -> None:
    shown: list[str] = []
    speaker = Speaker(shown.append, structured=structured)
    for char in text:
        speaker.hear(char)
    assert speaker.finish().user_response == text == "".join(shown)


@given(st.text(max_size=80), st.booleans())
def test_whatever_is_written_is_either_read_or_refused_and_never_half_a_character(
    written: str, structured: bool
) -> None:
    shown: list[str] = []
    speaker = Speaker(shown.append, structured=structured)
    for char in '{"userResponse": "ok' + written:
        speaker.hear(char)
    try:
        reply = speaker.finish()
    except TeacherBroken:
        "".join(shown).encode()
    else:
        assert reply.user_response == "".join(shown)


def test_halves_of_one_character_in_two_pieces_are_shown_as_one() -> None:
    shown: list[str] = []
    speaker = Speaker(shown.append, structured=False)
    for piece in ("a", "\ud83d", "\ude00"):
        speaker.hear(piece)
    assert speaker.finish().user_response == "a\U0001f600"
    assert shown == ["a", "\U0001f600"]


def test_a_second_text_in_one_reply_is_refused_and_not_shown() -> None:
    shown: list[str] = []
    speaker = Speaker(shown.append, structured=True)
    for char in '{"userResponse": "one", "userResponse": "two"}':
        speaker.hear(char)
    with pytest.raises(TeacherBroken) as caught:
        speaker.finish()
    assert caught.value.code == "teacher_reply_duplicate_key"
    assert "".join(shown) == "one"


def test_fenced_json_is_shown_when_it_is_whole() -> None:
    shown: list[str] = []
    speaker = Speaker(shown.append, structured=True)
    for char in '```json\n{"userResponse": "Hi"}\n```':
        speaker.hear(char)
    assert shown == []
    assert speaker.finish().user_response == "Hi"
    assert shown == ["Hi"]
