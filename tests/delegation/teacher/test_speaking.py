"""Text may be shown as it grows, and nothing that was shown may be taken back."""

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.domain.teaching.marks import MARK
from delegation.domain.teaching.overhead import Written
from delegation.domain.teaching.replies import MAX_USER_RESPONSE
from delegation.domain.teaching.ways import Way
from delegation.domain.words import Act, Awaiting
from delegation.teacher.endpoint import Persona, TeacherRequest
from delegation.teacher.errors import TeacherBroken
from delegation.teacher.speaking import Speaker
from tests.delegation.teacher.asking import LESSON, content

PLAIN = TeacherRequest(Persona(), "thx")
MARKED = TeacherRequest(Persona(), "thx", mark=True, way=Way.LINE)
JSON = TeacherRequest(Persona(), "thx", way=Way.JSON)
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
    speaker = Speaker(shown.append, JSON)
    for piece in cut(written, places):
        speaker.hear(piece)
        assert text.startswith("".join(shown))
    assert speaker.finish().user_response == text == "".join(shown)


@given(
    text=TEXT.filter(lambda text: text.strip()[0] not in "{`\ufeff" and MARK not in text),
    request=st.sampled_from([PLAIN, MARKED, JSON]),
)
def test_plain_text_is_passed_on_whole(text: str, request: TeacherRequest) -> None:
    shown: list[str] = []
    speaker = Speaker(shown.append, request)
    for char in text:
        speaker.hear(char)
    assert speaker.finish().user_response == text == "".join(shown)


@given(st.text(max_size=80), st.sampled_from([PLAIN, MARKED, JSON]))
def test_whatever_is_written_is_either_read_or_refused_and_never_half_a_character(
    written: str, request: TeacherRequest
) -> None:
    shown: list[str] = []
    speaker = Speaker(shown.append, request)
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
    speaker = Speaker(shown.append, PLAIN)
    for piece in ("a", "\ud83d", "\ude00", "b"):
        speaker.hear(piece)
    assert shown == ["a", "\U0001f600", "b"], "the stream goes on after it"
    assert speaker.finish().user_response == "a\U0001f600b" == "".join(shown)


def test_a_second_text_in_one_reply_is_refused_and_not_shown() -> None:
    shown: list[str] = []
    speaker = Speaker(shown.append, JSON)
    for char in '{"userResponse": "one", "userResponse": "two"}':
        speaker.hear(char)
    with pytest.raises(TeacherBroken) as caught:
        speaker.finish()
    assert caught.value.code == "teacher_reply_duplicate_key"
    assert "".join(shown) == "one"


def test_fenced_json_is_shown_when_it_is_whole() -> None:
    shown: list[str] = []
    speaker = Speaker(shown.append, JSON)
    for char in '```json\n{"userResponse": "Hi"}\n```':
        speaker.hear(char)
    assert shown == []
    assert speaker.finish().user_response == "Hi"
    assert shown == ["Hi"]


@given(text=TEXT.filter(lambda text: MARK not in text), places=st.lists(st.integers(0, 500)))
def test_a_mark_becomes_the_seeds_lesson_and_is_never_shown(text: str, places: list[int]) -> None:
    shown: list[str] = []
    speaker = Speaker(shown.append, MARKED)
    for piece in cut(f"{text}.{MARK}thanks", places):
        speaker.hear(piece)
        assert f"{text}.".startswith("".join(shown))
    reply = speaker.finish()
    assert reply.user_response == f"{text}." == "".join(shown)
    assert reply.awaiting is Awaiting.NOTHING
    assert reply.lesson is not None
    assert (reply.lesson.query, reply.lesson.act) == ("thx", Act.THANKS)


def test_a_lesson_that_was_not_asked_for_is_none() -> None:
    speaker = Speaker(lambda piece: None, TeacherRequest(Persona(), "thx", mark=True))
    speaker.hear(f"Sure.{MARK}thanks")
    reply = speaker.finish()
    assert (reply.user_response, reply.awaiting) == ("Sure.", Awaiting.NOTHING)
    assert reply.lesson is None


def test_the_first_words_of_a_marked_reply_are_shown_at_once() -> None:
    shown: list[str] = []
    speaker = Speaker(shown.append, MARKED)
    speaker.hear("You're")
    assert shown == ["You're"]


def test_it_says_what_of_a_reply_was_not_for_the_visitor() -> None:
    marked, plain, json_reply = (
        Speaker(lambda piece: None, request) for request in (MARKED, PLAIN, JSON)
    )
    for speaker, text in (
        (marked, f"Hi!{MARK}hi"),
        (plain, "Hi!"),
        (json_reply, '{"userResponse": "Hi!"}'),
    ):
        speaker.hear(text)
        speaker.finish()
    assert (marked.overhead.marks, marked.overhead.codes) == (1, 1)
    assert (plain.overhead.marks, plain.overhead.characters) == (0, 0)
    assert (json_reply.overhead.characters, json_reply.overhead.shown_characters) == (23, 3)


def shown_of(pieces: list[str], request: TeacherRequest = JSON) -> tuple[Speaker, list[str]]:
    """Return the speaker and what it showed of these pieces before the end."""
    shown: list[str] = []
    speaker = Speaker(shown.append, request)
    assert not speaker.shown
    for piece in pieces:
        speaker.hear(piece)
    assert speaker.shown is bool(shown)
    return speaker, shown


