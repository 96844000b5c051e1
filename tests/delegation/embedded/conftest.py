"""Folders for servers that run as another account, which pytest's own, being private, are not."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from delegation.embedded.places import ENTERABLE, remove_state


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every account may pass through."""
    with _open_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def kept_state() -> Iterator[Path]:
    """A state folder for all tests of a module, which the first one fills."""
    with _open_folder() as folder:
        yield folder / "state"


@pytest.fixture
def state(open_folder: Path) -> Path:
    """A state folder that is not there yet."""
    return open_folder / "state"


@contextmanager
def _open_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="delegation-embedded-"))
    folder.chmod(ENTERABLE)
    yield folder
    for state in list(folder.rglob("servers.path")):
        remove_state(state.parent)
    shutil.rmtree(folder)
