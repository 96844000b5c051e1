"""The address that letters link to."""

import pytest
from pytest_django.fixtures import Settings

from tests.delegation.rules.watching.making import URL


@pytest.fixture
def public_url(settings: Settings) -> None:
    settings.PUBLIC_URL = URL
