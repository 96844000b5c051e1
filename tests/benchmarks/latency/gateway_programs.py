"""Gateways of others: their packages, in folders for themselves, and how their guides start them.

Nothing of them comes into the project's environment or locks. Versions are pinned here, because
some releases of LiteLLM in March 2026 were malicious.
"""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from delegation.embedded.ports import HOST
from delegation.embedded.process import Program

LITELLM = "litellm[proxy]==1.108.0"
PORTKEY = "1.15.2"
# With later ones it answers every request with status 500 (its issue 1389).
PORTKEY_NEEDS = {"@hono/node-server": "1.13.8"}
INSTALL_SECONDS = 600
MODEL = "stub"


class NotToBeHad(Exception):
    """The package could not be installed; says why in a line."""


@dataclass(frozen=True)
class Gateway:
    """A gateway that runs. `headers` go with each request, each with its line end."""

    name: str
    does: str
    program: Program
    ready: str
    url: str
    headers: str


def litellm(folder: Path, *, port: int, teacher: str) -> Gateway:
    """LiteLLM's proxy, one process. Raises `NotToBeHad`.

    Its server ends further processes that need more than five seconds to import it.
    """
    home = folder / "litellm"
    command = home / "bin" / "litellm"
    if not command.exists():
        _run([sys.executable, "-m", "venv", str(home)])
        pip = [str(home / "bin" / "python"), "-m", "pip", "install", "-qq", "--no-input"]
        _run([*pip, "--disable-pip-version-check", "--only-binary=:all:", LITELLM])
    config = home / "config.yaml"
    key = f"sk-{secrets.token_hex(24)}"  # without one it does not start
    config.write_text(litellm_config(teacher, key))
    argv = [str(command), "--config", str(config), "--host", HOST, "--port", str(port)]
    environment = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_LOG": "ERROR"}
    return Gateway(
        f"LiteLLM {LITELLM.rpartition('=')[2]}",
        "passes the request on, in 1 process; no queue, no database",
        _program("litellm", [*argv, "--num_workers", "1"], home, environment),
        f"http://{HOST}:{port}/health/liveliness",
        f"http://{HOST}:{port}/v1/chat/completions",
        f"Content-Type: application/json\r\nAuthorization: Bearer {key}\r\n",
    )


def litellm_config(teacher: str, key: str) -> str:
    """JSON, which is YAML: one model, at the teacher. `key` opens the proxy."""
    model = {"model": f"openai/{MODEL}", "api_base": f"{teacher}/v1", "api_key": "none"}
    return json.dumps(
        {
            "model_list": [{"model_name": MODEL, "litellm_params": model}],
            "litellm_settings": {"telemetry": False},
            "general_settings": {"master_key": key},
        }
    )


def portkey(folder: Path, *, port: int, teacher: str) -> Gateway:
    """Portkey's gateway, one process, as its package starts. Raises `NotToBeHad`."""
    home = folder / "portkey"
    script = home / "node_modules" / "@portkey-ai" / "gateway" / "build" / "start-server.js"
    if not script.exists():
        home.mkdir(parents=True, exist_ok=True)
        wanted = {"dependencies": {"@portkey-ai/gateway": PORTKEY}, "overrides": PORTKEY_NEEDS}
        (home / "package.json").write_text(json.dumps({"private": True, **wanted}))
        options = ["--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
        _run(["npm", "install", "--prefix", str(home), *options])
    return Gateway(
        f"Portkey {PORTKEY}",
        "passes the request on, in 1 process; no queue, no database",
        _program("portkey", ["node", str(script), "--headless", f"--port={port}"], home, {}),
        f"http://{HOST}:{port}/",
        f"http://{HOST}:{port}/v1/chat/completions",
        "Content-Type: application/json\r\nAuthorization: Bearer none\r\n"
        f"x-portkey-provider: openai\r\nx-portkey-custom-host: {teacher}/v1\r\n",
    )


def _program(name: str, argv: Sequence[str], home: Path, environment: dict[str, str]) -> Program:
    """It sees no variable of ours but the path, and asks nothing outside of this machine."""
    inherited = {"PATH": os.environ["PATH"], "HOME": str(home), "NO_PROXY": HOST}
    return Program(
        name, argv, {**inherited, **environment}, home / f"{name}.log", folder=home, grace=5.0
    )


def _run(command: Sequence[str]) -> None:
    try:
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=INSTALL_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise NotToBeHad(f"{command[0]}: {problem}") from None
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise NotToBeHad(said[-1] if said else f"{command[0]} ended with {done.returncode}")
