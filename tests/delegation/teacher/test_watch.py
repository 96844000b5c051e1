"""One call's clock, to the moment, and who may read it."""

import threading

import pytest

from delegation.teacher.errors import TeacherStopped, TeacherUnavailable
from delegation.teacher.limits import Limits
from delegation.teacher.watch import Watch, current_watch, watching

LIMITS = Limits(
    first_byte_seconds=15, silence_seconds=10, total_seconds=60, tail_seconds=2, poll_seconds=0.2
)


class Hands:
    """A clock that tests move."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


def watch_of(hands: Hands, *, deadline: float = 1060, stops: bool = False) -> Watch:
    return Watch(LIMITS, deadline=deadline, should_stop=lambda: stops, clock=hands)


def end_of(watch: Watch) -> str:
    with pytest.raises(TeacherUnavailable) as caught:
        watch.check()
    return caught.value.code


def test_a_read_waits_for_a_poll_or_for_what_is_left(hands: Hands) -> None:
    watch = watch_of(hands)
    assert watch.check() == 0.2
    hands.now = 1014.9
    assert watch.check() == pytest.approx(0.1)
    hands.now = 1015
    assert end_of(watch) == "teacher_first_byte_timeout"


def test_the_deadline_ends_a_call_that_is_still_heard(hands: Hands) -> None:
    watch = watch_of(hands, deadline=1003)
    hands.now = 1002.9
    watch.heard()
    assert watch.check() == pytest.approx(0.1)
    hands.now = 1003
    assert end_of(watch) == "teacher_total_timeout"


def test_a_stop_comes_before_any_limit(hands: Hands) -> None:
    hands.now = 5000
    with pytest.raises(TeacherStopped):
        watch_of(hands, deadline=0, stops=True).check()


def test_an_event_without_words_keeps_the_patience_for_words(hands: Hands) -> None:
    watch = watch_of(hands)
    hands.now = 1010
    watch.heard(words=False)
    hands.now = 1024.9
    watch.check()
    hands.now = 1025
    assert end_of(watch) == "teacher_first_byte_timeout"


def test_words_begin_the_shorter_patience(hands: Hands) -> None:
    watch = watch_of(hands)
    hands.now = 1010
    watch.heard()
    hands.now = 1019.9
    watch.check()
    hands.now = 1020
    assert end_of(watch) == "teacher_silence_timeout"


def test_a_whole_answer_may_come_as_late_as_its_limit(hands: Hands) -> None:
    watch = watch_of(hands, deadline=5000)
    watch.expect_whole()
    hands.now = 1059.9
    watch.check()
    hands.now = 1060
    assert end_of(watch) == "teacher_first_byte_timeout"


def test_the_tail_counts_from_the_end_of_the_answer(hands: Hands) -> None:
    watch = watch_of(hands)
    hands.now = 1009
    watch.finished()
    hands.now = 1010.9
    watch.check()
    hands.now = 1011
    assert end_of(watch) == "teacher_first_byte_timeout"


def test_a_thread_reads_its_own_watch_and_the_one_around_it_afterwards(hands: Hands) -> None:
    assert current_watch() is None
    seen: list[Watch | None] = []
    outer, inner = watch_of(hands), watch_of(hands)
    with watching(outer) as given:
        assert given is outer
        assert current_watch() is outer
        with watching(inner):
            assert current_watch() is inner
        assert current_watch() is outer
        other = threading.Thread(target=lambda: seen.append(current_watch()))
        other.start()
        other.join()
    assert seen == [None]
    assert current_watch() is None


def test_a_watch_that_fails_is_put_away(hands: Hands) -> None:
    with pytest.raises(ZeroDivisionError), watching(watch_of(hands)):
        raise ZeroDivisionError
    assert current_watch() is None
