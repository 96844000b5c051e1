"""What a killed test run leaves in the temporary folder is removed by the next; nothing else is."""

import os
import tempfile
from pathlib import Path

import pytest

from delegation.embedded import lock
from tests import servers as plugin

LONG_AGO = 1_000_000_000  # a time stamp of years ago


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def make_run(temporary: Path, name: str) -> Path:
    state = temporary / f"{plugin.PREFIX}{name}" / "state"
    state.mkdir(parents=True)
    (state / lock.FILE).touch()
    os.utime(state / lock.FILE, (LONG_AGO, LONG_AGO))
    return state


def test_the_folder_of_a_dead_run_is_removed(temporary: Path) -> None:
    state = make_run(temporary, "dead")
    plugin.remove_leftovers()
    assert not state.parent.exists()


def test_the_folder_of_a_running_one_is_not(temporary: Path) -> None:
    state = make_run(temporary, "running")
    with lock.locked(state):
        os.utime(state / lock.FILE, (LONG_AGO, LONG_AGO))
        plugin.remove_leftovers()
    assert state.exists()


def test_the_folder_of_one_that_is_just_starting_is_not(temporary: Path) -> None:
    state = make_run(temporary, "starting")
    os.utime(state / lock.FILE)
    plugin.remove_leftovers()
    assert state.exists()


def test_other_folders_are_left_alone(temporary: Path) -> None:
    other = temporary / "somebody-elses" / "state"
    other.mkdir(parents=True)
    (other / lock.FILE).touch()
    os.utime(other / lock.FILE, (LONG_AGO, LONG_AGO))
    plugin.remove_leftovers()
    assert other.exists()
