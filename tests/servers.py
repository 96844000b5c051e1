"""A pytest plugin: starts PostgreSQL and Valkey for this run, before Django reads its settings.

Loaded by `-p tests.servers` (see pyproject.toml). Each run has servers and a state folder of its
own, so runs may overlap; what a killed run left behind is removed by the next one. Addresses from
outside are never used: a test run must not touch anybody's data or call anybody's model.
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Generator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from delegation.embedded.lock import is_abandoned
from delegation.embedded.places import ENTERABLE, remove_state
from delegation.embedded.servers import Servers, embedded_servers

PREFIX = f"delegation-tests-{os.geteuid()}-"
SERVERS = pytest.StashKey[Servers]()
FROM_OUTSIDE = (
    "OPENAI_API_KEY", "OPENAI_BASE_URL", "TEACHER_MODEL", "PUBLIC_URL", "STREAM_URL",
    "REDIS_EVENTS_URL", "REDIS_CACHE_URL", "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "SENTRY_DSN",
)  # fmt: skip


def remove_leftovers() -> None:
    """Removes the state folders of runs that are dead, and whose servers are too."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):  # another run may be removing it too, or ending just now
            state = folder / "state"
            if folder.is_symlink() or folder.lstat().st_uid != os.geteuid():
                continue
            if is_abandoned(state):
                remove_state(state)
                shutil.rmtree(folder, ignore_errors=True)


def start_servers(stack: ExitStack) -> Servers:
    """Starts this run's servers and sets the environment; the stack stops and removes them."""
    remove_leftovers()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(ENTERABLE)
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    state = folder / "state"
    stack.callback(lambda: remove_state(state) if state.exists() else None)
    servers = stack.enter_context(embedded_servers(state, throwaway=True))
    for name in FROM_OUTSIDE:
        os.environ.pop(name, None)
    os.environ.update(servers.environment())
    os.environ["SECRET_KEY"] = f"tests-{secrets.token_urlsafe(32)}"
    os.environ["DEBUG"] = "false"
    os.environ["OPERATORS_SECOND_FACTOR"] = "false"  # its own tests switch it on
    os.environ["STATE_DIR"] = str(state)
    return servers


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """Before pytest-django, which loads the settings in this same hook."""
    if not early_config.known_args_namespace.help:
        stack = ExitStack()
        early_config.add_cleanup(stack.close)
        early_config.stash[SERVERS] = start_servers(stack)
    return (yield)


@pytest.fixture(scope="session")
def servers(pytestconfig: pytest.Config) -> Servers:
    """The run's own servers, for tests that stop and start them."""
    return pytestconfig.stash[SERVERS]
