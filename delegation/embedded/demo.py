"""The whole product on one machine: servers, migrations, demo data, processes, and a shop page."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from delegation.embedded import commands
from delegation.embedded.errors import ProcessFailed
from delegation.embedded.health import wait_until_answers
from delegation.embedded.lock import locked
from delegation.embedded.options import Options, made_environment, require_free_ports
from delegation.embedded.passwords import kept_passwords
from delegation.embedded.places import make_state
from delegation.embedded.process import Process
from delegation.embedded.product import product_processes, python_program
from delegation.embedded.servers import Servers, environment_file, running_servers
from delegation.embedded.supervisor import Say, Supervisor

MIGRATE_SECONDS = 120.0
SEED_SECONDS = 300.0  # with the history; some 15 on a quiet machine
PAGES = ("web", "stream")  # open while the history is made
READY_SECONDS = 120.0  # usually under 10; a busy machine is no failure
KEPT_LOG = 1_000_000  # bytes; a longer log of earlier runs is set aside when a run starts


@dataclass(frozen=True)
class Ground:
    """What every process of the demo needs. Their keepers hold the state folder's lock."""

    options: Options
    environment: Mapping[str, str]
    state: Path
    lock: int

    def process(self, name: str, command: list[str]) -> Process:
        """A Python module with arguments, not yet started."""
        program = python_program(name, command, self.environment, logs=self.state / "logs")
        return Process(program, hold=self.lock)


@contextmanager
def running_demo(options: Options, say: Say) -> Iterator[tuple[Supervisor, dict[str, Any]]]:
    """Start everything; yield the supervisor and what `seed_demo` printed, once all is ready.

    Stops everything at the end. Raises `EmbeddedError`.
    """
    state = make_state(options.state)
    set_logs_aside(state / "logs")
    with ExitStack() as stack:
        lock = stack.enter_context(locked(state))
        require_free_ports(options)
        say(f"starting (data and logs in {state})")
        servers = (
            stack.enter_context(own_servers(options, state, lock))
            if (options.needs_servers)
            else None
        )
        made = made_environment(
            options,
            servers.environment() if servers else {},
            secret_key=kept_passwords(state).secret_key,
        )
        stack.enter_context(environment_file(state, made))
        environment = {**options.given, **made, "STATE_DIR": str(state)}
        ground = Ground(options, environment, state, lock)
        migrate(ground)
        supervisor = Supervisor(say)
        stack.callback(supervisor.stop)
        if servers:
            supervisor.start(servers.processes())
        pages = page_processes(ground)
        supervisor.start(pages.values())
        wait_until_ready(options, pages)
        say(f"the front page and the guides are open: {options.address('web')}/")
        say("making thirty days of history, once; later starts keep it")
        seeded = seed(ground)
        others = other_processes(ground, site_key=str(seeded["site_key"]))
        supervisor.start(others.values())
        wait_until_ready(options, others)
        yield supervisor, seeded


def own_servers(options: Options, state: Path, lock: int) -> AbstractContextManager[Servers]:
    return running_servers(
        state,
        lock,
        postgres_port=options.port_of("PostgreSQL"),
        valkey_port=options.port_of("Valkey"),
    )


def set_logs_aside(logs: Path) -> None:
    """Keep only one earlier log of each process."""
    for log in logs.glob("*.log"):
        if log.stat().st_size > KEPT_LOG:
            log.replace(log.with_suffix(".log.1"))


def migrate(ground: Ground) -> None:
    process = ground.process("migrate", commands.migrate())
    process.start()
    if status := process.wait(MIGRATE_SECONDS):
        raise ProcessFailed(f"migrating failed with status {status}:\n{process.tail(30)}")


def seed(ground: Ground) -> dict[str, Any]:
    """Make the demo tenants; return the last line that the command prints, a JSON object.

    It contains passwords, so it goes through a pipe and never into a log.
    """
    process = ground.process("seed", commands.seed())
    read, write = os.pipe()
    with os.fdopen(read) as printed:
        try:
            process.start(output=write)
        finally:
            os.close(write)
        lines = printed.read().strip().splitlines()
    if status := process.wait(SEED_SECONDS):
        raise ProcessFailed(f"seed_demo failed with status {status}:\n{process.tail(30)}")
    seeded: dict[str, Any] = json.loads(lines[-1])
    return seeded


def page_processes(ground: Ground) -> dict[str, Process]:
    """What a person may look at while the history is made, by name and in starting order.

    Neither workers nor the shop run then: the simulated visitors are the only ones.
    """
    options = ground.options
    processes = {}
    if options.needs_teacher:
        processes["teacher"] = ground.process(
            "teacher", commands.demo_teacher(options.port_of("demo teacher"))
        )
    if options.needs_mailbox:
        mailbox = commands.mailbox(
            options.port_of("mailbox"),
            smtp_port=options.port_of("mail server"),
            folder=str(ground.state / "mailbox"),
        )
        processes["mailbox"] = ground.process("mailbox", mailbox)
    product = product_processes(
        options.port, ground.environment, state=ground.state, hold=ground.lock
    )
    return processes | {name: product[name] for name in PAGES}


def other_processes(ground: Ground, *, site_key: str) -> dict[str, Process]:
    """The shop and the rest of the product, by name and in starting order."""
    options, environment = ground.options, ground.environment
    shop = commands.shop(
        options.port_of("shop"),
        site_key=site_key,
        web=environment["PUBLIC_URL"],
        stream=environment["STREAM_URL"],
    )
    product = product_processes(options.port, environment, state=ground.state, hold=ground.lock)
    rest = {name: process for name, process in product.items() if name not in PAGES}
    return {"shop": ground.process("shop", shop), **rest}


def wait_until_ready(options: Options, processes: Mapping[str, Process]) -> None:
    """Return when each answers, or at least runs. Raises ProcessFailed with the name."""
    addresses = {
        "teacher": f"{options.address('demo teacher')}/v1/models",
        "mailbox": f"{options.address('mailbox')}/healthz",
        "shop": f"{options.address('shop')}/healthz",
        "web": f"{options.address('web')}/readyz",
        "stream": f"{options.address('stream')}/healthz",
    }
    for name, process in processes.items():
        if name in addresses:
            wait_until_answers(addresses[name], process, seconds=READY_SECONDS)
        elif not process.is_running():
            raise ProcessFailed(f"{name} ended while starting:\n{process.tail()}")
