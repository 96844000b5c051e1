"""The savings report for a tenant's own programs."""

from typing import Any, cast

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.errors import InvalidBody
from delegation.savings.periods import PERIODS, chosen
from delegation.savings.services.reports import Report, make_report
from tenants.secret_api import AUTH, SecretAPIView


class RuleSavingsSerializer(serializers.Serializer[dict[str, Any]]):
    rule = serializers.IntegerField()
    phrase = serializers.CharField(allow_blank=True)
    act = serializers.CharField(allow_blank=True)
    count = serializers.IntegerField()
    saved = serializers.DecimalField(max_digits=16, decimal_places=8, allow_null=True)


class ReportSerializer(serializers.Serializer[dict[str, Any]]):
    """Money is USD, as text; null is "not known yet", never zero."""

    messages = serializers.IntegerField()
    local_answers = serializers.IntegerField()
    teacher_calls = serializers.IntegerField()
    spent = serializers.DecimalField(max_digits=16, decimal_places=8, allow_null=True)
    saved = serializers.DecimalField(
        max_digits=16, decimal_places=8, allow_null=True, help_text="Plain calls avoided."
    )
    overhead = serializers.DecimalField(
        max_digits=16, decimal_places=8, allow_null=True, help_text="What the product added."
    )
    net = serializers.DecimalField(
        max_digits=16,
        decimal_places=8,
        allow_null=True,
        help_text="Plain calls avoided, less everything that the product added. May be negative.",
    )
    by_rule = RuleSavingsSerializer(many=True)


class ReportView(SecretAPIView):
    """`GET /api/v1/manage/report`"""

    @extend_schema(
        summary="What was saved",
        auth=AUTH,
        parameters=[OpenApiParameter("days", int, enum=[period.days for period in PERIODS])],
        responses=ReportSerializer,
    )
    def get(self, request: Request) -> Response:
        known = [str(period.days) for period in PERIODS]
        if "days" in request.query_params and request.query_params["days"] not in known:
            raise InvalidBody(fields={"days": [f"Choose one of {', '.join(known)}."]})
        days = chosen(request.query_params, self.tenant, timezone.now())
        found = make_report(self.tenant, days.first_day, days.last_day)
        return Response(ReportSerializer(cast("Any", _summary(found))).data)


def _summary(found: Report) -> dict[str, Any]:
    figures = found.figures
    return {
        "messages": figures.messages,
        "local_answers": int(figures.local.value or 0),
        "teacher_calls": sum(line.calls for line in figures.calls),
        "spent": figures.spent,
        "saved": figures.saved.value,
        "overhead": figures.overhead.value,
        "net": figures.net.value,
        "by_rule": [
            {
                "rule": line.rule,
                "phrase": found.phrases[line.rule].phrase,
                "act": found.phrases[line.rule].act,
                "count": line.answers,
                "saved": line.saved.value,
            }
            for line in figures.rules
        ],
    }
