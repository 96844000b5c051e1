"""The strict JSON schema of a reply, as the teacher is asked for it."""

from typing import Any

from delegation.domain.teaching.replies import COMMAND, MAX_OPTIONS, MAX_VARIANTS
from delegation.domain.words import DECLARABLE_AWAITING, Act

_LESSON_FIELDS: dict[str, Any] = {
    "command": {"type": "string", "enum": [COMMAND]},
    "query": {"type": "string"},
    "response": {"type": "string"},
    "act": {"type": "string", "enum": [act.value for act in Act]},
    # Bounded: small models list variants until their tokens end, and the answer with them.
    "variants": {"type": "array", "items": {"type": "string"}, "maxItems": MAX_VARIANTS},
}

# OpenAI's strict mode: every property required, none additional, "optional" spelt as a null type.
# userResponse comes first, so that it can be shown while the rest is still being written.
REPLY_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "userResponse": {"type": "string"},
        "awaiting": {"type": "string", "enum": [state.value for state in DECLARABLE_AWAITING]},
        "options": {
            "anyOf": [
                {"type": "array", "items": {"type": "string"}, "maxItems": MAX_OPTIONS},
                {"type": "null"},
            ]
        },
        "learningInstruction": {
            "anyOf": [
                {
                    "type": "object",
                    "properties": _LESSON_FIELDS,
                    "required": list(_LESSON_FIELDS),
                    "additionalProperties": False,
                },
                {"type": "null"},
            ]
        },
    },
    "required": ["userResponse", "awaiting", "options", "learningInstruction"],
    "additionalProperties": False,
}
