"""The servers' passwords: made once for a state folder, readable by its owner alone."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, fields
from pathlib import Path

FILE = "passwords.json"
BYTES = 24  # 192 bits cannot be guessed, and no character needs escaping in a URL


@dataclass(frozen=True)
class Passwords:
    superuser: str
    owner: str
    app: str
    all_tenants: str
    valkey: str
    secret_key: str


def kept_passwords(state: Path) -> Passwords:
    """The state folder's passwords; those that are missing are made."""
    path = state / FILE
    names = [field.name for field in fields(Passwords)]
    kept = json.loads(path.read_text()) if path.exists() else {}
    made = Passwords(**{name: kept.get(name) or secrets.token_urlsafe(BYTES) for name in names})
    if asdict(made) != kept:  # a folder of a former version lacks some
        write_secretly(path, json.dumps(asdict(made), indent=1))
    return made


def write_secretly(path: Path, text: str) -> None:
    """Writes the file whole or not at all, with mode 0600 from its first byte."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    fresh.replace(path)
