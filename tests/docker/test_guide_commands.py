"""The commands of the operator's guides name services, files, commands and modules that exist.

They run in the folder `docker`, as the guide says.
"""

import os
import re
import shlex
from importlib.util import find_spec
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from tests.docker.making import DOCKER

SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((DOCKER / "compose.yaml").read_text())[
    "services"
]
GUIDES = ("README.md", "observability/README.md")
# Of Compose, those whose words after the options are services.
VERBS = {"build", "up", "run", "exec", "ps", "logs"}


def blocks(guide: str, language: str) -> list[str]:
    found: list[str] = re.findall(
        rf"^```{language}\n(.*?)^```", (DOCKER / guide).read_text(), re.MULTILINE | re.DOTALL
    )
    return found


COMMANDS = [
    line
    for guide in GUIDES
    for block in blocks(guide, "sh")
    for line in block.splitlines()
    if line and not re.match(r"[A-Z_]+=", line)
]


def words_of(command: str) -> list[str]:
    return shlex.split(command, comments=True)


def test_the_commands_were_found() -> None:
    assert len(COMMANDS) > 20
    assert blocks("README.md", "sh")[0].startswith("cd docker\n")
    assert not [command for command in COMMANDS[1:] if "docker/" in command.split("#")[0]]


@pytest.mark.parametrize("command", [each for each in COMMANDS if "docker compose" in each])
def test_compose_is_asked_for_what_there_is(command: str) -> None:
    words = words_of(command)
    verb, rest = words[2], words[3:]
    assert verb in VERBS
    names = [word for word in rest if not word.startswith("-")]
    if verb in ("run", "exec"):
        assert names[0] in SERVICES
    elif verb == "logs":
        assert set(names[: names.index("|") if "|" in names else None]) <= set(SERVICES)
    else:
        assert set(names) <= set(SERVICES)
    if "-m" not in rest:
        return
    module = rest[rest.index("-m") + 1]
    assert find_spec(module) is not None
    if module == "manage":
        assert rest[rest.index("-m") + 2] in get_commands()


@pytest.mark.parametrize("command", [each for each in COMMANDS if each.startswith("./")])
def test_scripts_can_be_run(command: str) -> None:
    assert os.access(DOCKER / words_of(command)[0], os.X_OK)


def test_a_fresh_machine_builds_the_image_before_it_runs_it() -> None:
    """Only `web` builds it, and it is never pulled: `run roles` alone would not find it."""
    assert [name for name, service in SERVICES.items() if "build" in service] == ["web"]
    restore = next(block for block in blocks("README.md", "sh") if "pg_restore" in block)
    assert restore.splitlines()[0] == "docker compose build web"


def test_a_secret_in_a_file_reaches_every_service_that_has_the_variable() -> None:
    override = yaml.safe_load(blocks("README.md", "yaml")[0])
    holders = {
        name
        for name, service in SERVICES.items()
        if "OPENAI_API_KEY" in service.get("environment", {})
    }
    assert set(override["services"]) == holders
    for service in override["services"].values():
        assert service["environment"]["OPENAI_API_KEY"] == ""
        file = service["environment"]["OPENAI_API_KEY_FILE"]
        assert [f"/run/secrets/{name}" for name in service["secrets"]] == [file]
        assert set(service["secrets"]) == set(override["secrets"])
