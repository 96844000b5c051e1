"""The bill against what really goes over the wire: a server in front of the demo teacher counts the
tokens of every request that the running product makes for the same dialogues."""

import gzip
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from delegation.conversations.services import exams
from delegation.conversations.services.teachers import persona_of
from delegation.domain.teaching.marks import read_marked
from delegation.embedded.health import wait_until_answers
from delegation.embedded.process import Process
from delegation.embedded.product import product_processes
from delegation.teacher import Endpoint, Persona
from tenants.models import Tenant
from tests.benchmarks.bills.dialogues import ESCALATE, TRIVIAL, Exchange
from tests.benchmarks.bills.making import make_dialogues
from tests.benchmarks.bills.policies import Asked, product
from tests.benchmarks.bills.pricing import AROUND_MESSAGE, BEFORE_REPLY, Ledger, Setting
from tests.benchmarks.bills.tokens import TokenCounter
from tests.benchmarks.bills.wire import Log, logging_teacher
from tests.ports import neighbouring_ports
from tests.product import (
    READY_SECONDS,
    Company,
    Product,
    make_company,
    product_environment,
    teacher_program,
)

WITHIN = 0.02
NEVER = 10**6  # dialogues: a person decides what is live, and here nobody does
LONG, SHORT = 200, 12  # dialogues


@dataclass(frozen=True)
class Watched:
    """A running product whose teacher's requests are kept."""

    product: Product
    log: Log


@pytest.fixture(scope="module")
def watched(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    state = tmp_path_factory.mktemp("watched")
    port = neighbouring_ports(4)  # web, stream, the demo teacher, and the server in front of it
    with ExitStack() as stack:
        teacher = Process(teacher_program(port + 2, state))
        log = stack.enter_context(logging_teacher(f"http://127.0.0.1:{port + 2}", port + 3))
        environment = product_environment(port, port + 3, state)
        # A queue of its own: the run's other product has workers that would take its messages.
        environment["REDIS_URL"] = environment["REDIS_URL"].removesuffix("0") + "1"
        processes = product_processes(port, environment, state=state)
        for process in (teacher, *processes.values()):
            process.start()
            stack.callback(process.stop)
        wait_until_answers(f"{log.upstream}/v1/models", teacher, seconds=READY_SECONDS)
        url, stream = environment["PUBLIC_URL"], environment["STREAM_URL"]
        wait_until_answers(f"{url}/readyz", processes["web"], seconds=READY_SECONDS)
        wait_until_answers(f"{stream}/healthz", processes["stream"], seconds=READY_SECONDS)
        teacher_url = f"http://127.0.0.1:{log.port}"
        yield Watched(Product(url, stream, teacher_url, processes), log)


@pytest.fixture
def shop(watched: Watched, django_db_blocker: DjangoDbBlocker) -> Iterator[Company]:
    with django_db_blocker.unblock():
        company = make_company(watched.product)
        unlimited = {"monthly_budget": 10_000, "allowance": 10_000}
        Tenant.objects.filter(pk=company.tenant.pk).update(**unlimited)
        exams.vouch_for(Endpoint(0, f"{watched.product.teacher_url}/v1", "demo"))
        yield company


def test_the_bill_counts_what_goes_over_the_wire(
    watched: Watched, shop: Company, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    texts = _texts(LONG if request.config.getoption("--long") else SHORT)
    file = tmp_path / "dialogues.jsonl"
    file.write_text("\n".join(map(_line, texts)))

    options = {"key": shop.key, "url": watched.product.url, "origin": shop.origin}
    call_command("play", str(file), parallel=1, **options)

    assert len(watched.log.calls) == sum(map(len, texts))
    seen = _tokens_seen(watched.log)
    counted = _tokens_billed(texts, watched.log, persona_of(shop.tenant))
    print("read and written, seen:", seen, "billed:", counted)
    assert counted[0] == pytest.approx(seen[0], rel=WITHIN)
    assert counted[1] == pytest.approx(seen[1], rel=WITHIN)


def _texts(count: int) -> list[list[str]]:
    """What visitors say: of the file in BILL_DIALOGUES, else made dialogues."""
    if file := os.environ.get("BILL_DIALOGUES"):
        with gzip.open(file, "rt") as lines:
            turns = [
                json.loads(line)["turns"] for line, _ in zip(lines, range(count), strict=False)
            ]
        return [[turn["text"] for turn in each if turn["role"] == "user"] for each in turns]
    return [[each.text for each in dialogue] for dialogue in make_dialogues(count, seed=7)]


def _line(texts: list[str]) -> str:
    return json.dumps({"id": "d", "turns": [{"role": "user", "text": text} for text in texts]})


def _tokens_seen(log: Log) -> tuple[int, int]:
    """(read, written), from the requests and replies alone."""
    with TokenCounter() as counter:
        read = sum(
            BEFORE_REPLY + sum(AROUND_MESSAGE + counter.count(each["content"]) for each in messages)
            for messages, _ in log.calls
        )
        return read, sum(counter.count(written) for _, written in log.calls)


def _tokens_billed(texts: list[list[str]], log: Log, persona: Persona) -> tuple[int, int]:
    """(read, written), as `make bill` counts dialogues with these replies."""
    replies = iter(log.calls)
    dialogues = [
        [_exchange(number, text, next(replies)[1]) for text in dialogue]
        for number, dialogue in enumerate(texts, 1)
    ]
    steps = product(dialogues, sightings=NEVER)
    assert any(step.asked is Asked.TEACHING for step in steps)
    with TokenCounter() as counter:
        calls = Ledger(Setting(persona, 1), counter).calls_of(steps)
    return sum(call.read for call in calls if call), sum(call.written for call in calls if call)


def _exchange(dialogue: int, text: str, written: str) -> Exchange:
    read = read_marked(written)
    gold = ESCALATE if read.act is None else TRIVIAL
    return Exchange(dialogue, text, gold, read.text, read.awaiting)
