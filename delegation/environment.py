"""The environment variables of the product: typed, with safe defaults and clear refusals.

Kept apart from `settings` so that it can be read and tested without Django.
"""

import os
import re
import secrets
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self
from urllib.parse import urlsplit

from limits import parse as parse_rate
from pydantic import (
    AnyHttpUrl,
    Field,
    PostgresDsn,
    RedisDsn,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from delegation.mail_server import MailServer
from delegation.telemetry.variables import TelemetryVariables

BASE_DIR = Path(__file__).resolve().parent.parent
MIN_SECRET_KEY = 32  # characters
SECRETS = {
    "SECRET_KEY",
    "SEALING_KEYS",
    "OPENAI_API_KEY",
    "DATABASE_URL",
    "DATABASE_PLATFORM_URL",
    "DATABASE_OWNER_URL",
    "EMAIL_URL",
    "SOCIAL_LOGINS",
    "OTEL_EXPORTER_OTLP_HEADERS",
    "SENTRY_DSN",
}
SERVERS_FILE = "servers.env"  # written by the embedded servers while they run


class Nonsense(Exception):
    """A variable has a value that is not allowed; the message says which, and what is."""


SOCIAL_ORIGINS = {
    "github": "https://github.com",
    "gitlab": "https://gitlab.com",
    "google": "https://accounts.google.com",
    "microsoft": "https://login.microsoftonline.com",
}


class SocialLogin(NamedTuple):
    """An account elsewhere that people may sign in with."""

    provider: str
    client_id: str
    secret: str

    @property
    def origin(self) -> str:
        """Return where the sign-in form redirects to."""
        return SOCIAL_ORIGINS[self.provider]


class ProductVariables(BaseSettings):
    """The variables of the product itself. The description is what the README prints."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True)

    debug: bool = Field(False, description="Show tracebacks in pages. Never in production.")
    secret_key: str = Field(
        "",
        description="Signs sessions and stream tokens; at least 32 characters."
        " Without a database there is nothing to sign, and a random one will do.",
    )
    sealing_keys: Annotated[list[str], NoDecode] = Field(
        default_factory=list,
        description="Seal tenants' secrets, newest first, separated by commas; at least 32"
        " characters each. Without them SECRET_KEY does.",
    )
    allowed_hosts: Annotated[list[str], NoDecode] = Field(
        default_factory=list, description="Host names of the web process, separated by commas."
    )
    port: int = Field(8000, ge=1024, le=65527, description="First of the demo's eight ports.")
    public_url: AnyHttpUrl | None = Field(
        None, description="Where browsers reach the web process. Default: http://127.0.0.1:PORT."
    )
    stream_url: AnyHttpUrl | None = Field(
        None, description="Where browsers reach the stream process. Default: PORT + 1."
    )
    state_dir: Path = Field(
        BASE_DIR / ".state", description="Where the embedded servers keep their data."
    )
    database_url: PostgresDsn | None = Field(
        None, description="PostgreSQL as the application role, which owns nothing."
    )
    database_platform_url: PostgresDsn | None = Field(
        None,
        description="The same database as the role that sees every tenant's rows: for periodic"
        " work, for operators' pages, and to find out whose a key is.",
    )
    database_owner_url: PostgresDsn | None = Field(
        None, description="The same database as the role that owns the tables and migrates."
    )
    redis_url: RedisDsn | None = Field(
        None, description="Valkey or Redis for the task queue, and for all else without the next."
    )
    redis_events_url: RedisDsn | None = Field(
        None, description="Another one for the events of answers, which expire within an hour."
    )
    redis_cache_url: RedisDsn | None = Field(
        None, description="Another one for counts and caches, which may push each other out."
    )
    openai_base_url: AnyHttpUrl | None = Field(
        None, description="The teacher: any endpoint that speaks the OpenAI chat protocol."
    )
    openai_api_key: str | None = Field(None, description="The teacher's key.")
    teacher_model: str = Field("gpt-5-mini", description="The model that the teacher runs.")
    teacher_patience: int = Field(
        15,
        ge=5,
        le=120,
        description="Seconds until the teacher's first words; a whole answer may take four times"
        " as long. Slow models of your own need more.",
    )
    teacher_exceptions: Annotated[list[str], NoDecode] = Field(
        default_factory=list,
        description="host:port of models in your own network that tenants may name, separated"
        " by commas. Everything else must be https and public.",
    )
    trusted_proxies: int = Field(
        0, ge=0, le=5, description="Proxies in front that append to X-Forwarded-For."
    )
    email_url: str | None = Field(
        None,
        description="smtp://user:password@host:port (STARTTLS), smtps:// (TLS from the start) or"
        " smtp+plain://host:port (a relay in your own network); without it emails go to the log,"
        " on this machine in full and elsewhere without their text, and there operators approve"
        " each workspace."
        " Write characters such as @ and / in a password as %40 and %2F.",
    )
    email_from: str = Field("noreply@localhost", description="Sender of emails.")
    social_logins: Annotated[list[SocialLogin], NoDecode] = Field(
        default_factory=list,
        description="Other accounts to sign in with, as provider:client_id:secret, separated by"
        " commas; providers are github, gitlab, google and microsoft.",
    )
    operators_second_factor: bool = Field(
        True,
        description="Open the operators' pages only to operators with an authenticator app or a"
        " passkey. The demo sets it to false.",
    )
    sign_up: Literal["open", "approval", "invitation", "closed"] = Field(
        "open",
        description="Who may make a workspace: anyone; anyone, but an operator approves it; only"
        " invited people, who join existing ones; or no one.",
    )
    trial_allowance: Decimal = Field(
        Decimal(5),
        ge=0,
        description="USD a month that each workspace may spend on the platform's model. Operators"
        " change it for a workspace at /admin/platform/.",
    )
    trial_calls: int = Field(
        2_000,
        ge=0,
        description="Calls a day that each workspace may make to that model; more in"
        " proportion where operators set a larger allowance.",
    )
    platform_allowance: Decimal = Field(
        Decimal(100), ge=0, description="USD a day that all workspaces together may spend on it."
    )
    network_share: Decimal = Field(
        Decimal("0.2"),
        gt=0,
        le=1,
        description="Part of a workspace's monthly budget that the visitors of one network may"
        " spend in a day.",
    )
    hour_share: Decimal = Field(
        Decimal("0.5"),
        gt=0,
        le=1,
        description="Part of it that all visitors together may spend in an hour.",
    )
    sign_ups_per_day: int = Field(
        200, ge=0, description="Workspaces that may be made in a day, all networks together."
    )
    exports_without_account: int = Field(
        0,
        ge=0,
        description="Chat exports a day that people without an account may replay at /try/, all"
        " networks together; 0 closes the page. One network may replay a fifth of them.",
    )
    unknown_input_price: Decimal = Field(
        Decimal(10), ge=0, description="USD per million tokens reserved for unpriced models."
    )
    unknown_output_price: Decimal = Field(
        Decimal(40), ge=0, description="The same for the tokens that the model writes."
    )
    limit_per_visitor: str = Field(
        "30/minute", description="Messages that one visitor may send to the teacher."
    )
    limit_per_network: str = Field(
        "400/minute", description="The same for a network (IPv4 /24, IPv6 /48) and one tenant."
    )
    limit_per_key: str = Field(
        "800/minute",
        description="The same for a tenant's site keys together. In any ten seconds, this and"
        " `LIMIT_PER_NETWORK` allow a quarter more than the even share.",
    )
    longest_queue: int = Field(
        2000, ge=1, description="Messages that may wait for the teacher; more are turned away."
    )
    longest_queue_of_a_tenant: int = Field(
        500, ge=1, description="How many of these may be of one tenant."
    )
    answers_of_a_tenant: int = Field(
        24,
        ge=1,
        description="Answers that are written for one tenant at once, by all workers together."
        " A worker writes 32; further messages of the tenant wait, and others' do not.",
    )
    metrics_port: int = Field(
        0,
        ge=0,
        le=65535,
        description="Where worker and beat answer /metrics and /healthz; 0: nowhere."
        " The web and stream processes answer them on their own ports.",
    )
    log_format: Literal["json", "line"] = Field(
        "json", description="Log lines as JSON, with ids; or as plain lines, as the demo has them."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much the processes say."
    )

    @field_validator("allowed_hosts", "sealing_keys", "teacher_exceptions", mode="before")
    @classmethod
    def _split_at_commas(cls, value: object) -> object:
        return [part.strip() for part in value.split(",")] if isinstance(value, str) else value

    @field_validator("social_logins", mode="before")
    @classmethod
    def _name_provider_id_and_secret(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        logins = [part.strip().split(":") for part in value.split(",")]
        if not all(
            len(login) == 3 and all(login) and login[0] in SOCIAL_ORIGINS for login in logins
        ):
            raise ValueError("each reads provider:client_id:secret, of a provider that is listed")
        return [SocialLogin(*login) for login in logins]

    @field_validator("sealing_keys")
    @classmethod
    def _seal_with_real_keys(cls, keys: list[str]) -> list[str]:
        if any(len(key) < MIN_SECRET_KEY for key in keys):
            raise ValueError(f"each key must hold at least {MIN_SECRET_KEY} random characters")
        return keys

    @field_validator("email_url")
    @classmethod
    def _name_a_mail_server(cls, url: str | None) -> str | None:
        if url:
            MailServer.of(url)
        return url

    @field_validator("teacher_exceptions")
    @classmethod
    def _name_hosts_with_ports(cls, names: list[str]) -> list[str]:
        if not all(re.fullmatch(r"[^/\s@]+:[0-9]{1,5}", name) for name in names):
            raise ValueError("an exception reads like models.internal:8000")
        return names

    @field_validator("limit_per_visitor", "limit_per_network", "limit_per_key")
    @classmethod
    def _name_a_rate(cls, text: str) -> str:
        try:
            parse_rate(text)
        except ValueError:
            raise ValueError("a rate reads like 30/minute or 5/second") from None
        return text

    @model_validator(mode="after")
    def _sign_with_a_real_key(self) -> Self:
        if not self.secret_key and self.database_url is None:
            self.secret_key = secrets.token_urlsafe(48)
        if len(self.secret_key) < MIN_SECRET_KEY:
            raise ValueError(f"SECRET_KEY must hold at least {MIN_SECRET_KEY} random characters")
        return self

    @model_validator(mode="after")
    def _tell_the_logins_apart(self) -> Self:
        if self.database_url is None:
            return self
        if self.database_platform_url is None:
            raise ValueError(
                "DATABASE_PLATFORM_URL must be set where DATABASE_URL is: the same database as the"
                " role that sees every tenant's rows"
            )
        if user_of(self.database_platform_url) == user_of(self.database_url):
            raise ValueError("DATABASE_URL and DATABASE_PLATFORM_URL must name different roles")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file of the running embedded servers."""
        return init_settings, env_settings, dotenv_settings

    def web_url(self) -> str:
        """Absolute address of the web process, without a slash at the end."""
        return str(self.public_url or f"http://127.0.0.1:{self.port}").rstrip("/")

    def events_url(self) -> str:
        """Absolute address of the stream process, without a slash at the end."""
        return str(self.stream_url or f"http://127.0.0.1:{self.port + 1}").rstrip("/")


class Environment(TelemetryVariables, ProductVariables):
    """Every variable that the product reads; the product's own come first."""


def read_environment(servers_file: Path) -> Environment:
    """Read the variables; what is missing may come from `servers_file`. Raises `Nonsense`."""
    from_files = {
        name: value
        for name in Environment.model_fields
        if (value := read_secret_file(name.upper(), os.environ)) is not None
    }
    try:
        return Environment(_env_file=servers_file, **from_files)  # type: ignore[arg-type,call-arg]  # of the base class
    except ValidationError as error:
        raise Nonsense("\n".join(_in_words(problem) for problem in error.errors())) from None


def read_secret_file(name: str, environ: Mapping[str, str]) -> str | None:
    """Return the content of the file that NAME_FILE names, as orchestrators mount secrets.

    Return None when NAME_FILE is not set. Raises `Nonsense`.
    """
    path = environ.get(f"{name}_FILE")
    if not path:
        return None
    if environ.get(name):
        raise Nonsense(f"Set either {name} or {name}_FILE, not both.")
    try:
        return Path(path).read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as problem:
        raise Nonsense(f"{name}_FILE names a file that cannot be read: {problem}.") from None


def user_of(address: PostgresDsn) -> str | None:
    """Return the role that an address signs in as."""
    return address.hosts()[0]["username"]


def is_this_machine(address: str) -> bool:
    """Tell whether an address leads to the machine that it is opened on."""
    host = urlsplit(address).hostname or ""
    return host in {"localhost", "127.0.0.1", "::1"} or host.endswith(".localhost")


def _in_words(problem: ErrorDetails) -> str:
    if not problem["loc"]:  # about several variables at once; the message names them
        return problem["msg"].removeprefix("Value error, ") + "."
    name = str(problem["loc"][0]).upper()
    shown = "a value" if name in SECRETS else repr(problem["input"])
    return f"{name} holds {shown}, which it may not: {problem['msg']}."
