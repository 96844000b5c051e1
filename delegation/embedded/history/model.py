"""The model of the simulated month: the demo teacher's script, with slips as real models make."""

import json
from dataclasses import dataclass
from typing import Any

from delegation.embedded.demo_teacher.server import complete

WRONG_AUDIT = 31  # of the checks of local answers, this one finds that the visitor wanted more
DID, FOUND = "yes", "no: the visitor wanted to know what it costs"


@dataclass
class Model:
    """Answers chat requests. `next_reply` is what it says once in place of the script."""

    next_reply: str = ""
    audits: int = 0

    def answer(self, body: dict[str, Any]) -> tuple[str, dict[str, int]]:
        """Return the reply to a request and its usage."""
        said, self.next_reply = self.next_reply, ""
        completion = complete(body)
        if _is_audit(body):
            self.audits += 1
            said = FOUND if self.audits == WRONG_AUDIT else DID
        usage = completion.usage
        return said or completion.text, usage


def _is_audit(body: dict[str, Any]) -> bool:
    try:
        case = json.loads(body["messages"][-1]["content"])
    except ValueError:
        return False
    return isinstance(case, dict) and "givenReply" in case
