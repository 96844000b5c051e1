"""The production stack on this machine, from docker/ as it is, on ports and volumes of a trial."""

import secrets
import subprocess
import time
from pathlib import Path

from tests.docker.making import BASE
from tests.ports import neighbouring_ports

PROJECT = "self-delegation-trial"
TEACHER = f"{PROJECT}-teacher"
BACK_SECONDS = 120.0
TEACH = """
from http.server import ThreadingHTTPServer
from delegation.embedded.demo_teacher.server import DemoTeacherHandler
paced = type("Paced", (DemoTeacherHandler,), {"pace": 1.0})
ThreadingHTTPServer(("0.0.0.0", 9100), paced).serve_forever()
"""
FOUND = """
from decimal import Decimal
from tenants import services
from tenants.models import Tenant, User
from tenants.row_security import as_platform
with as_platform("a trial of the stack"):
    owner = User.objects.create_user("owner@trial.example", "a long pass phrase")
    tenant = services.create_tenant("Trial", owner=owner)
    tenant.holdout_share = Decimal(0)
    # The model has no listed price, so each call reserves much.
    tenant.monthly_budget = Decimal(100_000)
    tenant.save(update_fields=["holdout_share", "monthly_budget"])
    services.allow_origin(tenant, ORIGIN, by=owner)
    print("KEY", tenant.site_keys.get().key)
"""
COUNT = """
from delegation.conversations.models import Escalation
from tenants.row_security import as_platform
with as_platform("a trial of the stack"):
    print("COUNT", Escalation.objects.count())
"""


class StepFailed(Exception):
    """A command of the trial failed; the message is what it printed."""


