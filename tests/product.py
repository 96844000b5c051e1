"""The whole product as processes, for tests that go through HTTP: loaded once per run, if needed.

Rows are really committed here, so every test makes a tenant of its own and nothing is cleaned up:
tenants do not see each other.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import httpx2
import pytest
from pytest_django import DjangoDbBlocker

from delegation.conversations.services import exams
from delegation.embedded import commands
from delegation.embedded.health import wait_until_answers
from delegation.embedded.process import Process, Program
from delegation.embedded.product import product_processes, python_program
from delegation.play.visitor import Visitor
from delegation.teacher import Endpoint
from tenants import services
from tenants.models import Role, Tenant, User
from tests.conftest import PASSWORD
from tests.ports import neighbouring_ports

ORIGIN = "http://127.0.0.1:1"  # only a header: no page is served there
READY_SECONDS = 30.0


@dataclass(frozen=True)
class Product:
    """Where the running processes are."""

    url: str
    stream_url: str
    teacher_url: str
    processes: dict[str, Process]


@dataclass(frozen=True)
class Company:
    """A committed tenant with its people and its key."""

    product: Product
    tenant: Tenant
    owner: User
    moderator: User
    key: str
    origin: str = ORIGIN

    def visitor(self, http: httpx2.Client) -> Visitor:
        run = f"test{secrets.token_hex(4)}-"
        return Visitor(http, self.product.url, self.key, self.origin, run)


@pytest.fixture(scope="session")
def product(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Web, stream, worker and beat beside the demo teacher."""
    state = tmp_path_factory.mktemp("product")
    port = neighbouring_ports(3)  # web, stream and teacher
    teacher_port = port + 2
    with ExitStack() as stack:
        teacher = Process(teacher_program(teacher_port, state))
        environment = product_environment(port, teacher_port, state)
        processes = product_processes(port, environment, state=state)
        running = {"teacher": teacher, **processes}
        for process in running.values():
            process.start()
            stack.callback(process.stop)
        product = Product(
            environment["PUBLIC_URL"],
            environment["STREAM_URL"],
            f"http://127.0.0.1:{teacher_port}",
            running,
        )
        for address, name in (
            (f"{product.teacher_url}/v1/models", "teacher"),
            (f"{product.url}/readyz", "web"),
            (f"{product.stream_url}/healthz", "stream"),
        ):
            wait_until_answers(address, running[name], seconds=READY_SECONDS)
        yield product


def teacher_program(port: int, state: Path) -> Program:
    command = [*commands.demo_teacher(port), "--pace", "0"]
    return python_program("teacher", command, {**os.environ}, logs=state / "logs")


def product_environment(port: int, teacher: int, state: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "STREAM_URL": f"http://127.0.0.1:{port + 1}",
        "OPENAI_BASE_URL": f"http://127.0.0.1:{teacher}/v1",
        "OPENAI_API_KEY": "demo",
        "TEACHER_MODEL": "demo",
        "EXPORTS_WITHOUT_ACCOUNT": "50",
        "STATE_DIR": str(state),
    }


@pytest.fixture
def company(product: Product, django_db_blocker: DjangoDbBlocker) -> Iterator[Company]:
    """A tenant of this test's own, whose rows the processes see."""
    with django_db_blocker.unblock():
        yield make_company(product)


def make_company(product: Product, *, origin: str = ORIGIN) -> Company:
    mark = secrets.token_hex(4)
    endpoint = Endpoint(0, f"{product.teacher_url}/v1", "demo")
    owner = User.objects.create_user(f"owner-{mark}@shop.example", PASSWORD)
    moderator = User.objects.create_user(f"moderator-{mark}@shop.example", PASSWORD)
    tenant = services.create_tenant(f"Shop {mark}", owner=owner)
    # One visitor in fifty would be in the holdout, and tests want every visitor answered locally.
    Tenant.objects.filter(pk=tenant.pk).update(holdout_share=0)
    tenant.holdout_share = Decimal(0)
    services.add_member(tenant, moderator, Role.MODERATOR, by=owner)
    services.allow_origin(tenant, origin, by=owner)
    exams.vouch_for(endpoint)
    return Company(product, tenant, owner, moderator, tenant.site_keys.get().key, origin)


@pytest.fixture
def http() -> Iterator[httpx2.Client]:
    with httpx2.Client(timeout=30) as client:
        yield client
