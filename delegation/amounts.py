"""Fields for amounts and shares, which take the decimal sign of the reader's language."""

import re
from typing import Any

from django import forms
from django.utils.formats import get_format

POINT, COMMA = ".", ","
_AMOUNT = re.compile(r"-?\d*[.,]\d+")  # one sign only: two could mean anything


def writes_comma() -> bool:
    """Return whether the reader's language writes 20,50 for twenty and a half."""
    return bool(get_format("DECIMAL_SEPARATOR") == COMMA)


class AmountInput(forms.NumberInput):
    """A number field; a text field with a keyboard of digits where a comma is written.

    A browser's number field refuses the comma wherever the browser itself speaks English.
    """

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if writes_comma():
            shown = context["widget"]
            shown["type"] = "text"
            shown["attrs"]["inputmode"] = "decimal"
            for name_of_number in ("min", "max", "step"):
                shown["attrs"].pop(name_of_number, None)
        return context

    def format_value(self, value: Any) -> str | None:
        text: str | None = super().format_value(value)
        if text and writes_comma() and _AMOUNT.fullmatch(text):
            return text.replace(POINT, COMMA)
        return text


class AmountField(forms.DecimalField):
    """A decimal number. The point is taken everywhere, the comma where the reader writes it."""

    widget = AmountInput

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and writes_comma() and _AMOUNT.fullmatch(value.strip()):
            value = value.replace(COMMA, POINT)
        return super().to_python(value)
