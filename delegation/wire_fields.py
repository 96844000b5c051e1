"""Fields of JSON bodies that take the type they name, as the API's description says.

REST framework's own also take a number for a text, and a text for a number.
"""

from typing import Any

from rest_framework import serializers

from delegation.domain.codepoints import is_storable


class TextField(serializers.CharField):
    """A JSON string that UTF-8 and PostgreSQL can hold."""

    default_error_messages = {"unstorable": "Holds a character that cannot be stored."}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        text: str = super().to_internal_value(data)
        if not is_storable(text):
            self.fail("unstorable")
        return text


class NameField(serializers.RegexField):
    """A JSON string of a pattern."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        name: str = super().to_internal_value(data)
        return name


class WholeNumberField(serializers.IntegerField):
    """A JSON number without a fraction; 1.0 is one too."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int | float):
            self.fail("invalid")
        number: int = super().to_internal_value(data)
        return number
