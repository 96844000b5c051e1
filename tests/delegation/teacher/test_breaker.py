"""A failing endpoint is left alone by every worker, and found again when it is back."""

import os
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from delegation.teacher import (
    Endpoint,
    Persona,
    SharedBreaker,
    SharedMemory,
    Teacher,
    TeacherError,
    TeacherRequest,
    TeacherUnavailable,
)
from tests.delegation.teacher.asking import SHORT
from tests.faults.teacher_server import FaultTeacher


@pytest.fixture
def valkey() -> Iterator[Redis]:
    client = Redis.from_url(os.environ["REDIS_URL"])
    yield client
    client.close()


@pytest.fixture
def key() -> str:
    return f"7:{uuid.uuid4().hex}"


def is_resting(breaker: SharedBreaker, key: str) -> bool:
    try:
        breaker.admit(key)
    except TeacherUnavailable as error:
        return error.code == "teacher_resting"
    return False


def test_whoever_is_turned_away_is_told_for_how_long(valkey: Redis, key: str) -> None:
    breaker = SharedBreaker(valkey, failures=1, rest_seconds=20)
    breaker.failed(key)
    with pytest.raises(TeacherUnavailable) as caught:
        breaker.admit(key)
    assert caught.value.retry_after_seconds is not None
    assert 0 < caught.value.retry_after_seconds <= 20


def test_a_call_that_waits_for_the_probe_is_told_to_wait_no_longer_than_a_rest(
    valkey: Redis, key: str
) -> None:
    """The probe may take a minute and a half, but mostly the endpoint answers it at once."""
    breaker = SharedBreaker(valkey, failures=1, rest_seconds=20)
    breaker.failed(key)
    (rest,) = [name for name in valkey.keys(f"*{key}*") if b"rest" in name]
    valkey.delete(rest)  # the rest is over
    breaker.admit(key)
    with pytest.raises(TeacherUnavailable) as caught:
        breaker.admit(key)
    assert caught.value.retry_after_seconds == 20


def test_failures_in_a_row_are_counted_over_all_workers(valkey: Redis, key: str) -> None:
    workers = [SharedBreaker(valkey, failures=3) for _ in range(3)]
    for worker in workers:
        assert not is_resting(worker, key)
        worker.failed(key)
    assert is_resting(workers[0], key)


def test_one_success_between_failures_keeps_it_closed(valkey: Redis, key: str) -> None:
    breaker = SharedBreaker(valkey, failures=2)
    for _ in range(3):
        breaker.failed(key)
        breaker.succeeded(key)
    assert not is_resting(breaker, key)


def test_failures_spread_over_hours_do_not_add_up(valkey: Redis, key: str) -> None:
    """The count ends by itself, and each failure within its time begins that time again."""
    breaker = SharedBreaker(valkey, failures=2)
    breaker.failed(key)
    (counted,) = [name for name in valkey.keys(f"*{key}*") if b"failures" in name]
    assert 0 < valkey.ttl(counted) <= 60
    valkey.expire(counted, 0)  # what an hour does
    breaker.failed(key)
    assert not is_resting(breaker, key)
    assert 0 < valkey.ttl(counted) <= 60


def test_another_tenants_endpoint_is_not_affected(valkey: Redis, key: str) -> None:
    breaker = SharedBreaker(valkey, failures=1)
    breaker.failed(key)
    assert is_resting(breaker, key)
    assert not is_resting(breaker, key.replace("7:", "8:"))


def test_after_the_rest_one_call_probes_and_the_others_wait(valkey: Redis, key: str) -> None:
    breaker = SharedBreaker(valkey, failures=1, rest_seconds=1)
    breaker.failed(key)
    time.sleep(1.1)
    with ThreadPoolExecutor(8) as pool:
        resting = list(pool.map(lambda _: is_resting(breaker, key), range(16)))
    assert resting.count(False) == 1


def test_a_probe_that_succeeds_closes_it_and_one_that_fails_opens_it_again(
    valkey: Redis, key: str
) -> None:
    breaker = SharedBreaker(valkey, failures=3, rest_seconds=1)
    for _ in range(3):
        breaker.failed(key)
    time.sleep(1.1)
    assert not is_resting(breaker, key)
    breaker.failed(key)  # one failed probe is enough
    assert is_resting(breaker, key)
    time.sleep(1.1)
    assert not is_resting(breaker, key)
    breaker.succeeded(key)
    assert [is_resting(breaker, key) for _ in range(5)] == [False] * 5


def test_without_valkey_every_call_passes_and_nothing_is_remembered(key: str) -> None:
    nowhere = Redis(host="127.0.0.1", port=9, retry=Retry(NoBackoff(), 0))
    breaker, memory = SharedBreaker(nowhere, failures=1), SharedMemory(nowhere)
    breaker.failed(key)
    breaker.succeeded(key)
    memory.set(key, "text", seconds=60)
    assert not is_resting(breaker, key)
    assert memory.get(key) is None


def test_memory_is_shared_and_ends(valkey: Redis, key: str) -> None:
    SharedMemory(valkey).set(key, "{}", seconds=60)
    assert SharedMemory(valkey).get(key) == "{}"
    assert 0 < valkey.ttl(key) <= 60


def ask(valkey: Redis, server: FaultTeacher, tenant_id: int, times: int) -> list[str]:
    """The outcomes of several replies, through a teacher that shares its breaker."""
    teacher = Teacher(
        memory=SharedMemory(valkey), breaker=SharedBreaker(valkey, failures=3), limits=SHORT
    )
    endpoint = Endpoint(tenant_id, server.base_url, uuid.uuid4().hex, guarded=False)
    outcomes = []
    for _ in range(times):
        try:
            teacher.reply(endpoint, TeacherRequest(Persona(), "Hi"))
            outcomes.append("ok")
        except TeacherError as error:
            outcomes.append(error.code)
    teacher.close()
    return outcomes


@pytest.mark.parametrize("fault", ["status:500", "reset_at_once", "error_in_stream"])
def test_server_errors_open_it_and_then_nothing_goes_out(
    valkey: Redis, server: FaultTeacher, fault: str
) -> None:
    server.script(*[fault] * 50)
    outcomes = ask(valkey, server, 1, times=6)
    assert outcomes[-1] == "teacher_resting"
    assert len(server.calls) == 3


@pytest.mark.parametrize("fault", ["status:429", "status:401", "html", "finish:length"])
def test_back_pressure_and_answers_of_any_kind_never_open_it(
    valkey: Redis, server: FaultTeacher, fault: str
) -> None:
    server.script(*[fault] * 50)
    assert "teacher_resting" not in ask(valkey, server, 2, times=6)


def test_memory_is_read_the_same_from_a_client_that_decodes(valkey: Redis, key: str) -> None:
    decoding = Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)
    SharedMemory(valkey).set(key, "né", seconds=60)
    assert SharedMemory(valkey).get(key) == SharedMemory(decoding).get(key) == "né"
    assert SharedMemory(decoding).get(f"{key}-unknown") is None
    decoding.close()
