"""Several scripts meet on one page; a module's names are its own, so none can break another."""

import re

from delegation.environment import BASE_DIR

SCRIPT = re.compile(r"<script[^>]*\{% static '(?P<name>[\w-]+\.js)' %\}[^>]*>")
# It must listen before the scripts of another package run, which a module would not.
EARLY = {"passkey.js"}


def test_every_script_of_ours_is_a_module() -> None:
    found = [
        match
        for app in ("tenants", "delegation")
        for template in (BASE_DIR / app).rglob("*.html")
        for match in SCRIPT.finditer(template.read_text())
    ]
    assert len(found) >= 9
    classic = {match["name"] for match in found if 'type="module"' not in match[0]}
    assert classic == EARLY
