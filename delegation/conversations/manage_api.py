"""Receipts of a tenant's own server: what its answers took, and what they taught."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.conversations.services.own_receipts import OwnReceipt, record_receipt
from delegation.domain.words import Awaiting
from delegation.teacher.usage import TokenUsage
from delegation.wire_fields import NameField, TextField, WholeNumberField
from tenants.public_api import ID
from tenants.secret_api import AUTH, SecretAPIView

MOST = 100  # receipts of one request
MOST_TOKENS = 10_000_000  # of one call; more is a mistake, and no column holds it
OPENAI = "https://api.openai.com/v1"


def _tokens(**options: Any) -> WholeNumberField:
    return WholeNumberField(min_value=0, max_value=MOST_TOKENS, **options)


class TokensSerializer(serializers.Serializer[dict[str, Any]]):
    """Tokens as the provider counted them. `cached` are among the input's."""

    input = _tokens()
    output = _tokens()
    cached = _tokens(default=0)
    reasoning = _tokens(default=0)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["cached"] > attrs["input"]:
            raise serializers.ValidationError({"cached": "At most the input tokens are cached."})
        return attrs


class AddedSerializer(serializers.Serializer[dict[str, Any]]):
    """The tokens of `usage` that only the marks and their line caused."""

    input = _tokens()
    output = _tokens(default=0)


class ReceiptSerializer(serializers.Serializer[dict[str, Any]]):
    """One answer of your server. `id`, `visitor` are those that `respond` gets in the browser."""

    id = NameField(ID)
    visitor = NameField(ID)
    conversation = NameField(ID, default="own")
    message = TextField(max_length=20_000, default="", allow_blank=True, trim_whitespace=False)
    awaiting = serializers.ChoiceField([state.value for state in Awaiting], default="unknown")
    base_url = serializers.URLField(max_length=300, default=OPENAI)
    model = TextField(max_length=120)
    usage = TokensSerializer()
    added = AddedSerializer(required=False)
    milliseconds = WholeNumberField(min_value=0, max_value=3_600_000, required=False)
    learningInstruction = serializers.DictField(required=False)  # noqa: N815 - the wire's name


class ReceiptsSerializer(serializers.Serializer[dict[str, Any]]):
    receipts = serializers.ListField(child=ReceiptSerializer(), min_length=1, max_length=MOST)


class ReceiptsAnswerSerializer(serializers.Serializer[dict[str, Any]]):
    recorded = serializers.IntegerField(help_text="Receipts that were not recorded before.")
    refused = serializers.DictField(
        child=serializers.CharField(), help_text="Why a lesson teaches nothing, by receipt id."
    )


class ReceiptsView(SecretAPIView):
    """`POST /api/v1/manage/receipts`"""

    @extend_schema(
        summary="Report answers of your own server",
        auth=AUTH,
        request=ReceiptsSerializer,
        responses=ReceiptsAnswerSerializer,
    )
    def post(self, request: Request) -> Response:
        serializer = ReceiptsSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        recorded, refused = 0, {}
        for each in serializer.validated_data["receipts"]:
            new, problem = record_receipt(self.tenant, _receipt(each))
            recorded += new
            if problem:
                refused[each["id"]] = problem
        return Response({"recorded": recorded, "refused": refused})


def _receipt(data: dict[str, Any]) -> OwnReceipt:
    usage, added = data["usage"], data.get("added")
    return OwnReceipt(
        id=data["id"],
        visitor=data["visitor"],
        conversation=data["conversation"],
        message=data["message"],
        awaiting=data["awaiting"],
        base_url=data["base_url"],
        model=data["model"],
        usage=TokenUsage(
            usage["input"], usage["output"], cached=usage["cached"], reasoning=usage["reasoning"]
        ),
        added=(added["input"], added["output"]) if added else None,
        milliseconds=data.get("milliseconds"),
        instruction=data.get("learningInstruction"),
    )
