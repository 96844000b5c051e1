"""The product's processes with a separate queue, so that no other worker takes their messages."""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from delegation.embedded.health import wait_until_answers
from delegation.embedded.process import Process
from delegation.embedded.product import product_processes
from tests.faults.teacher_server import FaultTeacher
from tests.ports import neighbouring_ports
from tests.product import READY_SECONDS, Product

QUEUE_NUMBER = 7  # of Valkey's sixteen; other tests' processes use the first one
KEY = "sk-telemetry-canary-5f1d9b"
MODEL = "demo"


@contextmanager
def running(
    teacher: FaultTeacher, state: Path, variables: Mapping[str, str], modules: Mapping[str, str]
) -> Iterator[Product]:
    """Run web, stream and worker. `modules` names others in place of the product's own."""
    port = neighbouring_ports(3)  # web, stream and the worker's health
    queue = urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{QUEUE_NUMBER}").geturl()
    environment = {
        **os.environ,
        "REDIS_URL": queue,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "STREAM_URL": f"http://127.0.0.1:{port + 1}",
        "METRICS_PORT": str(port + 2),
        "OPENAI_BASE_URL": teacher.base_url,
        "OPENAI_API_KEY": KEY,
        "TEACHER_MODEL": MODEL,
        "LOG_FORMAT": "json",
        "STATE_DIR": str(state),
        **variables,
    }
    all_of_them = product_processes(port, environment, state=state)
    processes = {name: all_of_them[name] for name in ("web", "stream", "worker")}
    for process in processes.values():
        _replace(process, modules)
    alive = {
        "web": (port, "readyz"),
        "stream": (port + 1, "readyz"),
        "worker": (port + 2, "healthz"),
    }
    with ExitStack() as stack:
        for process in processes.values():
            process.start()
            stack.callback(process.stop)
        for name, (at, path) in alive.items():
            address = f"http://127.0.0.1:{at}/{path}"
            wait_until_answers(address, processes[name], seconds=READY_SECONDS)
        yield Product(
            environment["PUBLIC_URL"],
            environment["STREAM_URL"],
            teacher.base_url.removesuffix("/v1"),
            processes,
        )


def _replace(process: Process, modules: Mapping[str, str]) -> None:
    argv = list(process.program.argv)
    for module, other in modules.items():
        if module in argv:
            argv[argv.index(module)] = other  # the first: celery's queue is called celery, too
    process.program = replace(process.program, argv=argv)
