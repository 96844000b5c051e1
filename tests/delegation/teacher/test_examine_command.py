"""`manage.py examine-teacher`, as an operator runs it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from delegation.domain.teaching.ways import ORDER
from tests.faults.teacher_faults import Script
from tests.faults.teacher_server import FaultTeacher


@pytest.fixture
def connected(server: FaultTeacher, settings: Settings) -> FaultTeacher:
    settings.TEACHER_BASE_URL = server.base_url
    settings.TEACHER_API_KEY = "sk-canary"
    settings.TEACHER_MODEL = "some-model"
    return server


def run(*arguments: str) -> tuple[str, str]:
    """(what it printed, why it failed)."""
    out = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("examine-teacher", "--limit", "4", *arguments, stdout=out)
    return out.getvalue(), str(caught.value)


def test_it_prints_every_figure_and_fails_for_a_model_that_did_not_pass(
    connected: FaultTeacher,
) -> None:
    printed, failure = run("--mistakes")
    for name in (
        "right lessons",
        "false lessons",
        "wrong marks",
        "way chosen",
        "seconds",
        "price",
        "passed",
    ):
        assert name in printed
    assert "missed" in printed
    assert "Not passed" in failure
    assert len(connected.calls) == 4 * len(ORDER)  # four messages, in every way


def test_a_teacher_that_cannot_be_asked_is_named_and_its_key_is_not_printed(
    connected: FaultTeacher,
) -> None:
    connected.state.default = Script("status", "401")
    printed, failure = run()
    assert "teacher_key_refused" in failure
    assert "sk-canary" not in printed + failure
