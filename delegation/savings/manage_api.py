"""The savings report for a tenant's own programs."""

from typing import Any, cast

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.savings.periods import PERIODS, chosen_period, start_of
from delegation.savings.services import report
from tenants.secret_api import AUTH, SecretAPIView


class RuleSavingsSerializer(serializers.Serializer[dict[str, Any]]):
    rule = serializers.IntegerField()
    phrase = serializers.CharField()
    act = serializers.CharField()
    count = serializers.IntegerField()
    saved = serializers.DecimalField(max_digits=16, decimal_places=8, allow_null=True)


class ReportSerializer(serializers.Serializer[dict[str, Any]]):
    """Money is USD, as text; null is "not known yet", never zero."""

    messages = serializers.IntegerField()
    local_answers = serializers.IntegerField()
    teacher_calls = serializers.IntegerField()
    spent = serializers.DecimalField(max_digits=16, decimal_places=8, allow_null=True)
    saved = serializers.DecimalField(max_digits=16, decimal_places=8, allow_null=True)
    by_rule = RuleSavingsSerializer(many=True)


class ReportView(SecretAPIView):
    """`GET /api/v1/manage/report`"""

    @extend_schema(
        summary="What was saved",
        auth=cast("Any", AUTH),
        parameters=[OpenApiParameter("days", int, enum=[period.days for period in PERIODS])],
        responses=ReportSerializer,
    )
    def get(self, request: Request) -> Response:
        now = timezone.now()
        period = chosen_period(request.query_params.get("days"))
        found = report(self.tenant, since=start_of(period, self.tenant, now), until=now)
        return Response(ReportSerializer(cast("Any", found)).data)
