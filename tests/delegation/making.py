"""What tests of the settings share."""

import json
import os
import subprocess
import sys
from typing import Any

from delegation.environment import BASE_DIR, Environment

KEY = "k" * 50
SHOW = """
import json
from delegation import settings
names = {names!r}
print(json.dumps({{name: getattr(settings, name, None) for name in names}}, default=str))
"""


def settings_of(*names: str, **variables: str) -> dict[str, Any]:
    """Return the named settings as a process with just these variables has them."""
    ours = {name.upper() for name in Environment.model_fields}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    environment = {**kept, "SECRET_KEY": KEY, "STATE_DIR": "/nonexistent", **variables}
    shown = subprocess.run(
        [sys.executable, "-c", SHOW.format(names=names)],
        env=environment,
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert shown.returncode == 0, shown.stderr
    settings: dict[str, Any] = json.loads(shown.stdout)
    return settings
