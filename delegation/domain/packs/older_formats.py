"""The pack for gatekeepers of former releases, which pages may have pinned.

Readers of format 2 refuse a pack with a part or an act that they do not know, so they get exactly
what they knew when they were released, whatever later packs carry.
"""

from collections.abc import Mapping
from typing import Any

from delegation.domain.packs.format import FORMAT

FORMAT_2 = 2  # its readers ask for no format
FORMAT_2_PARTS = (
    "norm", "version", "rules", "rewrites", "guards", "clauses", "openers", "closers",
)  # fmt: skip
FORMAT_2_SETTINGS = ("lifetime", "enabled")
FORMAT_2_ACTS = frozenset(
    {"answer", "farewell", "thanks", "compliment", "greeting", "laughter", "acknowledgement"}
)


def format_asked_for(parameter: str | None) -> int:
    """Return the format to answer with; readers newer than this server get its newest."""
    return FORMAT_2 if parameter in (None, str(FORMAT_2)) else FORMAT


def in_format_2(pack: Mapping[str, Any]) -> dict[str, Any]:
    """A pack of either format as readers of format 2 know it."""
    if pack["format"] == FORMAT_2:
        return dict(pack)  # an older row, which is about to be replaced
    rules = [rule for rule in pack["rules"] if rule["act"] in FORMAT_2_ACTS]
    parts = {name: pack[name] for name in FORMAT_2_PARTS}
    settings = {name: pack["settings"][name] for name in FORMAT_2_SETTINGS}
    return {**parts, **settings, "format": FORMAT_2, "rules": rules}
