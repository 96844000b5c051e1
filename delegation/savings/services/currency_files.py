"""The amounts of a report's files, also in the currency that the company reads."""

from decimal import Decimal
from typing import Any

from delegation.domain.ledger.money import ExchangeRate

AMOUNTS = frozenset(
    {
        "saved", "net", "overhead", "plain_bill", "learning", "audits", "spent", "cost",
        "cost_each", "limit", "left", "money",
    }
)  # fmt: skip
COMPARED = frozenset({"held", "others", "difference"})  # amounts where the measure is the cost
CONVERTED = "_in_currency"


def with_converted(data: Any, rate: ExchangeRate) -> Any:
    """JSON-able figures in USD -> the same, and beside each amount what it is at this rate.

    An amount is a text, an interval of them, or None. Nothing is rounded: the page's figures can
    be made from these, and these from the receipts.
    """
    if isinstance(data, list):
        return [with_converted(each, rate) for each in data]
    if not isinstance(data, dict):
        return data
    amounts = AMOUNTS | COMPARED if data.get("measure") == "cost" else AMOUNTS
    found: dict[str, Any] = {}
    for name, value in data.items():
        found[name] = with_converted(value, rate)
        if name in amounts:
            found[name + CONVERTED] = _converted(value, rate)
    return found


def _converted(value: Any, rate: ExchangeRate) -> Any:
    if isinstance(value, dict):
        return {name: _converted(each, rate) for name, each in value.items()}
    return None if value is None else f"{rate.of(Decimal(value)):f}"
