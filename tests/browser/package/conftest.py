"""The package, installed from its tarball, and the visitor who meets it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.package.making import fresh_apps, pack


@pytest.fixture(scope="session")
def tarball(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `npm publish` would publish."""
    return pack(tmp_path_factory.mktemp("tarball"))


@pytest.fixture(scope="session")
def apps(tarball: Path) -> Iterator[Path]:
    """Apps that have installed it."""
    with fresh_apps(tarball) as folder:
        yield folder
