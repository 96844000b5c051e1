"""A Valkey that tests may restart and empty: the run's own one carries the product's queue."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from delegation.embedded.accounts import server_account
from delegation.embedded.passwords import kept_passwords
from delegation.embedded.places import ENTERABLE, Place
from delegation.embedded.servers import Servers
from delegation.embedded.valkey import Valkey


@pytest.fixture(scope="session")
def second_valkey(servers: Servers) -> Iterator[Valkey]:
    """Beside the run's own one, removed with it."""
    beside = servers.valkey.data.parent
    home = Path(tempfile.mkdtemp(prefix="second-", dir=beside))
    home.chmod(ENTERABLE)
    hold = os.open(home, os.O_RDONLY)
    place = Place(
        home=home,
        logs=servers.state / "logs",
        passwords=kept_passwords(servers.state),
        account=server_account(beside / "postgres"),
        hold=hold,
        throwaway=True,
    )
    valkey = Valkey(place, None)
    valkey.start()
    yield valkey
    valkey.stop()
    os.close(hold)
