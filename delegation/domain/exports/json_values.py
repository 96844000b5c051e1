"""The values in a JSON file: one, one a line, or several in a row."""

import json
from typing import Any

from delegation.domain.exports.turns import ExportRefused
from delegation.domain.wording import Sentence, worded

TOO_DEEP = worded("the JSON is nested too deeply; export the chats as a list of messages")


def json_values(text: str) -> list[Any]:
    """Return the values of the file. Raises `ExportRefused` with the line that is none."""
    try:
        return [json.loads(text)]
    except RecursionError:
        raise ExportRefused(TOO_DEEP) from None
    except ValueError as problem:
        whole = problem
    values: list[Any] = []
    for number, whole_line in enumerate(text.split("\n"), 1):  # JSON may hold U+2028 as it is
        line = whole_line.strip().removesuffix(",")
        if not line:
            continue
        try:
            values.append(json.loads(line))
        except (ValueError, RecursionError) as problem:
            if number == 1 or not values:
                return _one_after_another(text, whole)
            raise ExportRefused(
                Sentence(
                    "line %(line)s is not JSON (%(problem)s); export the chats again, or delete "
                    "the line",
                    {"line": number, "problem": str(problem)},
                )
            ) from None
    return values


def _one_after_another(text: str, problem: ValueError) -> list[Any]:
    """Return values that are printed over several lines each."""
    decoder, at, values = json.JSONDecoder(), 0, []
    try:
        while at < len(text):
            if text[at].isspace() or text[at] == ",":
                at += 1
                continue
            value, at = decoder.raw_decode(text, at)
            values.append(value)
    except RecursionError:
        raise ExportRefused(TOO_DEEP) from None
    except ValueError:
        raise ExportRefused(
            Sentence(
                "the file is not JSON (%(problem)s); it may be cut off: export the chats again",
                {"problem": str(problem)},
            )
        ) from None
    return values
