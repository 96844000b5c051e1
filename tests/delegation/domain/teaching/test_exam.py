"""What counts as a right, a missed and a false lesson, and who passes."""

from dataclasses import replace

import pytest

from delegation.domain.teaching.exam import ExamCase, Mark, mark, read_case, score
from delegation.domain.teaching.replies import LessonProblem, ParsedReply, TaughtLesson
from delegation.domain.words import Act, Awaiting

SMALL_TALK = ExamCase(
    "small talk", "en", "Thx!", (), frozenset({Act.THANKS}), frozenset({Awaiting.NOTHING})
)
QUESTION = replace(SMALL_TALK, kind="question", message="When?", acts=frozenset())
TAUGHT = ParsedReply("Welcome!", Awaiting.NOTHING, TaughtLesson("thx", "Welcome!", Act.THANKS))
UNTAUGHT = ParsedReply("At nine.", Awaiting.NOTHING)


def lesson(case: ExamCase, reply: ParsedReply | None) -> str:
    return mark(case, reply).lesson


def test_lessons_are_judged_by_the_case() -> None:
    assert lesson(SMALL_TALK, TAUGHT) == "right"
    assert lesson(SMALL_TALK, UNTAUGHT) == "missed"
    assert lesson(QUESTION, UNTAUGHT) == "none"
    assert (
        lesson(QUESTION, replace(TAUGHT, lesson=TaughtLesson("When?", "x", Act.THANKS))) == "false"
    )


def test_a_lesson_about_another_phrase_is_none_because_the_product_drops_it() -> None:
    other = replace(TAUGHT, lesson=TaughtLesson("what is the price", "Free!", Act.THANKS))
    assert lesson(SMALL_TALK, other) == "missed"
    assert lesson(QUESTION, other) == "none"


@pytest.mark.parametrize("act", [Act.GREETING, Act.ANSWER, None])
def test_the_right_phrase_with_another_act_is_a_wrong_act(act: Act | None) -> None:
    reply = replace(TAUGHT, lesson=TaughtLesson("thx", "Welcome!", act))
    assert lesson(SMALL_TALK, reply) == "wrong act"


def test_awaiting_is_judged_only_where_the_case_says_what_is_right() -> None:
    asks = replace(UNTAUGHT, awaiting=Awaiting.CONFIRM)
    assert mark(QUESTION, UNTAUGHT).awaiting == "right"
    assert mark(QUESTION, asks).awaiting == "missing"
    assert mark(replace(QUESTION, awaiting=frozenset()), asks).awaiting is None


@pytest.mark.parametrize(
    ("said", "judged"),
    [("unknown", "right"), ("choice", "right"), ("nothing", "wrong"), ("more", "wrong")],
)
def test_a_reply_that_should_ask_is_wrong_only_where_it_is_said_to_rest(
    said: str, judged: str
) -> None:
    asking = replace(QUESTION, awaiting=frozenset({Awaiting.CONFIRM}))
    assert mark(asking, ParsedReply("Shall I?", Awaiting(said))).awaiting == judged


def test_a_reply_that_asks_nothing_and_says_so_has_an_honest_mark() -> None:
    assert mark(ASKING, UNTAUGHT).awaiting == "right"


def test_a_problem_is_disobedience() -> None:
    assert mark(QUESTION, UNTAUGHT).obedient
    assert not mark(QUESTION, replace(UNTAUGHT, problem=LessonProblem.ACT_INVALID)).obedient
    assert mark(QUESTION, replace(UNTAUGHT, problem=LessonProblem.QUERY_NOT_SAID)).obedient
    assert not mark(QUESTION, None).obedient


ASKING = replace(QUESTION, message="a table", awaiting=frozenset({Awaiting.INFO}))


def sheet(
    *, right: int = 50, missed: int = 0, false: int = 0, clean: int = 100, asking: int = 20
) -> list[Mark]:
    return (
        [mark(SMALL_TALK, TAUGHT)] * right
        + [mark(SMALL_TALK, UNTAUGHT)] * missed
        + [mark(replace(QUESTION, message="thx"), TAUGHT)] * false
        + [mark(QUESTION, UNTAUGHT)] * clean
        + [mark(ASKING, replace(UNTAUGHT, awaiting=Awaiting.UNKNOWN))] * asking
    )


def test_the_score_counts_what_the_report_says() -> None:
    result = score(sheet(right=30, missed=10, false=1, clean=99, asking=0))
    assert result.right_lessons == 0.75
    assert result.false_lessons == 0.01
    assert result.right_marks == 1.0
    assert result.wrong_marks is None
    assert result.marks == {"right": 140}
    assert result.obedience == 1.0
    assert (result.cases, result.answered) == (140, 140)
    assert result.lessons == {"right": 30, "missed": 10, "false": 1, "none": 99}


def test_a_good_model_passes() -> None:
    assert score(sheet(missed=20, false=2)).passed


@pytest.mark.parametrize(
    "marks",
    [
        sheet(false=4),
        sheet(right=10, missed=40),
        sheet() + [mark(QUESTION, None)] * 20,
        sheet() + [mark(QUESTION, replace(UNTAUGHT, awaiting=Awaiting.UNKNOWN))] * 200,
        sheet() + [mark(ASKING, ParsedReply("On which day?", Awaiting.NOTHING))] * 5,
        sheet(asking=0),
        [],
        [mark(SMALL_TALK, TAUGHT)],
    ],
)
def test_a_model_that_errs_too_often_or_was_not_really_asked_does_not_pass(
    marks: list[Mark],
) -> None:
    assert not score(marks).passed


def test_a_case_is_read_from_its_line() -> None:
    case = read_case(
        {
            "kind": "pending confirm",
            "language": "en",
            "turns": [
                {"by": "visitor", "text": "Book it"},
                {"by": "assistant", "text": "Shall I?", "awaiting": "confirm"},
            ],
            "message": "ok",
            "teach": None,
            "awaiting": ["nothing", "more"],
        }
    )
    assert [turn.by_visitor for turn in case.turns] == [True, False]
    assert case.turns[-1].awaiting is Awaiting.CONFIRM
    assert case.acts == frozenset()
    assert case.awaiting == {Awaiting.NOTHING, Awaiting.MORE}
