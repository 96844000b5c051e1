"""Choose local answers to audit, and read the teacher's judgement."""

import re
from decimal import Decimal

from delegation.domain.ledger.sampling import is_in_share

LEAST_PER_VERSION = 5  # audits of every rule version, however rarely it answers
_YES = re.compile(r"\W*yes\b", re.IGNORECASE)
_NO = re.compile(r"\W*no\b\W*(.*)", re.IGNORECASE | re.DOTALL)
REASON_LENGTH = 300


def is_sampled(name: str, *, share: Decimal) -> bool:
    """Whether the answer of that name is in the sample; always the same. `share` is 0 to 1."""
    return is_in_share(f"audit:{name}", share)


def read_judgement(text: str) -> tuple[bool | None, str]:
    """(whether the reply did, why not): the first is None for a text that says neither."""
    if _YES.match(text):
        return True, ""
    no = _NO.match(text)
    return (False, no.group(1).strip()[:REASON_LENGTH]) if no else (None, "")
