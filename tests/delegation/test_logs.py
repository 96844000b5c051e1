"""Log lines are JSON, and carry the ids of what they are about."""

import json
import logging
import os
import subprocess
import sys
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from delegation.embedded import commands
from delegation.environment import BASE_DIR
from delegation.logs import JsonFormatter, known_ids, log_ids, note_id
from tenants.row_security import acting_for

KEY = "a" * 40


def written(message: str = "Something happened", *, error: bool = False) -> dict[str, Any]:
    record = logging.LogRecord("delegation.test", logging.WARNING, "x.py", 1, message, None, None)
    if error:
        try:
            raise ValueError("bad\nvalue")
        except ValueError:
            record.exc_info = sys.exc_info()
    line = JsonFormatter(key=KEY).format(record)
    assert "\n" not in line
    found: dict[str, Any] = json.loads(line)
    return found


def test_a_line_says_when_how_bad_who_and_what() -> None:
    line = written()
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "WARNING",
        "logger": "delegation.test",
        "message": "Something happened",
    }


def test_a_line_stays_one_line_whatever_it_says() -> None:
    assert written("two\nlines")["message"] == "two\nlines"
    assert "ValueError: bad\nvalue" in written(error=True)["error"]


def test_a_line_names_the_tenant_by_a_keyed_hash() -> None:
    with acting_for(17):
        tenant = written()["tenant"]
    assert tenant == JsonFormatter(key=KEY).hashed(17)
    assert tenant != JsonFormatter(key="b" * 40).hashed(17)
    assert tenant != JsonFormatter(key=KEY).hashed(18)


SERVERS_LOGGERS = """
import logging, os
for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
    logger = logging.getLogger(name)
    logger.addHandler(logging.StreamHandler())
    logger.propagate = False
logging.getLogger("uvicorn.access").handlers = []  # as with --no-access-log
import django
django.setup()
# uvicorn asks this of the logger of requests, whose lines would hold the tokens of streams.
print("access", logging.getLogger("uvicorn.access").hasHandlers())
print("error", logging.getLogger("uvicorn.error").hasHandlers())
"""


def test_no_line_holds_the_address_of_a_stream() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "delegation.settings"}
    done = subprocess.run(
        [sys.executable, "-c", SERVERS_LOGGERS], env=environment, capture_output=True, text=True
    )
    assert done.stdout.split() == ["access", "False", "error", "True"], done.stderr


def test_the_web_server_writes_the_same_form() -> None:
    configuration = json.loads((BASE_DIR / "delegation" / "granian_log.json").read_text())
    assert configuration["formatters"]["json"]["()"] == (
        f"{JsonFormatter.__module__}.{JsonFormatter.__qualname__}"
    )
    command = commands.web("127.0.0.1", 8000)
    assert (BASE_DIR / command[command.index("--log-config") + 1]).exists()
    assert (
        json.loads(JsonFormatter().format(logging.makeLogRecord({"msg": "up"})))["message"] == "up"
    )


def test_operators_find_a_tenants_hash() -> None:
    out = StringIO()
    call_command("log_id", "17", stdout=out)
    assert out.getvalue().strip() == JsonFormatter(key=settings.SECRET_KEY).hashed(17)


def test_ids_reach_every_line_inside_and_none_after() -> None:
    with log_ids(request="r" * 32):
        note_id("escalation", "4b1f0c52-0000-4000-8000-000000000001")
        line = written()
    assert line["request"] == "r" * 32
    assert line["escalation"] == "4b1f0c52-0000-4000-8000-000000000001"
    assert line["trace"] == "4b1f0c52000040008000000000000001"
    assert known_ids() == {}


def test_a_request_without_a_message_is_its_own_trace() -> None:
    with log_ids(request="abcdefgh"):
        assert written()["trace"] == "abcdefgh"


@pytest.mark.django_db
def test_a_response_names_its_request(client: Client) -> None:
    assert len(client.get("/accounts/login/")["X-Request-ID"]) == 32


@pytest.mark.django_db
def test_a_proxy_may_name_the_request(client: Client) -> None:
    named = client.get("/accounts/login/", headers={"x-request-id": "from-the-proxy-1"})
    assert named["X-Request-ID"] == "from-the-proxy-1"


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["short", "a" * 65, "with spaces in it", "new\tline1234"])
def test_a_stranger_cannot_write_into_log_lines(client: Client, wrong: str) -> None:
    named = client.get("/accounts/login/", headers={"x-request-id": wrong})
    assert named["X-Request-ID"] != wrong
