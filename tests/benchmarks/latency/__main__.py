"""`python -m tests.benchmarks.latency`: prints a table at several rates, and where it saturates.

Everything runs on this machine, the load generator included: run it with nothing else running.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from delegation.embedded.health import wait_until_answers
from delegation.embedded.places import ENTERABLE
from delegation.embedded.ports import free_port, is_free
from delegation.embedded.process import Process
from delegation.embedded.product import product_processes, python_program
from delegation.embedded.servers import embedded_servers
from tests.benchmarks.latency.beside import beside, waiting_streams
from tests.benchmarks.latency.http import Connections
from tests.benchmarks.latency.load import Times, at_rate, direct, through

ORIGIN = "http://127.0.0.1:1"
BEHIND_SECONDS = 1.0  # a first piece this much later than the stub's own: it is saturated
COLUMNS = ("rate/s", "n", "failed", "POST p50", "p99", "first + p50", "p99", "end + p50", "p99")


@dataclass(frozen=True)
class Place:
    """A running product and its stub teacher."""

    port: int
    teacher: str
    key: str
    environment: dict[str, str]

    def waiting_streams(self, count: int) -> list[str]:
        """Addresses of as many streams, whose answers do not come."""
        return waiting_streams(self.environment, self.port + 1, count)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rates", type=float, nargs="+", default=[5, 20, 50])
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--saturate", action="store_true", help="go on in steps until it is behind")
    parser.add_argument("--streams", type=int, default=0, help="of others, open meanwhile")
    options = parser.parse_args()
    with running_product() as place:
        others = place.waiting_streams(options.streams) if options.streams else []
        print(f"{len(others):,} streams of others are open")
        print("milliseconds; first and end are what the product adds to the stub's own")
        print("".join(f"{name:>13}" for name in COLUMNS))
        table = measure(place, options.rates, options.seconds, saturate=options.saturate)
        asyncio.run(beside(others, table))


async def measure(place: Place, rates: Sequence[float], seconds: float, *, saturate: bool) -> None:
    web = Connections("127.0.0.1", place.port)
    ask = through(web, place.key, ORIGIN)
    await at_rate(5, 3, ask)  # connections and caches are warm afterwards
    steps = iter(rates)
    rate = next(steps)
    while True:
        alone = await at_rate(rate, min(seconds, 10), direct(place.teacher))
        times = await at_rate(rate, seconds, ask)
        print(row(rate, times, alone), flush=True)
        behind = quantile(times.first, 0.5) - quantile(alone.first, 0.5)
        if times.failed or behind > BEHIND_SECONDS:
            print(f"saturated at {rate:g} a second")
            return
        rate = next(steps, rate + 10 if saturate else 0)
        if not rate:
            return


def row(rate: float, times: Times, alone: Times) -> str:
    cells = [f"{rate:g}", str(len(times.end)), str(times.failed)]
    for mine, theirs in (
        (times.accepted, [0.0]),
        (times.first, alone.first),
        (times.end, alone.end),
    ):
        for share in (0.5, 0.99):
            cells.append(f"{(quantile(mine, share) - quantile(theirs, 0.5)) * 1000:.1f}")
    return "".join(f"{cell:>13}" for cell in cells)


def quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values) or [float("nan")]
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


@contextmanager
def running_product(more: Mapping[str, str] | None = None) -> Iterator[Place]:
    """Servers, product processes and the stub, stopped at the end. `more`: variables."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(ENTERABLE)
        servers = stack.enter_context(embedded_servers(folder / "state"))
        port = next(port for port in iter(free_port, None) if is_free(port + 1))
        stub = free_port()
        environment = {**os.environ, **servers.environment(), **addresses(port, stub)}
        environment |= more or {}
        key = make_tenant(environment)
        program = python_program(
            "stub",
            ["tests.benchmarks.latency.stub_teacher", "--port", str(stub)],
            environment,
            logs=folder / "state" / "logs",
        )
        products = product_processes(port, environment, state=folder / "state")
        for process in (Process(program), *products.values()):
            process.start()
            stack.callback(process.stop)
        wait_until_answers(f"http://127.0.0.1:{port}/readyz", products["web"], seconds=30)
        wait_until_answers(f"http://127.0.0.1:{port + 1}/healthz", products["stream"], seconds=30)
        yield Place(port, f"http://127.0.0.1:{stub}", key, environment)


def addresses(port: int, stub: int) -> dict[str, str]:
    return {
        "PORT": str(port),
        "SECRET_KEY": "benchmarks-only-" * 4,
        "OPENAI_BASE_URL": f"http://127.0.0.1:{stub}/v1",
        "OPENAI_API_KEY": "stub",
        "TEACHER_MODEL": "stub",
        "LIMIT_PER_NETWORK": "1000000/minute",
        "LIMIT_PER_KEY": "1000000/minute",
        "NETWORK_SHARE": "1",
        "HOUR_SHARE": "1",
        "LOG_LEVEL": "WARNING",
    }


MAKE_TENANT = """
from tenants import services
from tenants.models import User
from tenants.row_security import acting_for
tenant = services.create_tenant("Load", owner=User.objects.create_user("o@load.example", None))
with acting_for(tenant.pk):
    services.allow_origin(tenant, "{origin}", by=None)
    tenant.monthly_budget, tenant.input_price, tenant.output_price = 10**6, 1, 1
    tenant.save()
    print("KEY", tenant.site_keys.get().key)
"""


def make_tenant(environment: dict[str, str]) -> str:
    """Migrate, and make a tenant whose budget does not end. Returns its site key."""
    manage = [sys.executable, "manage.py"]
    migrate = [*manage, "migrate", "--database", "owner", "-v0"]
    subprocess.run(migrate, env=environment, check=True)
    shell = [*manage, "shell", "-v0", "-c", MAKE_TENANT.format(origin=ORIGIN)]
    done = subprocess.run(shell, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.split("KEY ")[1].strip()


if __name__ == "__main__":
    main()
