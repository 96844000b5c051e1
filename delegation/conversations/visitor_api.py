"""What a visitor says besides messages: a thumb for an answer, and that a person should write."""

import time
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.conversations.services.handoffs import request_handoff
from delegation.conversations.services.ratings import rate_answer, rate_local_answer
from delegation.wire_fields import NameField, TextField
from tenants.limits import BEACONS, admit, admit_beacon
from tenants.public_api import ID, PublicAPIView, RuleVersionSerializer, address_prefix

MAX_LOCAL_MESSAGE = 500  # code points, as in an escalation


class RatedRuleSerializer(RuleVersionSerializer):
    """The local answer that was rated, with the message that it answered."""

    message = TextField(max_length=MAX_LOCAL_MESSAGE, trim_whitespace=False)


class FeedbackSerializer(serializers.Serializer[dict[str, Any]]):
    key = TextField(max_length=40)
    visitor = NameField(ID)
    helpful = serializers.BooleanField()
    id = NameField(ID, required=False, help_text="Of the message that was answered.")
    local = RatedRuleSerializer(required=False, help_text="Where a rule answered.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("id" in attrs) == ("local" in attrs):
            raise serializers.ValidationError({"id": ["Name one answer: by `id` or by `local`."]})
        return attrs


class HandoffSerializer(serializers.Serializer[dict[str, Any]]):
    key = TextField(max_length=40)
    visitor = NameField(ID)
    conversation = NameField(ID)
    email = serializers.EmailField(max_length=254)
    consent = serializers.BooleanField(
        help_text="True: the visitor agreed that the address and the conversation are passed on."
    )

    def validate_consent(self, value: bool) -> bool:
        if not value:
            raise serializers.ValidationError("Nothing is passed on without the visitor's consent.")
        return value


class FeedbackView(PublicAPIView):
    """`POST /api/v1/feedback`: a thumb up or down."""

    counted_as = BEACONS  # apart from messages: thumbs turn away none

    @extend_schema(summary="Rate an answer", request=FeedbackSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        data = self.body()
        site = self.get_site(data.get("key"))
        serializer = FeedbackSerializer(data=data)
        serializer.is_valid(raise_exception=True)
        body, network = serializer.validated_data, address_prefix(request)
        admit_beacon(site, visitor=body["visitor"], network=network, rows=1)
        if "id" in body:
            rate_answer(
                site.tenant,
                visitor=body["visitor"],
                message_id=body["id"],
                helpful=body["helpful"],
            )
        else:
            local = dict(body["local"])
            rate_local_answer(
                site.tenant,
                local.pop("message"),
                local,
                helpful=body["helpful"],
                source=network,
                now=int(time.time()),
            )
        return Response(status=204)


class HandoffView(PublicAPIView):
    """`POST /api/v1/handoffs`: the visitor wants a person to write to them."""

    @extend_schema(summary="Ask for a person", request=HandoffSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        data = self.body()
        site = self.get_site(data.get("key"))
        serializer = HandoffSerializer(data=data)
        serializer.is_valid(raise_exception=True)
        body = serializer.validated_data
        network = address_prefix(request)
        admit(site, visitor=body["visitor"], network=network)
        request_handoff(
            site.tenant,
            visitor=body["visitor"],
            conversation=body["conversation"],
            email=body["email"],
            network=network,
        )
        return Response(status=204)
