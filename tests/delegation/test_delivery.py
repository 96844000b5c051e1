"""The scripts that pages embed: evergreen under plain names, immutable where a name has a hash."""

import hashlib
import json
import re
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from delegation.delivery import DIST, RELEASES, newest_release

BUILT = json.loads((DIST / "release.json").read_text("utf-8"))
RELEASED = json.loads((RELEASES / "releases.json").read_text("utf-8"))
GUIDE = (DIST.parent / "README.md").read_text("utf-8")


def get(client: Client, name: str, **headers: str) -> Any:
    return client.get(f"/{name}", headers=headers)


def integrity(body: bytes) -> str:
    return "sha384-" + b64encode(hashlib.sha384(body).digest()).decode()


def test_the_evergreen_script_is_asked_for_again_and_rarely_sent_again(client: Client) -> None:
    first = get(client, "gatekeeper.js")
    again = get(client, "gatekeeper.js", **{"if-none-match": first["ETag"]})

    assert first["Cache-Control"] == "public, max-age=300"
    assert (again.status_code, again.content) == (304, b"")


def test_a_release_is_the_same_for_ever_and_any_page_may_check_it(client: Client) -> None:
    release = newest_release()

    answer = get(client, release.name)

    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert integrity(answer.content) == release.integrity
    assert answer.content == get(client, "gatekeeper.js").content


def test_the_embed_guide_prints_the_newest_release() -> None:
    newest = RELEASED[-1]

    assert re.findall(r"gatekeeper\.([0-9a-f]{8})\.js", GUIDE) == [newest["version"]]
    assert re.findall(r'integrity="([^"]+)"', GUIDE) == [newest["integrity"]]


@pytest.mark.parametrize("version", [BUILT["version"], *(each["version"] for each in RELEASED)])
def test_every_file_that_a_release_loads_is_there(client: Client, version: str) -> None:
    """Also those of earlier releases: pages name them, and tabs stay open for days."""
    names: set[str] = set()
    waiting = {f"gatekeeper.{version}.js"}
    while waiting:
        names |= waiting
        files = [get(client, name.replace("*", "de")) for name in waiting]
        waiting = {name for file in files for name in loaded_by(file.content.decode())} - names

    assert {name.split(".")[0] for name in names} >= {"chat", "line", "texts"}
    for name in names:
        answer = get(client, name.replace("*", "de"))
        assert (answer.status_code, "immutable" in answer["Cache-Control"]) == (200, True), name


def loaded_by(text: str) -> set[str]:
    return set(re.findall(r'"((?:\w+)(?:\.\w+|\.\*)?\.[0-9a-f]{8}\.js)(?: sha256-[^"]+)?"', text))


@pytest.mark.parametrize("release", RELEASED, ids=lambda release: release["version"])
def test_a_release_that_was_kept_has_not_changed(release: dict[str, Any]) -> None:
    for name in release["files"]:
        body = (RELEASES / name).read_bytes()
        if not name.startswith("texts."):  # these share one checksum
            assert hashlib.sha256(body).hexdigest().startswith(name.split(".")[1]), name
    [script] = [name for name in release["files"] if name.startswith("gatekeeper.")]
    assert integrity((RELEASES / script).read_bytes()) == release["integrity"]


def test_people_can_read_what_runs_in_their_page(client: Client) -> None:
    for name in RELEASED[-1]["files"]:
        answer = get(client, name)
        if name.startswith("texts."):
            continue
        sources = get(client, answer["SourceMap"])
        readable = get(client, name.replace(".js", ".readable.js"))
        assert sources["Content-Type"] == "application/json"
        assert all(sources.json()["sourcesContent"]), name
        assert readable.content.count(b"\n") > answer.content.count(b"\n"), name


@pytest.mark.parametrize("name", ["chat.00000000.js", "gatekeeper.00000000.js"])
def test_a_release_that_nobody_knows_gets_no_other_bytes(client: Client, name: str) -> None:
    assert get(client, name).status_code == 404


def test_the_image_holds_every_release() -> None:
    recipe = (Path(DIST).parents[1] / "docker" / "Dockerfile").read_text("utf-8")

    assert "COPY frontend/releases frontend/releases" in recipe
