"""The Helm chart renders for every example, Kubernetes accepts it, and it runs the product."""

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]
import pytest
import yaml

from delegation.embedded import commands, roles
from delegation.environment import SECRETS, Environment
from tests.docker.making import BASE, DOCKER

Object = dict[str, Any]
CHART = DOCKER / "kubernetes"
EXAMPLES = sorted(path.stem for path in CHART.glob("examples/*.yaml"))
OLDEST, NEWEST = "1.30.0", "1.37.0"
SERVING = ["web", "stream", "worker", "slow", "beat"]
OF_THE_OPERATOR = {"PodMonitor"}  # kinds that the operator of Prometheus brings
FOR_ONE_MACHINE = {"DEBUG", "PORT", "STATE_DIR"}  # variables that production leaves alone
VALKEYS = {"REDIS_URL", "REDIS_EVENTS_URL", "REDIS_CACHE_URL"}  # their addresses hold passwords
COMMANDS = {
    "web": commands.web("0.0.0.0", 8000),  # noqa: S104  # a pod's own address
    "stream": commands.stream("0.0.0.0", 8001),  # noqa: S104
    "worker": commands.worker(),
    "slow": commands.slow_worker(),
    "beat": commands.beat("/tmp/beat-schedule"),  # noqa: S108  # in memory, of the pod alone
    "migrate": commands.migrate(),
    "roles": [roles.__name__],
    "close-roles": [roles.__name__, "close"],
}


@cache
def rendered() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.docker.rendering"], cwd=BASE, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def objects(example: str, kind: str | None = None) -> list[Object]:
    found = rendered()["objects"][example]
    return [each for each in found if kind in (None, each["kind"])]


def named(example: str, kind: str) -> dict[str, Object]:
    """The objects of a kind by their names without the release's."""
    return {
        each["metadata"]["name"].removeprefix("chat").removeprefix("-"): each
        for each in objects(example, kind)
    }


def pods(example: str) -> Iterator[tuple[str, Object]]:
    for kind in ("Deployment", "Job"):
        for name, each in named(example, kind).items():
            yield name, each["spec"]["template"]["spec"]


def test_three_installations_are_shown() -> None:
    assert EXAMPLES == ["large", "managed", "small"]


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_kubernetes_accepts_every_object(example: str, version: str) -> None:
    for each in objects(example):
        if each["kind"] not in OF_THE_OPERATOR:
            kubernetes_validate.validate(each, version, strict=True)


@pytest.mark.parametrize("example", EXAMPLES)
def test_helm_finds_nothing_to_say(example: str) -> None:
    found = rendered()["lint"][example]
    assert found["errors"] == []
    # It recommends an icon; a warning is 2, an error 3.
    assert [each for each in found["messages"] if each["severity"] > 1] == []


def test_the_oldest_version_is_the_charts() -> None:
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    assert chart["kubeVersion"] == f">={OLDEST}-0"


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_process_runs_the_products_command(example: str) -> None:
    found = {name: pod["containers"][0]["command"] for name, pod in pods(example)}
    expected = {name: ["python", "-m", *command] for name, command in COMMANDS.items()}
    if example == "managed":  # whose roles a person makes
        del expected["roles"], expected["close-roles"]
    assert found == expected


def test_settings_and_secrets_are_every_variable_of_the_product() -> None:
    known = {name.upper() for name in Environment.model_fields} - FOR_ONE_MACHINE
    for example in EXAMPLES:
        for settings in named(example, "ConfigMap").values():
            assert set(settings["data"]) == known - SECRETS - VALKEYS


def test_the_defaults_are_the_products() -> None:
    values = yaml.safe_load((CHART / "values.yaml").read_text())
    for name, value in values["settings"].items():
        default = Environment.model_fields[name.lower()].default
        if name not in ("OPENAI_BASE_URL", "TEACHER_EXCEPTIONS", "TRUSTED_PROXIES"):
            assert value == ("" if default is None else str(default)), name


def test_what_serves_holds_no_password_of_the_owner() -> None:
    for name, pod in pods("small"):
        held = [each["secretRef"]["name"] for each in _env_from(pod) if "secretRef" in each]
        expected = ["self-delegation"]
        if name not in SERVING:
            expected.append("self-delegation-owner")
        assert held == expected, name


def _env_from(pod: Object) -> list[Object]:
    found: list[Object] = pod["containers"][0]["envFrom"]
    return found


def test_the_guide_names_what_the_secrets_hold() -> None:
    guide = (CHART / "README.md").read_text()
    for name in SECRETS | VALKEYS | {"DATABASE_SUPERUSER_URL"}:
        assert name in guide


