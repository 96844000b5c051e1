"""What still works, and what says so, while Valkey is away."""

import pytest
import redis
from django.test import Client

from delegation import queues
from delegation.valkey import AWAY, valkey


def test_the_probe_says_that_valkey_is_missing(client: Client, db: None, valkey_away: None) -> None:
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["message"] == "No answer from valkey."


def test_the_probe_is_content_while_both_servers_answer(client: Client, db: None) -> None:
    assert client.get("/readyz").json() == {"state": "ready"}


def test_one_meaning_of_away_covers_what_the_client_raises(valkey_away: None) -> None:
    with pytest.raises(AWAY):
        valkey().ping()
    assert not issubclass(redis.ConnectionError, OSError)


def test_a_task_that_cannot_be_queued_is_no_exception(valkey_away: None) -> None:
    assert queues.send("rules.publish", 1) is False
