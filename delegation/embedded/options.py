"""The demo's options from the environment, and the environment of its processes."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from delegation.embedded.errors import PortTaken, WrongEnvironment
from delegation.embedded.ports import is_free

DEFAULT_PORT = 8000
PORTS = (
    "web", "stream", "shop", "demo teacher", "PostgreSQL", "Valkey", "mailbox", "mail server",
)  # fmt: skip
LOWEST_PORT, HIGHEST_PORT = 1024, 65535 - len(PORTS)  # as in delegation/environment.py
ROLES = ("DATABASE_URL", "DATABASE_PLATFORM_URL", "DATABASE_OWNER_URL")
OWN_SERVERS = (*ROLES, "REDIS_URL")
DEMO_TEACHER_MODEL = "demo"


@dataclass(frozen=True)
class Options:
    """Ports count up from `port` in the order of PORTS."""

    port: int
    state: Path
    given: Mapping[str, str]  # the environment as it was found

    @property
    def needs_servers(self) -> bool:
        """Whether one of the two servers must be ours."""
        return not (self.given.get("DATABASE_URL") and self.given.get("REDIS_URL"))

    @property
    def needs_teacher(self) -> bool:
        return not (self.given.get("OPENAI_API_KEY") or self.given.get("OPENAI_BASE_URL"))

    @property
    def needs_mailbox(self) -> bool:
        return not self.given.get("EMAIL_URL")

    def port_of(self, name: str) -> int:
        return self.port + PORTS.index(name)

    def address(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port_of(name)}"


def read_options(environment: Mapping[str, str], base: Path) -> Options:
    """Reads PORT and STATE_DIR; raises WrongEnvironment, saying what they may hold."""
    given = environment.get("PORT") or str(DEFAULT_PORT)
    if not given.isdecimal() or not LOWEST_PORT <= int(given) <= HIGHEST_PORT:
        raise WrongEnvironment(
            f"PORT is {given!r}; it may be a number from {LOWEST_PORT} to {HIGHEST_PORT}"
        )
    if len({bool(environment.get(name)) for name in ROLES}) > 1:
        raise WrongEnvironment(
            "DATABASE_URL, DATABASE_PLATFORM_URL and DATABASE_OWNER_URL belong together: the roles"
            " that serve one tenant, serve all of them, and migrate; set all or none"
        )
    state = Path(environment.get("STATE_DIR") or base / ".state")
    return Options(int(given), state.expanduser().absolute(), environment)


def made_environment(
    options: Options, servers: Mapping[str, str], *, secret_key: str
) -> dict[str, str]:
    """The variables that the environment leaves open; `servers` are the addresses of ours."""
    made = {
        "PORT": str(options.port),
        "PUBLIC_URL": options.address("web"),
        "STREAM_URL": options.address("stream"),
        "SECRET_KEY": secret_key,
        "EXPORTS_WITHOUT_ACCOUNT": "100",
        "OPERATORS_SECOND_FACTOR": "false",  # everybody knows the demo's passwords
        "LOG_FORMAT": "line",  # a person reads them
        **{name: value for name, value in servers.items() if name in OWN_SERVERS},
    }
    if options.needs_teacher:
        made["OPENAI_BASE_URL"] = f"{options.address('demo teacher')}/v1"
        made["OPENAI_API_KEY"] = DEMO_TEACHER_MODEL
        made["TEACHER_MODEL"] = DEMO_TEACHER_MODEL
        # The demo teacher costs nothing, but its price is unknown, and so charged as a dear one.
        made["TRIAL_ALLOWANCE"] = made["PLATFORM_ALLOWANCE"] = "100000"
    if options.needs_mailbox:
        made["EMAIL_URL"] = f"smtp+plain://127.0.0.1:{options.port_of('mail server')}"
    return {name: value for name, value in made.items() if not options.given.get(name)}


def require_free_ports(options: Options) -> None:
    """Raises PortTaken with the first taken port, and how to move all of them."""
    wanted = set(PORTS)
    if not options.needs_servers:
        wanted -= {"PostgreSQL", "Valkey"}
    if not options.needs_teacher:
        wanted -= {"demo teacher"}
    if not options.needs_mailbox:
        wanted -= {"mailbox", "mail server"}
    for name in PORTS:
        port = options.port_of(name)
        if name in wanted and not is_free(port):
            elsewhere = 9000 if options.port != 9000 else 10000
            raise PortTaken(
                f"port {port} ({name}) is taken; PORT moves all {len(PORTS)}:"
                f" PORT={elsewhere} make demo"
            )
