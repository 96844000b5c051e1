"""A whole product of its own, to be hurt: servers that survive a crash, several workers, and the
fault teacher. Nothing here is shared with other tests, so anything may be killed."""

import json
import os
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from delegation.embedded import commands
from delegation.embedded.health import wait_until_answers
from delegation.embedded.places import ENTERABLE, remove_state
from delegation.embedded.ports import HOST
from delegation.embedded.process import Process
from delegation.embedded.product import BASE_DIR, product_processes, python_program
from delegation.embedded.roles import DATABASE
from delegation.embedded.servers import Servers, embedded_servers
from tests.faults.teacher_faults import Script
from tests.faults.teacher_server import FaultTeacher
from tests.faults.work import held_at, read_life
from tests.ports import neighbouring_ports
from tests.servers import PREFIX

ORIGIN = "http://127.0.0.1:1"  # only a header: no page is served there
READY_SECONDS = 60.0
FOUND_SECONDS = 120.0


@dataclass(frozen=True)
class Company:
    """A tenant of the world and its key."""

    tenant_id: int
    key: str


@dataclass
class World:
    """Running processes; `teacher` runs in this one."""

    environment: Mapping[str, str]
    servers: Servers
    teacher: FaultTeacher
    workers: list[Process]
    work: Path  # where workers note what they begin and end
    companies: list[Company] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.environment["PUBLIC_URL"]

    @staticmethod
    def node(worker: Process) -> str:
        """The worker's name among Celery's nodes."""
        return f"{worker.name}@{socket.gethostname()}"

    def company(self) -> Company:
        """One that no other test has used."""
        return self.companies.pop()

    def work_of(self, worker: Process) -> set[str]:
        """The escalations that it is at now."""
        return held_at(read_life(self.work / worker.name), time.time())

    def set_budget(self, company: Company, dollars: str) -> None:
        self.rows(
            "UPDATE tenants_tenant SET monthly_budget = %s WHERE id = %s",
            dollars,
            company.tenant_id,
        )

    def set_allowance(self, company: Company, dollars: str) -> None:
        """As the operators do on their page."""
        self.rows(
            "UPDATE tenants_tenant SET allowance = %s WHERE id = %s", dollars, company.tenant_id
        )

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """What the database says, past row security."""
        address = self.servers.database_superuser_url
        with psycopg.connect(address, dbname=DATABASE, row_factory=dict_row) as connection:
            found = connection.execute(query.encode(), values)
            return found.fetchall() if found.description else []


@contextmanager
def running_world(*, workers: int, pace: Script, companies: int) -> Iterator[World]:
    """Starts everything, and removes it with its data."""
    with ExitStack() as stack:
        state = _state_folder(stack)
        servers = stack.enter_context(embedded_servers(state))
        teacher = stack.enter_context(FaultTeacher(pace))
        port = neighbouring_ports(2)
        environment = _environment(servers, teacher, port, state)
        found = _found(environment, companies, logs=state / "logs")
        processes = product_processes(port, environment, state=state)
        del processes["worker"]
        crew = [_worker(number, environment, state) for number in range(workers)]
        for process in (*processes.values(), *crew):
            process.start()
            stack.callback(process.kill)  # nobody waits for a graceful end
        for name, address in (
            ("web", f"{environment['PUBLIC_URL']}/readyz"),
            ("stream", f"{environment['STREAM_URL']}/healthz"),
        ):
            wait_until_answers(address, processes[name], seconds=READY_SECONDS)
        yield World(environment, servers, teacher, crew, state / "work", found)


def _state_folder(stack: ExitStack) -> Path:
    # Named like the other runs' folders, so that what a killed run left behind is removed.
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(ENTERABLE)
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    state = folder / "state"
    stack.callback(lambda: remove_state(state) if state.exists() else None)
    (state / "work").mkdir(parents=True)
    state.chmod(ENTERABLE)
    return state.resolve()


def _environment(servers: Servers, teacher: FaultTeacher, port: int, state: Path) -> dict[str, str]:
    plenty = "100000/minute"  # limits are tested elsewhere; all visitors here are one network
    return {
        **os.environ,
        "PYTHONPATH": str(BASE_DIR),
        **servers.environment(),
        "PUBLIC_URL": f"http://{HOST}:{port}",
        "STREAM_URL": f"http://{HOST}:{port + 1}",
        "OPENAI_BASE_URL": teacher.base_url,
        "OPENAI_API_KEY": "fault",
        "TEACHER_MODEL": "fault",
        "STATE_DIR": str(state),
        "LIMIT_PER_VISITOR": plenty,
        "LIMIT_PER_NETWORK": plenty,
        "LIMIT_PER_KEY": plenty,
        "NETWORK_SHARE": "1",
        "HOUR_SHARE": "1",
    }


def _found(environment: Mapping[str, str], companies: int, *, logs: Path) -> list[Company]:
    """Lays out the database and founds companies, in a process that has this world's settings."""
    command = ["tests.faults.found", str(companies), ORIGIN]
    process = Process(python_program("found", command, environment, logs=logs))
    read, write = os.pipe()
    try:
        process.start(output=write)
    finally:
        os.close(write)
    with os.fdopen(read) as output:
        said = output.read()
    status = process.wait(FOUND_SECONDS)
    if status != 0:
        raise RuntimeError(f"no companies were founded:\n{process.tail()}")
    return [Company(*each) for each in json.loads(said)]


def _worker(number: int, environment: Mapping[str, str], state: Path) -> Process:
    """The product's own command, with a teacher that is given up on sooner (see worker.py)."""
    name = f"worker{number}"
    _, *arguments = commands.worker()
    command = ["tests.faults.worker", *arguments, "-n", f"{name}@{socket.gethostname()}"]
    theirs = {**environment, "WORK_LOG": str(state / "work" / name)}
    program = python_program(name, command, theirs, logs=state / "logs")
    return Process(program)


def suspend(process: Process) -> None:
    """Holds a process where it is, as a machine that swaps or a paused virtual one would."""
    if process.pid is not None:
        os.kill(process.pid, signal.SIGSTOP)


def resume(process: Process) -> None:
    if process.pid is not None:
        os.kill(process.pid, signal.SIGCONT)