@pytest.mark.parametrize(
    ("pieces", "shown"),
    [
        (['{"userResponse": "He', 'llo"}'], ["He", "llo"]),
        (['\ufeff \n{"userResponse": "He'], ["He"]),
        (['{"awaiting": "more", "userResponse": "He'], ["He"]),
        (['{"userResponse": "a\\ud83d'], ["a"]),
        (['{"userResponse": "a\\ud83d\\u'], ["a"]),
        (['{"userResponse": "a\\ud83d\\ude0'], ["a"]),
        (['{"userResponse": "a\\ud83d\\ude00'], ["a\U0001f600"]),
        (['{"userResponse": "a\\u00'], ["a"]),
        (['{"userResponse": " ', "Hi"], [" Hi"]),
        (['{"userResponse": 7, "x'], []),
        (['{"userResponse": ["Hi'], []),
        (['{"userResponse": {"a": "Hi'], []),
        (['{"userRes', 'ponse": "Hi'], ["Hi"]),
        (['[{"userResponse": "Hi'], []),
        (['```json\n{"userResponse": "Hi'], []),
        (['Sure: {"userResponse": "Hi'], []),
        (["Sure, we"], []),
        (["", " ", "\n"], []),
    ],
)
def test_only_the_certain_beginning_of_the_text_in_json_is_shown(
    pieces: list[str], shown: list[str]
) -> None:
    assert shown_of(pieces)[1] == shown


@pytest.mark.parametrize(
    ("pieces", "shown"),
    [
        (["Sure", ", we"], ["Sure", ", we"]),
        (["\ufeff \n", "Hi"], ["\ufeff \nHi"]),
        (["{", "oops"], []),
        (["[1"], []),
        (["`code"], []),
        (["Hi ", '{"userResponse": "x'], ["Hi "]),
        (["ab\ud83d"], ["ab"]),
        (["a\ud83d", "\ude00"], ["a", "\U0001f600"]),
        (["Hi", "\0", "there"], ["Hi"]),
    ],
)
def test_plain_text_is_shown_piece_by_piece_unless_it_may_be_json(
    pieces: list[str], shown: list[str]
) -> None:
    assert shown_of(pieces, PLAIN)[1] == shown


def test_a_text_that_shrinks_silences_the_rest() -> None:
    speaker, shown = shown_of(['{"userResponse": "one"', ', "userResponse": "t', "wo"])
    assert shown == ["one"]
    speaker.hear(" three")
    assert shown == ["one"]


def test_the_longest_reply_is_shown_whole() -> None:
    text = "a" * MAX_USER_RESPONSE
    speaker, shown = shown_of([text[:10], text[10:]], PLAIN)
    assert "".join(shown) == speaker.finish().user_response == text


def test_a_longer_reply_is_refused_and_not_shown_further() -> None:
    speaker, shown = shown_of(["a" * 10, "a" * (MAX_USER_RESPONSE - 9)], PLAIN)
    assert shown == ["a" * 10]
    with pytest.raises(TeacherBroken) as caught:
        speaker.finish()
    assert caught.value.code == "teacher_reply_user_response_too_long"


def test_a_sentence_instead_of_json_is_an_answer_that_teaches_nothing() -> None:
    speaker, shown = shown_of(["Sure, we are open."])
    reply = speaker.finish()
    assert "".join(shown) == reply.user_response == "Sure, we are open."
    assert (reply.awaiting, reply.lesson, reply.problem) == (Awaiting.UNKNOWN, None, None)


@pytest.mark.parametrize("written", ["", "  ", "{", "`", "\ufeff{"])
def test_a_broken_beginning_of_json_is_refused_where_json_was_wanted(written: str) -> None:
    speaker, _ = shown_of([written])
    with pytest.raises(TeacherBroken) as caught:
        speaker.finish()
    assert caught.value.code == "teacher_reply_not_json"


@pytest.mark.parametrize(
    ("message", "way", "taught"),
    [
        ("thx", Way.JSON, True),
        ("thx", Way.LINE, True),
        ("thx", Way.NONE, False),
        ("else", Way.JSON, False),
        ("else", Way.LINE, False),
    ],
)
def test_a_lesson_in_json_counts_where_it_was_asked_for_and_is_about_the_message(
    message: str, way: Way, taught: bool
) -> None:
    written = content("Hi!", learningInstruction=LESSON)
    speaker, _ = shown_of([written], TeacherRequest(Persona(), message, way=way))
    reply = speaker.finish()
    assert (reply.user_response, reply.awaiting) == ("Hi!", Awaiting.NOTHING)
    assert (reply.lesson is not None) is taught
    problem = None if taught or way is Way.NONE else "lesson_query_not_said"
    assert reply.problem == problem


@pytest.mark.parametrize(
    ("written", "awaiting", "act"),
    [
        (f"Hi!{MARK}", Awaiting.NOTHING, None),
        (f"Hi!{MARK}thanks", Awaiting.NOTHING, Act.THANKS),
        ("Hi!", Awaiting.UNKNOWN, None),
    ],
)
def test_a_mark_says_what_is_awaited_and_may_teach(
    written: str, awaiting: Awaiting, act: Act | None
) -> None:
    speaker, shown = shown_of([written], MARKED)
    reply = speaker.finish()
    assert reply.user_response == "".join(shown) == "Hi!"
    assert reply.awaiting is awaiting
    if act is None:
        assert reply.lesson is None
    else:
        assert reply.lesson is not None
        assert (reply.lesson.query, reply.lesson.response, reply.lesson.act) == ("thx", "Hi!", act)


def test_the_characters_of_a_json_reply_are_counted_while_it_grows() -> None:
    speaker, _ = shown_of(['{"userResponse": "H', 'i"'])
    assert speaker.overhead == Written(characters=21, shown_characters=2)
    assert shown_of(["Hi"], PLAIN)[0].overhead == Written()
