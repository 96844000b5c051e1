"""The account of the servers: PostgreSQL refuses root, so root runs them as another account."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from delegation.embedded.errors import NoAccount

UNPRIVILEGED = "nobody"


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int


def server_account(existing_data: Path) -> Account | None:
    """Return the account to run servers as; None for the present one.

    As root: the owner of the data of an earlier run, which may have been an ordinary user's, else
    `nobody`. Raises NoAccount on a machine without that account.
    """
    if os.geteuid() != 0:
        return None
    if existing_data.exists():
        owner = existing_data.stat()
        if owner.st_uid != 0:
            return Account(owner.st_uid, owner.st_gid)
    try:
        entry = pwd.getpwnam(UNPRIVILEGED)
    except KeyError:
        raise NoAccount(
            f"PostgreSQL does not run as root and there is no account named {UNPRIVILEGED!r}:"
            " run this as an ordinary user"
        ) from None
    return Account(entry.pw_uid, entry.pw_gid)


def can_use(path: Path, account: Account | None) -> bool:
    """Whether the account may enter the folder, or run the file. Asks the kernel, as that account:
    mode bits alone do not know of access lists and mounts."""
    if account is None:
        return os.access(path, os.X_OK)
    asked = subprocess.run(
        ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)],
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        cwd="/",
        check=False,
        capture_output=True,
    )
    return asked.returncode == 0


def give(path: Path, account: Account | None, *, mode: int) -> None:
    """Makes a file or folder the account's own, with exactly this mode."""
    if account is not None:
        os.chown(path, account.uid, account.gid)
    path.chmod(mode)