@pytest.mark.parametrize("example", EXAMPLES)
def test_no_pod_has_more_rights_than_it_needs(example: str) -> None:
    for name, pod in pods(example):
        container = pod["containers"][0]
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert pod["automountServiceAccountToken"] is False
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert container["resources"]["limits"]["memory"]
        assert container["resources"]["requests"]["cpu"]


def test_every_process_says_whether_it_is_well() -> None:
    for name, deployment in named("small", "Deployment").items():
        container = deployment["spec"]["template"]["spec"]["containers"][0]
        ready = container["readinessProbe"]["httpGet"]["path"]
        assert ready == ("/readyz" if name in ("web", "stream") else "/healthz")
        assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
        assert container["startupProbe"]["httpGet"]["port"] == container["ports"][0]["name"]


def test_an_upgrade_ends_no_pod_before_its_successor_is_ready() -> None:
    for deployment in named("small", "Deployment").values():
        assert deployment["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0


def test_a_pod_is_given_the_time_that_it_needs_to_end() -> None:
    deployments = named("small", "Deployment")
    for name, seconds in (("worker", 30), ("slow", 30), ("web", 15), ("stream", 10)):
        pod = deployments[name]["spec"]["template"]["spec"]
        pause = pod["containers"][0].get("lifecycle", {}).get("preStop", {})
        assert pod["terminationGracePeriodSeconds"] >= seconds + pause.get("sleep", {}).get(
            "seconds", 0
        )


def test_tables_change_before_new_processes_start_and_rights_end_after_the_old_ones() -> None:
    jobs = named("large", "Job")
    hooks = {name: each["metadata"]["annotations"]["helm.sh/hook"] for name, each in jobs.items()}
    assert hooks == {
        "roles": "pre-install,pre-upgrade",
        "migrate": "pre-install,pre-upgrade",
        "close-roles": "post-upgrade",
    }
    weights = {
        name: int(each["metadata"]["annotations"]["helm.sh/hook-weight"])
        for name, each in jobs.items()
    }
    settings = named("large", "ConfigMap")["hooks"]["metadata"]["annotations"]
    assert int(settings["helm.sh/hook-weight"]) < weights["roles"] < weights["migrate"]


def test_services_and_policies_select_pods_that_there_are() -> None:
    for example in EXAMPLES:
        templates = [each["spec"]["template"] for each in objects(example, "Deployment")]
        labels = [each["metadata"]["labels"].items() for each in templates]
        for service in objects(example, "Service"):
            chosen = [each for each in labels if service["spec"]["selector"].items() <= each]
            assert len(chosen) == 1
        for budget in objects(example, "PodDisruptionBudget"):
            wanted = budget["spec"]["selector"]["matchLabels"].items()
            assert sum(wanted <= found for found in labels) == 1


def test_browsers_reach_pages_and_streams_under_two_names() -> None:
    [ingress] = objects("managed", "Ingress")
    backends = {
        rule["host"]: rule["http"]["paths"][0]["backend"]["service"]["name"]
        for rule in ingress["spec"]["rules"]
    }
    assert backends == {"chat.example": "chat-web", "stream.chat.example": "chat-stream"}
    settings = named("managed", "ConfigMap")[""]["data"]
    assert settings["PUBLIC_URL"] == "https://chat.example"
    assert settings["STREAM_URL"] == "https://stream.chat.example"


def test_nobody_but_the_ingress_and_prometheus_reaches_a_pod() -> None:
    policies = named("large", "NetworkPolicy")
    assert set(policies) == {"web", "stream", "others"}
    for name, port in (("web", "http"), ("stream", "http"), ("others", "metrics")):
        [rule] = policies[name]["spec"]["ingress"]
        assert rule["ports"] == [{"port": port}]
    assert objects("small", "NetworkPolicy") == []


def test_what_waits_decides_how_many_workers_there_are() -> None:
    scalers = named("large", "HorizontalPodAutoscaler")
    assert set(scalers) == {"web", "stream", "worker"}
    metric = scalers["worker"]["spec"]["metrics"][0]["external"]["metric"]["name"]
    assert metric == "delegation_queue_oldest_seconds"
    assert scalers["stream"]["spec"]["metrics"][0]["pods"]["metric"]["name"] == (
        "delegation_stream_open_streams"
    )
    for name, deployment in named("large", "Deployment").items():
        assert ("replicas" in deployment["spec"]) is (name not in scalers)
    assert objects("small", "HorizontalPodAutoscaler") == []


def test_values_that_cannot_work_are_refused_in_words() -> None:
    refusals = rendered()["refusals"]
    assert "must be two names" in refusals["one name"]
    assert "tag" in refusals["no tag"]
