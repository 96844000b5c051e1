"""A watch ends a call at the exact moment that a limit names, in its own thread only."""

import threading

import pytest

from delegation.teacher.errors import TeacherStopped, TeacherUnavailable
from delegation.teacher.limits import Limits
from delegation.teacher.watch import Watch, current_watch, watching
from tests.delegation.teacher.making import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


def watch_of(clock: Clock, *, deadline: float = 1060, stops: bool = False) -> Watch:
    return Watch(Limits(), deadline=deadline, should_stop=lambda: stops, clock=clock)


def end_of(watch: Watch) -> str:
    with pytest.raises(TeacherUnavailable) as caught:
        watch.check()
    return caught.value.code


def test_a_read_waits_for_one_poll_or_for_the_time_that_is_left(clock: Clock) -> None:
    watch = watch_of(clock)
    assert watch.check() == 0.2
    clock.now = 1014.9
    assert watch.check() == pytest.approx(0.1)
    clock.now = 1015
    assert end_of(watch) == "teacher_first_byte_timeout"


def test_the_deadline_ends_a_call_that_still_sends_words(clock: Clock) -> None:
    watch = watch_of(clock, deadline=1003)
    clock.now = 1002.9
    watch.heard()
    assert watch.check() == pytest.approx(0.1)
    clock.now = 1003
    assert end_of(watch) == "teacher_total_timeout"


def test_a_stop_comes_before_any_limit(clock: Clock) -> None:
    clock.now = 5000
    with pytest.raises(TeacherStopped):
        watch_of(clock, deadline=0, stops=True).check()


def test_an_event_without_words_begins_the_wait_for_words_again(clock: Clock) -> None:
    watch = watch_of(clock)
    clock.now = 1010
    watch.heard(words=False)
    clock.now = 1024.9
    watch.check()
    clock.now = 1025
    assert end_of(watch) == "teacher_first_byte_timeout"


def test_the_first_words_may_take_longer_than_later_ones(clock: Clock) -> None:
    watch = watch_of(clock)
    clock.now = 1014
    watch.check()
    watch.heard()
    clock.now = 1023.9
    watch.check()
    clock.now = 1024
    assert end_of(watch) == "teacher_silence_timeout"


def test_an_answer_in_one_piece_may_take_the_whole_time(clock: Clock) -> None:
    watch = watch_of(clock, deadline=5000)
    watch.expect_whole()
    clock.now = 1059.9
    watch.check()
    clock.now = 1060
    assert end_of(watch) == "teacher_first_byte_timeout"


def test_the_figures_after_the_answer_come_at_once_or_not_at_all(clock: Clock) -> None:
    watch = watch_of(clock)
    watch.heard()
    clock.now = 1009
    watch.finished()
    clock.now = 1010.9
    watch.check()
    clock.now = 1011
    assert end_of(watch) == "teacher_silence_timeout"


def test_a_watch_is_current_in_its_thread_until_it_ends(clock: Clock) -> None:
    assert current_watch() is None
    seen: list[Watch | None] = []
    outer, inner = watch_of(clock), watch_of(clock)
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


def test_a_failure_ends_the_watch(clock: Clock) -> None:
    with pytest.raises(ZeroDivisionError), watching(watch_of(clock)):
        raise ZeroDivisionError
    assert current_watch() is None
