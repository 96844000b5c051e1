"""A database of the former version goes through the migrations with nothing lost or changed."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from delegation.embedded.places import ENTERABLE
from delegation.embedded.servers import embedded_servers

Rows = dict[str, list[dict[str, str]]]
# What the upgrade itself says in other words; everything else stays as it was.
REWORDED = {"rules.Rule": {"problems", "findings"}}
# What this version neither reads nor writes; the columns stay until the next one.
UNUSED = {"conversations.Escalation": {"claimed_awaiting", "stop_requested"}}


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rows]:
    """The rows of the former version before and after the upgrade."""
    folder = tmp_path_factory.mktemp("upgrade")
    for each in (folder, folder.parent, folder.parent.parent):
        each.chmod(ENTERABLE)
    with embedded_servers(folder / "state", throwaway=True) as servers:
        environment = {**os.environ, **servers.environment()}
        done = subprocess.run(
            [sys.executable, "-m", "tests.upgrading"],
            env=environment,
            cwd=Path(__file__).parent.parent,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Rows] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_no_row_is_lost_and_no_value_changed(upgraded: dict[str, Rows]) -> None:
    before, after = upgraded["before"], upgraded["after"]
    assert sum(map(len, before.values())) >= 9
    for model, rows in before.items():
        kept = {row["id"] if "id" in row else row["escalation_id"]: row for row in after[model]}
        for row in rows:
            now: dict[str, Any] = kept[row["id"] if "id" in row else row["escalation_id"]]
            same = row.keys() - REWORDED.get(model, set()) - UNUSED.get(model, set())
            assert {name: now[name] for name in same} == {name: row[name] for name in same}


def test_what_nobody_measured_before_is_unknown(upgraded: dict[str, Rows]) -> None:
    (call,) = upgraded["after"]["conversations.TeacherCall"]
    assert call["prompt_tokens"] == "1700"
    assert call["mark_input_tokens"] == call["cached_tokens"] == "None"


def test_an_exam_of_the_former_way_of_asking_has_no_way(upgraded: dict[str, Rows]) -> None:
    (exam,) = upgraded["after"]["conversations.ExamResult"]
    assert (exam["passed"], exam["way"], exam["marks"]) == ("True", "", "None")


def test_tenants_go_on_learning_with_every_answer(upgraded: dict[str, Rows]) -> None:
    (tenant,) = upgraded["after"]["tenants.Tenant"]
    assert (tenant["learning"], tenant["teach_from"]) == ("answer", "1")
