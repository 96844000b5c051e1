"""Renders docker/kubernetes for every example. Run as a process, it prints JSON.

Helm is a library of another language, which brings its own threads and signal handlers: it must
not live in the process of the tests.
"""

import json
import sys
from pathlib import Path

import helm_python
import yaml
from helm_python.chart import Chart, lint

from tests.docker.making import DOCKER

CHART = DOCKER / "kubernetes"


def read_values(path: Path) -> dict[str, object]:
    values: dict[str, object] = yaml.safe_load(path.read_text())
    return values


def render(values: dict[str, object]) -> list[dict[str, object]]:
    """Return the objects of a release `chat`. Raises `helm_python.HelmError`."""
    with Chart.load(str(CHART)) as chart:
        chart.validate_schema(values)
        texts = chart.render(values, name="chat", namespace="chat")
    found = [each for text in texts.values() for each in yaml.safe_load_all(text)]
    return [each for each in found if each]


def refusal(values: dict[str, object]) -> str:
    """Return why these values are refused, or "" where they are not."""
    try:
        render(values)
    except helm_python.HelmError as error:
        return str(error)
    return ""


def main() -> int:
    examples = {path.stem: read_values(path) for path in CHART.glob("examples/*.yaml")}
    small = examples["small"]
    one_name = {**small, "streamHost": small["host"]}
    without_tag = {**small, "image": {"repository": "self-delegation"}}
    json.dump(
        {
            "objects": {name: render(values) for name, values in examples.items()},
            "lint": {name: lint(str(CHART), values) for name, values in examples.items()},
            "refusals": {"one name": refusal(one_name), "no tag": refusal(without_tag)},
        },
        sys.stdout,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
