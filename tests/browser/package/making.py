"""Apps that install the npm package from its tarball: how they are made, built and served."""

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

BASE = Path(__file__).resolve().parents[3]
PACKAGE = BASE / "frontend" / "package"
SOURCES = Path(__file__).parent / "apps"
INSTALLED = BASE / ".state" / "apps"  # scripts/prepare.py puts the packages of the lock there
NAMES = ("next", "vite-react", "vue", "webpack")
BUILD_SECONDS = 240
START_SECONDS = 60
QUIET = ("--offline", "--no-audit", "--no-fund", "--loglevel=error")


def run(*command: str | Path, cwd: Path, **variables: str) -> str:
    """Run a command and return its output. What it says about a failure is in the assertion."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


def pack(into: Path) -> Path:
    """Return the tarball that would be published."""
    name = run("npm", "pack", "--silent", "--pack-destination", into, cwd=PACKAGE).strip()
    return into / name


@contextmanager
def fresh_apps(tarball: Path) -> Iterator[Path]:
    """A folder of apps that have installed the tarball. Their other packages come from the lock.

    The files of those packages are linked, not copied: there are 30,000 of them.
    """
    packages = INSTALLED / "node_modules"
    assert packages.is_dir(), "The packages of the apps are missing: run make prepare-test."
    folder = BASE / ".state" / f"apps-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        shutil.copytree(SOURCES, folder)
        run("cp", "-al", packages, folder / "node_modules", cwd=BASE)
        # npm writes into this one, which would change the file that it is linked to.
        (folder / "node_modules" / ".package-lock.json").unlink()
        apps = [f"--workspace=app-{name}" for name in NAMES]
        run("npm", "install", *QUIET, tarball, *apps, cwd=folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Files(SimpleHTTPRequestHandler):
    """A built app, as any server of files gives it."""

    def log_message(self, *_: Any) -> None:
        """Stay silent."""


@contextmanager
def serve_files(folder: Path, port: int) -> Iterator[str]:
    """Serve a built app and return its address."""
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(Files, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def serve_by(*command: str | Path, cwd: Path, port: int, **variables: str) -> Iterator[str]:
    """Run a server that listens on this port, and return its address."""
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=cwd,
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        wait_for_port(process, port)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        try:
            process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def wait_for_port(process: subprocess.Popen[str], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert process.poll() is None, process.communicate()[0]
            assert time.monotonic() < deadline, "The server did not start."
            time.sleep(0.1)
        else:
            return


def wait_until(holds: Callable[[], bool], seconds: float = 15) -> None:
    """Wait for what another process does. Raises AssertionError when it does not happen."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)
