"""The beacon: counts of local answers, no texts."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.savings.services.usage_batches import LocalAnswers, record_usage
from delegation.wire_fields import NameField, TextField, WholeNumberField
from tenants.limits import BEACONS, admit_beacon
from tenants.public_api import ID, PublicAPIView, RuleVersionSerializer, address_prefix

MAX_COUNTS = 500  # what a gatekeeper keeps before it sends


class LocalAnswersSerializer(RuleVersionSerializer):
    hour = serializers.DateTimeField()
    count = WholeNumberField(min_value=1, max_value=10_000)


class UsageSerializer(serializers.Serializer[dict[str, Any]]):
    key = TextField(max_length=40)
    visitor = NameField(ID)
    batch = NameField(ID)
    counts = serializers.ListField(
        child=LocalAnswersSerializer(), min_length=1, max_length=MAX_COUNTS
    )


class UsageView(PublicAPIView):
    """`POST /api/v1/usage`: what a browser answered by itself."""

    counted_as = BEACONS
    sighting = "message"  # a visitor wrote it: with rules to start from, "hello" comes this way

    @extend_schema(summary="Report local answers", request=UsageSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        data = self.body()
        site = self.get_site(data.get("key"))
        serializer = UsageSerializer(data=data)
        serializer.is_valid(raise_exception=True)
        body = serializer.validated_data
        admit_beacon(
            site,
            visitor=body["visitor"],
            network=address_prefix(request),
            rows=len(body["counts"]),
        )
        record_usage(
            site.tenant,
            batch=body["batch"],
            visitor=body["visitor"],
            network=address_prefix(request),
            counts=[LocalAnswers(**count) for count in body["counts"]],
        )
        return Response(status=204)
