"""The variables are read as documented, and nonsense is refused in words."""

from pathlib import Path

import pytest

from delegation.environment import Environment, Nonsense, read_environment

KEY = "k" * 40


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Environment.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"{name.upper()}_FILE", raising=False)


@pytest.fixture
def no_file(tmp_path: Path) -> Path:
    return tmp_path / "servers.env"


def test_without_anything_it_needs_no_secret(no_file: Path) -> None:
    environment = read_environment(no_file)
    assert environment.web_url() == "http://127.0.0.1:8000"
    assert environment.events_url() == "http://127.0.0.1:8001"
    assert len(environment.secret_key) >= 32


def test_the_ports_move_together(monkeypatch: pytest.MonkeyPatch, no_file: Path) -> None:
    monkeypatch.setenv("PORT", "9000")
    environment = read_environment(no_file)
    assert (environment.web_url(), environment.events_url()) == (
        "http://127.0.0.1:9000",
        "http://127.0.0.1:9001",
    )


def test_the_running_servers_are_used_unless_others_are_named(
    monkeypatch: pytest.MonkeyPatch, no_file: Path
) -> None:
    no_file.write_text(f"REDIS_URL=redis://127.0.0.1:1/0\nSECRET_KEY={KEY}\nPORT=9000\n")
    monkeypatch.setenv("PORT", "9100")
    environment = read_environment(no_file)
    assert (str(environment.redis_url), environment.port) == ("redis://127.0.0.1:1/0", 9100)


def test_hosts_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch, no_file: Path) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "chat.example, www.chat.example")
    assert read_environment(no_file).allowed_hosts == ["chat.example", "www.chat.example"]


@pytest.mark.parametrize(
    ("platform", "problem"),
    [
        (None, "DATABASE_PLATFORM_URL must be set where DATABASE_URL is"),
        ("postgresql://app:other@host/x", "must name different roles"),
    ],
)
def test_what_serves_and_what_sees_every_tenant_are_two_logins(
    monkeypatch: pytest.MonkeyPatch, no_file: Path, platform: str | None, problem: str
) -> None:
    monkeypatch.setenv("SECRET_KEY", KEY)
    monkeypatch.setenv("DATABASE_URL", "postgresql://app:secret@host/x")
    if platform:
        monkeypatch.setenv("DATABASE_PLATFORM_URL", platform)
    with pytest.raises(Nonsense, match=problem):
        read_environment(no_file)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "80"),
        ("DEBUG", "perhaps"),
        ("DATABASE_URL", "mysql://a@b/c"),
        ("REDIS_URL", "http://a"),
        ("PUBLIC_URL", "chat.example"),
        ("TRUSTED_PROXIES", "-1"),
        ("LIMIT_PER_VISITOR", "many"),
        ("LOG_LEVEL", "LOUD"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "a key alone"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
        ("OTEL_TRACES_SAMPLER", "sometimes"),
        ("OTEL_TRACES_SAMPLER_ARG", "2"),
        ("OTEL_RESOURCE_ATTRIBUTES", "production"),
        ("SENTRY_DSN", "sentry.example"),
    ],
)
def test_nonsense_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, no_file: Path, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Nonsense, match=name):
        read_environment(no_file)


def test_a_database_needs_a_real_secret(monkeypatch: pytest.MonkeyPatch, no_file: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://app:hidden@127.0.0.1/x")
    monkeypatch.setenv("SECRET_KEY", "short")
    with pytest.raises(Nonsense, match="SECRET_KEY must hold at least 32") as refused:
        read_environment(no_file)
    assert "hidden" not in str(refused.value)


def test_a_refused_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch, no_file: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "nonsense://app:hidden@127.0.0.1/x")
    with pytest.raises(Nonsense, match="DATABASE_URL") as refused:
        read_environment(no_file)
    assert "hidden" not in str(refused.value)


def test_a_secret_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, no_file: Path) -> None:
    secret = no_file.with_name("secret_key")
    secret.write_text(f"{KEY}\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(secret))
    assert read_environment(no_file).secret_key == KEY


def test_a_list_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, no_file: Path) -> None:
    secret = no_file.with_name("sealing_keys")
    secret.write_text(f"{KEY},{KEY[::-1]}x")
    monkeypatch.setenv("SEALING_KEYS_FILE", str(secret))
    assert read_environment(no_file).sealing_keys == [KEY, f"{KEY[::-1]}x"]


def test_a_file_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, no_file: Path) -> None:
    monkeypatch.setenv("OPENAI_API_KEY_FILE", "/nonexistent/key")
    with pytest.raises(Nonsense, match="OPENAI_API_KEY_FILE names a file that cannot be read"):
        read_environment(no_file)


def test_a_secret_in_two_places_is_refused_without_repeating_it(
    monkeypatch: pytest.MonkeyPatch, no_file: Path
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "hidden")
    monkeypatch.setenv("OPENAI_API_KEY_FILE", "/run/secrets/key")
    with pytest.raises(Nonsense, match="either OPENAI_API_KEY or OPENAI_API_KEY_FILE") as refused:
        read_environment(no_file)
    assert "hidden" not in str(refused.value)


def test_traces_and_error_reports_are_off(no_file: Path) -> None:
    environment = read_environment(no_file)
    assert environment.traces() is None
    assert environment.sentry_dsn is None


@pytest.mark.parametrize(
    ("variables", "endpoint"),
    [
        ({"ENDPOINT": "http://collector:4318"}, "http://collector:4318/v1/traces"),
        ({"ENDPOINT": "https://otlp.example/api/"}, "https://otlp.example/api/v1/traces"),
        ({"TRACES_ENDPOINT": "https://otlp.example/t"}, "https://otlp.example/t"),
        ({"ENDPOINT": "http://a:1", "TRACES_ENDPOINT": "http://b:2/t"}, "http://b:2/t"),
    ],
)
def test_traces_go_where_the_standard_says(
    monkeypatch: pytest.MonkeyPatch, no_file: Path, variables: dict[str, str], endpoint: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"OTEL_EXPORTER_OTLP_{name}", value)
    traces = read_environment(no_file).traces()
    assert traces is not None
    assert traces.endpoint == endpoint
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    assert read_environment(no_file).traces() is None


def test_headers_for_the_collector_may_lie_in_a_file(
    monkeypatch: pytest.MonkeyPatch, no_file: Path
) -> None:
    secret = no_file.with_name("headers")
    secret.write_text("authorization=Basic%20abc=, x-team = chat\n")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS_FILE", str(secret))
    traces = read_environment(no_file).traces()
    assert traces is not None
    assert traces.headers == {"authorization": "Basic abc=", "x-team": "chat"}


@pytest.mark.parametrize(
    ("sampler", "share"),
    [
        ("", 1.0),
        ("always_off", 0.0),
        ("traceidratio", 0.1),
        ("parentbased_traceidratio", 0.1),
        ("parentbased_always_on", 1.0),
    ],
)
def test_a_share_of_traces_is_sent(
    monkeypatch: pytest.MonkeyPatch, no_file: Path, sampler: str, share: float
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", sampler)
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", "0.1")
    traces = read_environment(no_file).traces()
    assert traces is not None
    assert traces.share == share


@pytest.mark.parametrize("name", ["OTEL_EXPORTER_OTLP_HEADERS", "SENTRY_DSN"])
def test_a_key_to_where_errors_and_traces_go_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, no_file: Path, name: str
) -> None:
    monkeypatch.setenv(name, "hidden")
    with pytest.raises(Nonsense, match=name) as refused:
        read_environment(no_file)
    assert "hidden" not in str(refused.value)
