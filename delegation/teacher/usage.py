"""The tokens of one call by kind, from the figures that a provider gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class TokenUsage:
    """Tokens of one call. A kind that the provider did not give is zero.

    `input` contains `cached`, `cache_written` and `input_audio`; `output` contains `reasoning` and
    `output_audio`. `other` keeps the figures of kinds that have no price here.
    """

    input: int
    output: int
    cached: int = 0  # input read from the provider's cache
    cache_written: int = 0  # input written to it
    input_audio: int = 0
    reasoning: int = 0
    output_audio: int = 0
    other: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return self.input + self.output


def read_chat_usage(usage: object, *, wrote: bool = True) -> TokenUsage | None:
    """Return the usage of OpenAI's chat protocol, as its many servers give it, or None if unknown.

    Zero tokens for a prompt that was sent, or for text that came back (`wrote`), are unknown. A
    total that exceeds its parts contains output that is billed and not listed, such as thoughts.
    """
    if not isinstance(usage, Mapping):
        return None
    prompt = _first(usage, "prompt_tokens", "input_tokens")
    completion = _first(usage, "completion_tokens", "output_tokens")
    total = count(usage.get("total_tokens"))
    if not prompt or completion is None:
        return None
    read = _details(usage, "prompt_tokens_details", "input_tokens_details")
    written = _details(usage, "completion_tokens_details", "output_tokens_details")
    reasoning = written.pop("reasoning_tokens", 0) or count(usage.get("reasoning_tokens")) or 0
    cached = read.pop("cached_tokens", 0) or _first(
        usage, "prompt_cache_hit_tokens", "cached_tokens", "cache_read_input_tokens"
    )
    cache_written = read.pop("cache_write_tokens", 0) or _first(
        usage, "cache_creation_input_tokens", "cache_creation_tokens"
    )
    cached, cache_written = cached or 0, cache_written or 0
    if cached + cache_written > prompt:  # listed apart from the prompt, as Anthropic does
        prompt += cached + cache_written
    output = _paid_output(prompt, completion, reasoning, total)
    if output == 0 and wrote:
        return None
    return TokenUsage(
        input=prompt,
        output=output,
        cached=cached,
        cache_written=cache_written,
        input_audio=min(read.pop("audio_tokens", 0), prompt),
        reasoning=min(max(reasoning, output - completion), output),
        output_audio=min(written.pop("audio_tokens", 0), completion),
        other=_named("input", read) | _named("output", written),
    )


def _paid_output(prompt: int, completion: int, reasoning: int, total: int | None) -> int:
    """Return all tokens that are billed as output."""
    if total is not None and total > prompt + completion:
        return total - prompt
    if reasoning > completion:  # xAI lists them apart, and some of its proxies drop the total
        return completion + reasoning
    return completion


def count(value: object) -> int | None:
    """Return a number of tokens, or None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    whole = int(value) if value == value and abs(value) < 2**31 else -1  # neither NaN nor absurd
    return whole if whole == value and whole >= 0 else None


def _first(usage: Mapping[str, Any], *names: str) -> int | None:
    found = (count(usage.get(name)) for name in names)
    return next((number for number in found if number is not None), None)


def _details(usage: Mapping[str, Any], *names: str) -> dict[str, int]:
    """Return the details that are counts, by name."""
    empty: Mapping[str, Any] = {}
    given = next((usage[name] for name in names if isinstance(usage.get(name), Mapping)), empty)
    return {str(name): found for name, value in given.items() if (found := count(value))}


def _named(direction: str, details: Mapping[str, int]) -> dict[str, int]:
    return {f"{direction}_{name}": number for name, number in details.items()}
