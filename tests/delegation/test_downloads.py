"""What developers download from the server: types, and the helper for their own assistants."""

from pathlib import Path

import pytest
from django.test import Client

BASE = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("gatekeeper.d.ts", "frontend/dist/gatekeeper.d.ts"),
        ("delegation_teacher.py", "delegation_teacher.py"),
    ],
)
def test_the_server_gives_the_file_of_its_own_release(client: Client, name: str, file: str) -> None:
    response = client.get(f"/{name}")

    assert response.content == (BASE / file).read_bytes()
    assert response["Cache-Control"] == "public, max-age=300"


def test_other_files_of_these_kinds_are_not_served(client: Client) -> None:
    for name in ("manage.py", "types.d.ts", "delegation/settings.py"):
        assert client.get(f"/{name}").status_code == 404