class Stack:
    """Everything that an operator does, by the commands of the guide, in a folder of its own."""

    def __init__(self, state: Path, images: dict[str, str]) -> None:
        port = neighbouring_ports(2)
        self.url = f"http://localhost:{port}"
        self.folder = state / "installation" / "docker"
        self.folder.mkdir(parents=True, exist_ok=True)
        self._env_file = self.folder / ".env"
        self._env_file.unlink(missing_ok=True)
        self._secrets = {
            **{name: secrets.token_urlsafe(48) for name in ("SECRET_KEY", "POSTGRES_PASSWORD")},
            **{
                f"{name}_PASSWORD": secrets.token_urlsafe(48)
                for name in ("OWNER", "APP", "PLATFORM", "VALKEY")
            },
        }
        self._variables = {
            "COMPOSE_PROJECT_NAME": PROJECT,
            "COMPOSE_PROFILES": "postgres,valkey",
            "DOMAIN": "localhost",
            "ACME_EMAIL": "operator@trial.example",
            "PUBLIC_URL": self.url,
            "SITE_ADDRESS": "http://localhost",
            "HTTP_PORT": str(port),
            "HTTPS_PORT": str(port + 1),
            "OPENAI_API_KEY": "demo",
            "OPENAI_BASE_URL": f"http://{TEACHER}:9100/v1",
            "TEACHER_MODEL": "demo",
            "LIMIT_PER_VISITOR": "600/minute",
            "LIMIT_PER_NETWORK": "60000/minute",
            "LIMIT_PER_KEY": "60000/minute",
            # The demo's model has no price, so its calls count as dear ones.
            "TRIAL_ALLOWANCE": "100000",
            "TRIAL_CALLS": "1000000",
            "PLATFORM_ALLOWANCE": "100000",
            "NETWORK_SHARE": "1",
            "HOUR_SHARE": "1",
            "VERSION": "trial-1",
            **images,
        }

    def check_out(self, release: str | None) -> None:
        """Bring the files of a commit, or of this checkout, as `git pull` does.

        Settings of the release that .env lacks are added, but no secret that was not there at the
        first start: an operator knows nothing of a new one.
        """
        top = self.folder.parent
        if release is None:
            list_files = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
            names = subprocess.run(list_files, cwd=BASE, capture_output=True, check=True).stdout
            pack = ["tar", "--create", "--null", "--files-from=-"]
            packed = subprocess.run(pack, cwd=BASE, input=names, capture_output=True, check=True)
        else:
            pack = ["git", "archive", release]
            packed = subprocess.run(pack, cwd=BASE, capture_output=True, check=True)
        subprocess.run(["tar", "--extract"], cwd=top, input=packed.stdout, check=True)
        is_first = not self._env_file.exists()
        known = (self.folder / ".env.example").read_text()
        for name, value in {**(self._secrets if is_first else {}), **self._variables}.items():
            if name == "COMPOSE_PROJECT_NAME" or f"\n{name}=" in known:
                self.set_variable(name, value)

    def set_variable(self, name: str, value: str) -> None:
        lines = self._env_file.read_text().splitlines() if self._env_file.exists() else []
        others = [line for line in lines if not line.startswith(f"{name}=")]
        self._env_file.write_text("\n".join([*others, f"{name}={value}"]) + "\n")
        self._env_file.chmod(0o600)

    def run(self, *command: str, stdin: bytes | None = None) -> bytes:
        """Run a command of the guide in docker/. Raises `StepFailed`."""
        done = subprocess.run(command, cwd=self.folder, input=stdin, capture_output=True)
        if done.returncode:
            output = (done.stdout + done.stderr).decode(errors="replace")[-3000:]
            raise StepFailed(f"{' '.join(command)}\n{output}")
        return done.stdout

    def compose(self, *command: str, stdin: bytes | None = None) -> bytes:
        return self.run("docker", "compose", *command, stdin=stdin)

    def start(self) -> None:
        self.compose("up", "--detach", "--wait", "postgres", "valkey")
        self.start_teacher()
        self.compose("up", "--detach", "--wait")

    def start_teacher(self) -> None:
        """Run the demo's teacher beside the stack: the image of production does not hold it."""
        image = f"self-delegation:{self._variables['VERSION']}"
        # The network exists from the first service on it.
        self.compose("up", "--detach", "--wait", "beat")
        self.run(
            *("docker", "run", "--detach", "--name", TEACHER, "--network", f"{PROJECT}_outside"),
            *("--volume", f"{BASE}:/source:ro", "--workdir", "/source", image),
            *("python", "-c", TEACH),
        )

    def shell(self, code: str, word: str) -> str:
        """Run code in the product; return what it printed after `word`."""
        output = self.compose("exec", "-T", "web", "python", "-m", "manage", "shell", "-c", code)
        lines = [line.split() for line in output.decode().splitlines()]
        return next(line[1] for line in lines if line[:1] == [word])

    def found_company(self, origin: str) -> str:
        """Return a new company's site key."""
        return self.shell(f"ORIGIN = {origin!r}\n{FOUND}", "KEY")

    def count_escalations(self) -> int:
        return int(self.shell(COUNT, "COUNT"))

    def containers(self, service: str) -> list[str]:
        return self.compose("ps", "--quiet", service).decode().split()

    def inspect(self, container: str, what: str) -> str:
        return self.run("docker", "inspect", "--format", what, container).decode().strip()

    def signal(self, service: str, signal: str) -> float:
        """Send a signal to one container's main process; return the seconds until it is back."""
        container = self.containers(service)[0]
        restarts = "{{.RestartCount}}"
        before = self.inspect(container, restarts)
        # Docker takes its own `kill` for an operator's wish, and restarts nothing after it.
        pid = self.inspect(container, "{{.State.Pid}}")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        os_init = self.inspect(container, "{{.HostConfig.Init}}") == "true"
        self.run("kill", f"-{signal}", *(children if os_init else [pid]))
        started = time.monotonic()
        while time.monotonic() - started < BACK_SECONDS:
            state = self.inspect(container, "{{.State.Health.Status}}")
            if self.inspect(container, restarts) != before and state == "healthy":
                return time.monotonic() - started
            time.sleep(0.5)
        raise StepFailed(f"{service} did not come back within {BACK_SECONDS:g} s after {signal}")

    def stop(self) -> None:
        subprocess.run(["docker", "rm", "--force", TEACHER], capture_output=True)
        self.compose("down", "--volumes", "--remove-orphans", "--timeout", "5")
