"""How the public API reads bodies."""

import json
from typing import IO, Any

from rest_framework.parsers import BaseParser

from delegation.errors import BodyTooLarge, InvalidBody

MAX_BODY_BYTES = 65_536  # what a beacon can carry; an escalation is far smaller


class PlainTextJSONParser(BaseParser):
    """JSON whatever its label says: `text/plain` spares browsers a preflight."""

    media_type = "*/*"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None
    ) -> dict[str, Any]:
        """Read one JSON object. Raises `InvalidBody`, `BodyTooLarge`."""
        body = stream.read(MAX_BODY_BYTES + 1)
        if len(body) > MAX_BODY_BYTES:
            raise BodyTooLarge
        try:
            data = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise InvalidBody from None
        if not isinstance(data, dict):
            raise InvalidBody
        return data


def _refuse_constant(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity are not JSON
