"""What an escalation request may contain. Its bounds are checked before anything is stored."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from delegation.domain.wire.page_context import (
    MAX_ADDRESS,
    MAX_LANGUAGE,
    MAX_NAME,
    MAX_TITLE,
    MAX_VALUE,
    MAX_VALUES,
    PageContext,
    read_page,
)
from delegation.domain.words import Awaiting
from delegation.wire_fields import NameField, TextField
from tenants.public_api import ID, RuleVersionSerializer

MAX_MESSAGE = 8_000  # code points; more than anybody types, less than a model's context
MAX_LOCAL_TURNS = 50  # since the last escalation


class LocalTurnSerializer(RuleVersionSerializer):
    message = TextField(max_length=500, trim_whitespace=False)
    response = TextField(max_length=500, trim_whitespace=False)


class RejectsSerializer(RuleVersionSerializer):
    """The version whose local answer the visitor rejects."""


class PageShape(serializers.Serializer[dict[str, Any]]):
    """What the visitor's page says about itself. Longer texts are cut."""

    address = serializers.CharField(required=False, max_length=MAX_ADDRESS)
    title = serializers.CharField(required=False, max_length=MAX_TITLE)
    language = serializers.CharField(required=False, max_length=MAX_LANGUAGE)
    values = serializers.DictField(
        required=False,
        child=serializers.CharField(max_length=MAX_VALUE),
        help_text=f"At most {MAX_VALUES}, with names of at most {MAX_NAME} characters.",
    )


@extend_schema_field(PageShape)
class PageField(serializers.Field[PageContext, object, PageContext, Any]):
    """Takes what is usable: a page's fault costs no visitor the answer."""

    def to_internal_value(self, data: object) -> PageContext:
        return read_page(data)

    def to_representation(self, value: PageContext) -> PageContext:
        return value


class EscalationSerializer(serializers.Serializer[dict[str, Any]]):
    key = TextField(max_length=40)
    visitor = NameField(ID)
    conversation = NameField(ID)
    id = NameField(ID)
    message = TextField(max_length=MAX_MESSAGE, trim_whitespace=False)
    awaiting = serializers.ChoiceField([state.value for state in Awaiting], default="unknown")
    local = serializers.ListField(
        child=LocalTurnSerializer(), default=list, max_length=MAX_LOCAL_TURNS
    )
    rejects = RejectsSerializer(required=False, allow_null=True, default=None)
    page = PageField(required=False, allow_null=True, default=None)


class AcceptedSerializer(serializers.Serializer[dict[str, Any]]):
    """The answer to an accepted message."""

    escalation = serializers.UUIDField()
    token = serializers.CharField()
    events = serializers.URLField(help_text="Server-sent events of the answer.")
    poll = serializers.URLField(help_text="The same answer by long poll.")


class StopSerializer(serializers.Serializer[dict[str, Any]]):
    state = serializers.CharField()
