"""How many of a call's tokens exist only because of the product, by part of its request.

The input's static parts are measured once per endpoint and model, as differences of the provider's
own usage; until then they are estimated from their characters, at a usual number for each token.
Of the output, a mark is one token and the word behind it another. An unknown count is None.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class OverheadPart(StrEnum):
    """A part of a request that exists only because of the product."""

    MARK = "mark"
    TEACHING = "teaching"
    ENVELOPE = "envelope"  # what a JSON reply takes: its rules, its schema


# Characters per token of our English lines in o200k. The mean of the whole request would give that
# of the company's language instead.
CHARACTERS_PER_TOKEN = {
    OverheadPart.MARK: 4.4,
    OverheadPart.TEACHING: 3.0,
    OverheadPart.ENVELOPE: 3.6,
}


@dataclass(frozen=True, slots=True)
class Written:
    """The part of a reply that is not for the visitor. The characters are those of a JSON reply."""

    marks: int = 0
    codes: int = 0
    characters: int = 0
    shown_characters: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """The characters of a request, and how many of them each part of the product takes."""

    characters: int
    parts: Mapping[OverheadPart, int]


def input_overhead(
    asked: Asked, input_tokens: int | None, measured: Mapping[OverheadPart, int]
) -> dict[OverheadPart, int | None]:
    """Tokens of every part; 0 where the request has none of it, None where unknown.

    `measured` has the tokens of parts that were calibrated with this model.
    """
    return {part: _tokens(asked, part, input_tokens, measured) for part in OverheadPart}


def cached_overhead(cached_tokens: int, mark_tokens: int) -> int:
    """How many of the overhead's input tokens the provider read from its cache.

    The mark's line ends the first message, which is the same from call to call, so whatever is
    cached reaches behind it. Everything else is added behind the visitor's message.
    """
    return min(cached_tokens, mark_tokens)


def output_overhead(written: Written, output_tokens: int | None) -> dict[OverheadPart, int | None]:
    """Tokens of every part that the model wrote; None where the reply's were not counted."""
    if output_tokens is None:
        return dict.fromkeys(OverheadPart)
    hidden = written.characters - written.shown_characters
    envelope = round(output_tokens * hidden / written.characters) if written.characters else 0
    return {
        OverheadPart.MARK: min(written.marks, output_tokens),
        OverheadPart.TEACHING: min(written.codes, output_tokens),
        OverheadPart.ENVELOPE: envelope,
    }


def _tokens(
    asked: Asked, part: OverheadPart, input_tokens: int | None, measured: Mapping[OverheadPart, int]
) -> int | None:
    if part not in asked.parts:
        return 0
    if part in measured:
        return measured[part]
    if input_tokens is None:
        return None
    return min(input_tokens, round(asked.parts[part] / CHARACTERS_PER_TOKEN[part]))
