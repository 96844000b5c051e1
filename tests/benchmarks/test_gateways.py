"""What the comparison with gateways makes of its figures, and of a gateway that is not there."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from tests.benchmarks import gateways
from tests.benchmarks.gateways import Line, asking, beside, is_saturated, table
from tests.benchmarks.latency import gateway_programs
from tests.benchmarks.latency.__main__ import Place
from tests.benchmarks.latency.gateway_programs import NotToBeHad, litellm, litellm_config, portkey
from tests.benchmarks.latency.load import Times, at_rate
from tests.faults.teacher_faults import Script
from tests.faults.teacher_server import FaultTeacher

ALONE = Line("asked directly", "", Times(first=[0.2, 0.2, 0.3], end=[0.4, 0.4, 0.5]), 300)
NOWHERE = Place(1, "http://127.0.0.1:9", "pk_x", {})


def test_the_table_shows_what_each_adds_to_the_model_itself() -> None:
    ours = Line("ours", "a queue", Times(first=[0.21, 0.22, 0.25], end=[0.45, 0.46, 0.5]), 60)
    gone = Line("portkey", "", problem="npm: no network")

    rows = list(table([ALONE, ours, gone], ALONE))[2:]

    assert rows == [
        "| asked directly | the model alone | +0 ms | +100 ms | +0 ms | 300 a second or more |",
        "| ours | a queue | +20 ms | +50 ms | +60 ms | 60 a second |",
        "| portkey | not measured: npm: no network | | | | |",
    ]


@pytest.mark.parametrize(
    ("times", "saturated"),
    [
        (Times(first=[0.2, 1.1, 1.2]), False),
        (Times(first=[0.2, 1.3, 1.4]), True),
        (Times(first=[0.2, 0.2], failed=1), True),
        (Times(), True),
    ],
    ids=["a little late", "a second late", "one failed", "none answered"],
)
def test_a_way_is_saturated_when_it_is_late_or_fails(times: Times, saturated: bool) -> None:
    assert is_saturated(times, 0.2) is saturated


def test_a_gateway_that_cannot_be_had_is_a_row_that_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuses(*_: object, **__: object) -> gateway_programs.Gateway:
        raise NotToBeHad("the registry does not have it")

    monkeypatch.setattr(gateways, "FOLDER", tmp_path)
    line = beside(NOWHERE, refuses, 1, 1)

    assert (line.name, line.times, line.problem) == (
        "refuses",
        None,
        "the registry does not have it",
    )


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ([sys.executable, "-c", "import sys; sys.exit('first\\nlast line')"], "last line"),
        ([sys.executable, "-c", "raise SystemExit(3)"], "ended with 3"),
        (["/nowhere/npm"], "No such file"),
    ],
    ids=["says why", "says nothing", "is not there"],
)
def test_the_reason_is_what_the_installer_said_last(command: list[str], reason: str) -> None:
    with pytest.raises(NotToBeHad, match=reason):
        gateway_programs._run(command)


def test_installed_packages_are_used_again_and_see_no_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY", "ours alone")
    for file in (
        "litellm/bin/litellm",
        "portkey/node_modules/@portkey-ai/gateway/build/start-server.js",
    ):
        (tmp_path / file).parent.mkdir(parents=True)
        (tmp_path / file).touch()

    for make in (litellm, portkey):
        gateway = make(tmp_path, port=4000, teacher="http://127.0.0.1:9")
        assert "SECRET_KEY" not in gateway.program.environment
        assert "4000" in " ".join(gateway.program.argv)
        assert "no queue, no database" in gateway.does
        assert gateway.url == "http://127.0.0.1:4000/v1/chat/completions"


def test_litellm_is_led_to_the_same_model() -> None:
    [model] = json.loads(litellm_config("http://127.0.0.1:9", "sk-x"))["model_list"]
    assert model["litellm_params"]["api_base"] == "http://127.0.0.1:9/v1"


@pytest.mark.parametrize(("fault", "failed"), [("ok", 0), ("status:503", 1), ("reset", 1)])
def test_a_stream_counts_from_its_first_word_to_its_end_mark(fault: str, failed: int) -> None:
    name, _, argument = fault.partition(":")
    script = Script(fault=name, argument=argument, content="word0 word1 word2", pieces=3)
    with FaultTeacher(script) as teacher:
        one = asking(f"{teacher.base_url}/chat/completions", "Content-Type: application/json\r\n")
        times = asyncio.run(at_rate(20, 0.05, one))
    assert (len(times.end), times.failed) == (1 - failed, failed)
