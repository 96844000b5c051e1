"""What a call costs: by given figures, else by the public price list, else unknown."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from importlib.metadata import version

from genai_prices import Usage, calc_price

from delegation.teacher.usage import TokenUsage

MILLION = Decimal(1_000_000)
PRICE_LIST = f"genai-prices {version('genai-prices')}"  # the public list, with its edition


@dataclass(frozen=True, slots=True)
class OwnPrices:
    """Given prices, in US dollars per million tokens. Zero is a price."""

    input_per_million: Decimal
    output_per_million: Decimal
    cached_per_million: Decimal | None = None  # None: as any input

    def price_of(self, usage: TokenUsage) -> Decimal:
        """Return US dollars for these tokens."""
        cached = self.cached_per_million
        if cached is None:
            cached = self.input_per_million
        read = self.input_per_million * (usage.input - usage.cached) + cached * usage.cached
        return (read + self.output_per_million * usage.output) / MILLION

    def __str__(self) -> str:
        cached = "" if self.cached_per_million is None else f", {self.cached_per_million:f} cached"
        return f"{self.input_per_million:f}{cached}, {self.output_per_million:f} per million"


def price_of(
    base_url: str,
    model: str,
    *,
    input_tokens: int | None = None,
    output_tokens: int | None = None,
    usage: TokenUsage | None = None,
    at: datetime,
    own: OwnPrices | None = None,
) -> Decimal | None:
    """Return US dollars for these tokens at that time, or None if tokens or price are unknown.

    The provider is known by its address only: the same model behind another address may cost
    anything. The list is part of the installed package; nothing is fetched.
    """
    if usage is None:
        if input_tokens is None or output_tokens is None:
            return None
        usage = TokenUsage(input_tokens, output_tokens)
    return own.price_of(usage) if own else _list_price(base_url, model, usage, at)


def most_price_of(
    base_url: str, model: str, usage: TokenUsage, *, at: datetime, own: OwnPrices | None
) -> Decimal | None:
    """Return the most that so many tokens can cost, of whatever kind the provider counts them.

    A provider may count tokens as written to its cache or as audio, at other prices.
    """
    if own:
        dearest = max(own.input_per_million, own.cached_per_million or Decimal(0))
        return OwnPrices(dearest, own.output_per_million).price_of(usage)
    read, said = usage.input, usage.output
    kinds = (
        TokenUsage(read, said, cache_written=written, input_audio=heard, output_audio=spoken)
        for written, heard in ((0, 0), (read, 0), (0, read))
        for spoken in (0, said)
    )
    prices = (_list_price(base_url, model, each, at) for each in kinds)
    return max((price for price in prices if price is not None), default=None)


def listed_prices(base_url: str, model: str, *, at: datetime) -> OwnPrices | None:
    """Return the public list's prices of a model, to fill a form with; None if not listed."""
    million = int(MILLION)
    read = _list_price(base_url, model, TokenUsage(million, 0), at)
    written = _list_price(base_url, model, TokenUsage(0, million), at)
    cached = _list_price(base_url, model, TokenUsage(million, 0, cached=million), at)
    if read is None or written is None:
        return None
    return OwnPrices(read, written, cached)


def _list_price(base_url: str, model: str, usage: TokenUsage, at: datetime) -> Decimal | None:
    kinds = {
        "cache_read_tokens": usage.cached,
        "cache_write_tokens": usage.cache_written,
        "input_audio_tokens": usage.input_audio,
        "output_audio_tokens": usage.output_audio,
        "output_reasoning_tokens": usage.reasoning,
    }
    given = {name: tokens for name, tokens in kinds.items() if tokens}
    counted = Usage(input_tokens=usage.input, output_tokens=usage.output, **given)
    try:
        found = calc_price(counted, model, provider_api_url=base_url, genai_request_timestamp=at)
    except (LookupError, ValueError):
        return None
    return found.total_price
