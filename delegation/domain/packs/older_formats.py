"""The pack for gatekeepers of former releases, which pages may have pinned.

Readers of format 2 refuse a pack with a part or an act that they do not know, so they get exactly
what they knew when they were released, whatever later packs carry.
"""

from collections.abc import Mapping
from typing import Any

from delegation.domain.packs.format import FORMAT, named_rules

FORMAT_3 = 3  # its rules name their parts
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
    if parameter in (None, str(FORMAT_2)):
        return FORMAT_2
    return FORMAT_3 if parameter == str(FORMAT_3) else FORMAT


def in_format(asked: int, pack: Mapping[str, Any]) -> dict[str, Any]:
    """A pack of the newest format as readers of a former one know it.

    One that a former release wrote is about to be replaced, and goes out as it is where its format
    is the one asked for, or an older one.
    """
    if pack["format"] <= asked:
        return dict(pack)
    if asked == FORMAT_2:
        return _in_format_2(pack)
    return {**pack, "format": FORMAT_3, "rules": named_rules(pack)}


def _in_format_2(pack: Mapping[str, Any]) -> dict[str, Any]:
    rules = [rule for rule in named_rules(pack) if rule["act"] in FORMAT_2_ACTS]
    parts = {name: pack[name] for name in FORMAT_2_PARTS}
    settings = {name: pack["settings"][name] for name in FORMAT_2_SETTINGS}
    return {**parts, **settings, "format": FORMAT_2, "rules": rules}
