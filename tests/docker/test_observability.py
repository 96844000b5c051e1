"""The alert rules and the dashboard ask for metrics that the processes really have."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml
from django_prometheus.middleware import Metrics as RequestMetrics
from prometheus_client import REGISTRY, generate_latest
from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.parser import text_string_to_metric_families

from delegation import collectors
from delegation.conversations.services.queue_figures import QueueFigures
from delegation.stream.metrics import Metrics
from tests.docker.making import DOCKER

FOLDER = DOCKER / "observability"
SUFFIXES = {"counter": ["_total"], "histogram": ["_bucket", "_count", "_sum"], "gauge": [""]}
# Names of Prometheus itself in an expression: functions, aggregations, and the words between.
WORDS = {
    *("sum", "max", "by", "rate", "increase", "absent", "histogram_quantile", "le"),
}
NAME = re.compile(r"[a-z_:][a-z0-9_:]*")


@cache
def families() -> dict[str, tuple[str, set[str]]]:
    """Every metric of a real /metrics answer: its samples' names, with the labels that it has."""
    queue = collectors.QueueCollector(
        lambda: QueueFigures(1.0, {"queued": 1, "running": 2}, {"celery": 0, "slow": 3})
    )
    stream = Metrics()
    RequestMetrics.get_instance()  # made with the first request to a process
    texts = [generate_latest(REGISTRY).decode(), stream.text().decode()]
    found: dict[str, tuple[str, set[str]]] = {}
    labels = _declared_labels()
    for family in (
        *queue.collect(),
        *(each for text in texts for each in text_string_to_metric_families(text)),
    ):
        name = family.name
        for suffix in SUFFIXES.get(family.type, [""]):
            held = {label for sample in family.samples for label in sample.labels}
            found[f"{name}{suffix}"] = (family.type, held | labels.get(name, set()))
    found["delegation_database_pool"] = ("gauge", {"login", "state"})
    return found


def _declared_labels() -> dict[str, set[str]]:
    """Labels of metrics that have no sample before something happens."""
    declared: dict[str, set[str]] = {}
    for metric in list(REGISTRY._collector_to_names):
        if isinstance(metric, MetricWrapperBase):
            declared[metric._name] = set(metric._labelnames)
    return {
        **declared,
        "delegation_stream_events_sent": {"kind"},
        "delegation_stream_refusals": {"code"},
    }


def alerts() -> list[dict[str, Any]]:
    [group] = yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"]
    rules: list[dict[str, Any]] = group["rules"]
    return rules


def dashboard() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "dashboard.json").read_text())
    return found


def expressions() -> Iterator[tuple[str, str]]:
    for rule in alerts():
        yield rule["alert"], rule["expr"]
    for panel in dashboard()["panels"]:
        for target in panel["targets"]:
            yield f"{panel['title']} {target['refId']}", target["expr"]


EXPRESSIONS = dict(expressions())


@pytest.mark.parametrize("expression", EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_an_expression_asks_for_what_there_is(expression: str) -> None:
    bare = re.sub(r'"[^"]*"', "", expression)
    bare = re.sub(r"\[[^\]]*\]", "", bare)
    assert bare.count("(") == bare.count(")")
    grouped = {
        label.strip()
        for labels in re.findall(r"by \(([^)]*)\)", bare)
        for label in labels.split(",")
    }
    matched = set(re.findall(r"([a-z_]+)\s*(?:=~|!~|!=|=)", bare))
    names = set(NAME.findall(bare)) - WORDS - grouped - matched
    assert names, "it asks for nothing"
    assert names <= set(families()), names - set(families())
    known = {label for name in names for label in families()[name][1]}
    assert grouped | matched <= known | {"le", "instance", "job"}


@pytest.mark.parametrize("expression", EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_a_rate_is_of_what_only_grows(expression: str) -> None:
    for name in re.findall(r"(?:rate|increase)\(([a-z_]+)", expression):
        assert families()[name][0] in ("counter", "histogram"), name


def test_every_metric_of_the_product_is_on_the_dashboard_or_in_a_rule() -> None:
    shown = "\n".join(EXPRESSIONS.values())
    of_the_product = {
        re.sub(r"_(total|bucket|count|sum)$", "", name)
        for name in families()
        if name.startswith("delegation_") and not name.endswith("_created")
    }
    left_out = {
        "delegation_stream_valkey_connections",
        "delegation_stream_row_questions",
        "delegation_stream_withheld_entries",
    }
    assert {name for name in of_the_product if name not in shown} <= left_out


def test_the_guide_says_what_to_do_about_each_alert() -> None:
    guide = (FOLDER / "README.md").read_text()
    assert re.findall(r"^\| `([A-Z][A-Za-z]+)` \|", guide, re.MULTILINE) == [
        rule["alert"] for rule in alerts()
    ]


def test_each_alert_says_how_bad_it_is_and_what_it_means() -> None:
    for rule in alerts():
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert rule["annotations"]["summary"].endswith(".")


def test_panels_do_not_cover_each_other() -> None:
    places = [panel["gridPos"] for panel in dashboard()["panels"]]
    cells = [
        (x, y)
        for each in places
        for x in range(each["x"], each["x"] + each["w"])
        for y in range(each["y"], each["y"] + each["h"])
    ]
    assert len(cells) == len(set(cells))
    assert all(each["x"] + each["w"] <= 24 for each in places)


def test_prometheus_asks_every_process_where_it_answers() -> None:
    [job] = yaml.safe_load((FOLDER / "prometheus.yml").read_text())["scrape_configs"]
    asked = {name: each["port"] for each in job["dns_sd_configs"] for name in each["names"]}
    assert asked == {"web": 8000, "stream": 8001, "worker": 9000, "slow": 9000, "beat": 9000}
