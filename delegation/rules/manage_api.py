"""Rules and lessons for a tenant's own programs: the moderators' site's decisions, over HTTP."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.domain.teaching.replies import MAX_RESPONSE
from delegation.errors import InvalidRule, LateDecision
from delegation.rules import access
from delegation.rules.models import Lesson, Rule, RuleState
from delegation.rules.services.deciding import moderation
from delegation.wire_fields import TextField
from tenants.public_api import MOST_RULE
from tenants.secret_api import AUTH, SecretAPIView

MOST = 200  # rows of one answer
PAGING = [
    OpenApiParameter(
        "after",
        {"type": "integer", "minimum": 0, "maximum": MOST_RULE},
        description="The last id of the page before. Use 0 for the first page.",
    ),
    OpenApiParameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": MOST},
        description=f"Rows per page, up to {MOST}.",
    ),
]


class RuleSerializer(serializers.ModelSerializer[Rule]):
    class Meta:
        model = Rule
        fields = (
            "id",
            "phrase",
            "variants",
            "response",
            "act",
            "language",
            "states",
            "state",
            "version",
            "problems",
            "lessons_count",
            "visitors_count",
            "created_at",
            "decided_at",
        )


class LessonSerializer(serializers.ModelSerializer[Lesson]):
    class Meta:
        model = Lesson
        fields = ("id", "rule", "query", "response", "act", "variants", "awaiting", "created_at")


class PageSerializer(serializers.Serializer[dict[str, Any]]):
    """What of a list is asked for."""

    after = serializers.IntegerField(min_value=0, max_value=MOST_RULE, default=0)
    limit = serializers.IntegerField(min_value=1, max_value=MOST, default=50)


class RulesQuerySerializer(PageSerializer):
    state = serializers.ChoiceField(choices=RuleState.choices, required=False)


class LessonsQuerySerializer(PageSerializer):
    rule = serializers.IntegerField(min_value=1, max_value=MOST_RULE, required=False)


class ApprovalSerializer(serializers.Serializer[dict[str, Any]]):
    """Everything is optional: what is not sent stays as it was proposed."""

    response = TextField(max_length=MAX_RESPONSE, required=False)
    variants = serializers.ListField(child=TextField(max_length=160), required=False)
    states = serializers.ListField(child=TextField(max_length=10), required=False)


class RejectionSerializer(serializers.Serializer[dict[str, Any]]):
    reason = TextField(max_length=300)


def _page_of(name: str, row: type[serializers.ModelSerializer[Any]]) -> Any:
    """The schema of what `_page` answers."""
    following = serializers.IntegerField(allow_null=True)
    return inline_serializer(name.capitalize(), {name: row(many=True), "next": following})


class RulesView(SecretAPIView):
    """`GET /api/v1/manage/rules`"""

    @extend_schema(
        summary="The tenant's rules",
        auth=AUTH,
        parameters=[OpenApiParameter("state", str, enum=RuleState.values), *PAGING],
        responses=_page_of("rules", RuleSerializer),
    )
    def get(self, request: Request) -> Response:
        asked = _checked(RulesQuerySerializer(data=request.query_params))
        rows = access.rules_of(self.tenant).filter(pk__gt=asked["after"]).order_by("pk")
        if "state" in asked:
            rows = rows.filter(state=asked["state"])
        return _page("rules", rows, asked["limit"], RuleSerializer)


class ApproveRuleView(SecretAPIView):
    """`POST /api/v1/manage/rules/<id>/approve`"""

    @extend_schema(
        summary="Make a rule live",
        auth=AUTH,
        request=ApprovalSerializer,
        responses=RuleSerializer,
    )
    def post(self, request: Request, rule_id: int) -> Response:
        rule = access.get_rule(self.tenant, rule_id)
        edits = _checked(ApprovalSerializer(data=request.data))
        try:
            live = moderation.approve_rule(rule, by=self.by, **edits)
        except moderation.AlreadyDecided as late:
            raise LateDecision(str(late)) from late
        except moderation.RuleRefused as refused:
            raise InvalidRule(str(refused), fields={refused.field: [str(refused)]}) from refused
        return Response(RuleSerializer(live).data)


class RejectRuleView(SecretAPIView):
    """`POST /api/v1/manage/rules/<id>/reject`"""

    @extend_schema(
        summary="Reject a proposal",
        auth=AUTH,
        request=RejectionSerializer,
        responses=RuleSerializer,
    )
    def post(self, request: Request, rule_id: int) -> Response:
        rule = access.get_rule(self.tenant, rule_id)
        reason = _checked(RejectionSerializer(data=request.data))["reason"]
        try:
            rejected = moderation.reject_rule(rule, by=self.by, reason=reason)
        except moderation.AlreadyDecided as late:
            raise LateDecision(str(late)) from late
        return Response(RuleSerializer(rejected).data)


class LessonsView(SecretAPIView):
    """`GET /api/v1/manage/lessons`"""

    @extend_schema(
        summary="What the teacher taught, newest first",
        auth=AUTH,
        parameters=[
            OpenApiParameter(
                "rule",
                {"type": "integer", "minimum": 1, "maximum": MOST_RULE},
                description="Only the lessons of this rule.",
            ),
            *PAGING,
        ],
        responses=_page_of("lessons", LessonSerializer),
    )
    def get(self, request: Request) -> Response:
        asked = _checked(LessonsQuerySerializer(data=request.query_params))
        rows = access.lessons_of(self.tenant).order_by("-pk")
        if asked["after"]:
            rows = rows.filter(pk__lt=asked["after"])
        if "rule" in asked:
            rows = rows.filter(rule=access.get_rule(self.tenant, asked["rule"]))
        return _page("lessons", rows, asked["limit"], LessonSerializer)


def _page(
    name: str, rows: QuerySet[Any], limit: int, row: type[serializers.ModelSerializer[Any]]
) -> Response:
    """The first rows, and the id to ask for the next ones with; None where there are no more."""
    found = list(rows[:limit])
    following = found[-1].pk if len(found) == limit else None
    return Response({name: row(found, many=True).data, "next": following})


def _checked(serializer: serializers.Serializer[Any]) -> dict[str, Any]:
    """What was sent, checked. Raises REST framework's `ValidationError`, which names fields."""
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)
