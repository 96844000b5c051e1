"""The pack, as browsers fetch it; lessons of tenants' own servers, as browsers report them."""

import json
import time
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse, HttpResponseNotModified
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from delegation import counters
from delegation.domain.packs.format import FORMAT
from delegation.domain.packs.older_formats import format_asked_for, in_format
from delegation.domain.teaching.replies import MAX_QUERY
from delegation.domain.words import Awaiting
from delegation.errors import InvalidBody
from delegation.rules.models import Pack
from delegation.rules.services.lessons.learning import LessonRefused
from delegation.rules.services.lessons.own_server import report_lesson
from delegation.rules.services.publishing.adoption import spread
from delegation.rules.services.publishing.publishing import current_pack
from delegation.wire_fields import NameField, TextField
from tenants.limits import REPORTS, admit_report
from tenants.public_api import ID, PublicAPIView, address_prefix


class JsonOnly(BaseContentNegotiation):
    """Ignores `?format=`, which names the pack's format here and not the response's."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser:
        return next(iter(parsers))

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type


STALE_SECONDS = 86_400  # an old pack is better than none while a browser fetches the next


class PackView(PublicAPIView):
    """`GET /api/v1/pack?key=`: the tenant's live rules, for its pages."""

    sighting = "pack"
    counted_as = None
    content_negotiation_class = JsonOnly

    @extend_schema(
        summary="The tenant's live rules",
        parameters=[
            OpenApiParameter("key", str, required=True, description="Site key"),
            OpenApiParameter(
                "format",
                int,
                description=f"The pack format that the gatekeeper reads, at most {FORMAT}. "
                "Former releases send none and get the format that they know.",
            ),
        ],
        responses={200: OpenApiTypes.OBJECT, 304: None},
    )
    def get(self, request: Request) -> HttpResponse:
        site = self.get_site(request.query_params.get("key"))
        pack = current_pack(site.tenant)
        spread.note(site.tenant.pk, pack.version, at=time.time())
        asked = format_asked_for(request.query_params.get("format"))
        etag = f'"{pack.etag}-{asked}"'
        response: HttpResponse
        if _matches(request.headers.get("If-None-Match", ""), etag):
            response = HttpResponseNotModified()
        else:
            response = HttpResponse(_body(pack, asked), content_type="application/json")
        counters.PACKS.labels(str(response.status_code)).inc()
        response["ETag"] = etag
        response["Cache-Control"] = (
            f"public, max-age={site.tenant.pack_lifetime_seconds}, "
            f"stale-while-revalidate={STALE_SECONDS}"
        )
        return response


def _body(pack: Pack, asked: int) -> str:
    if asked == FORMAT:
        return pack.body
    older = in_format(asked, json.loads(pack.body))
    return json.dumps(older, ensure_ascii=False, separators=(",", ":"))


def _matches(header: str, etag: str) -> bool:
    return etag in [part.strip().removeprefix("W/") for part in header.split(",")]


class LessonReportSerializer(serializers.Serializer[dict[str, Any]]):
    key = TextField(max_length=40)
    visitor = NameField(ID)
    id = NameField(ID)
    message = TextField(max_length=MAX_QUERY * 2, trim_whitespace=False)
    awaiting = serializers.ChoiceField([state.value for state in Awaiting])
    learningInstruction = serializers.DictField()  # noqa: N815 - the wire's name


class LessonReportsView(PublicAPIView):
    """`POST /api/v1/lessons`: what a tenant's own server wants to teach. A person decides."""

    counted_as = REPORTS

    @extend_schema(
        summary="Report a lesson of your own server",
        request=LessonReportSerializer,
        responses={204: None},
    )
    def post(self, request: Request) -> Response:
        data = self.body()
        site = self.get_site(data.get("key"))
        serializer = LessonReportSerializer(data=data)
        serializer.is_valid(raise_exception=True)
        body = serializer.validated_data
        network = address_prefix(request)
        admit_report(site, visitor=body["visitor"], network=network)
        try:
            report_lesson(
                site.tenant,
                report_id=body["id"],
                message=body["message"],
                awaiting=body["awaiting"],
                instruction=body["learningInstruction"],
                visitor=body["visitor"],
                address_prefix=network,
            )
        except LessonRefused as refused:
            raise InvalidBody(fields={"learningInstruction": [refused.code]}) from None
        return Response(status=204)
