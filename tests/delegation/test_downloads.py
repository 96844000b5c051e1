"""What developers download from the server: types, and the helper for their own assistants."""

import io
import re
import subprocess
import tarfile
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


def test_the_npm_package_holds_what_npm_would_pack(client: Client, tmp_path: Path) -> None:
    package = BASE / "frontend" / "package"
    command = ["npm", "pack", "--silent", "--pack-destination", str(tmp_path)]
    name = subprocess.run(command, cwd=package, check=True, capture_output=True, text=True).stdout
    by_npm = contents((tmp_path / name.strip()).read_bytes())

    response = client.get("/self-delegation.tgz")

    assert response["Content-Type"] == "application/gzip"
    assert contents(response.content) == by_npm
    assert {"package/package.json", "package/README.md", "package/react.js"} < set(by_npm)


def contents(tarball: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(tarball)) as tar:
        found = {each.name: tar.extractfile(each) for each in tar.getmembers()}
        return {name: file.read() for name, file in found.items() if file}


def test_the_image_may_copy_every_file_that_its_dockerfile_names() -> None:
    """What the ignore file does not let through is not there when the image is built."""
    text = (BASE / "docker" / "Dockerfile").read_text()
    copied = [
        source
        for line in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.M)
        for source in line.split()
    ]
    ignored = (BASE / "docker" / "Dockerfile.dockerignore").read_text().splitlines()
    assert len(copied) > 5
    assert [source for source in copied if f"!{source}" not in ignored] == []


def test_other_files_of_these_kinds_are_not_served(client: Client) -> None:
    for name in ("manage.py", "types.d.ts", "delegation/settings.py"):
        assert client.get(f"/{name}").status_code == 404
