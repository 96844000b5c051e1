"""What a call costs: the tenant's own figures, else the public price list, else nobody knows."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from importlib.metadata import version

from genai_prices import Usage, calc_price

MILLION = Decimal(1_000_000)
PRICE_LIST = f"genai-prices {version('genai-prices')}"  # the public list, with its edition


@dataclass(frozen=True, slots=True)
class OwnPrices:
    """A tenant's own figures, in US dollars per million tokens."""

    input_per_million: Decimal
    output_per_million: Decimal


def price_of(
    base_url: str,
    model: str,
    *,
    input_tokens: int | None,
    output_tokens: int | None,
    at: datetime,
    own: OwnPrices | None = None,
) -> Decimal | None:
    """US dollars for these tokens at that time; None when the tokens or the price are unknown.

    The provider is known by its address only: the same model behind another address may cost
    anything. The list is part of the installed package; nothing is fetched.
    """
    if input_tokens is None or output_tokens is None:
        return None
    if own:
        input_price = own.input_per_million * input_tokens
        return (input_price + own.output_per_million * output_tokens) / MILLION
    usage = Usage(input_tokens=input_tokens, output_tokens=output_tokens)
    try:
        found = calc_price(usage, model, provider_api_url=base_url, genai_request_timestamp=at)
    except (LookupError, ValueError):
        return None
    return found.total_price
