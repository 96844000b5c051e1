"""The pack, as browsers fetch it."""

from django.http import HttpResponse, HttpResponseNotModified
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from delegation.rules.services.publishing import current_pack
from tenants.public_api import PublicAPIView

STALE_SECONDS = 86_400  # an old pack is better than none while a browser fetches the next


class PackView(PublicAPIView):
    """`GET /api/v1/pack?key=`: the tenant's live rules, for its pages."""

    @extend_schema(
        summary="The tenant's pack",
        parameters=[OpenApiParameter("key", str, required=True, description="Site key")],
        responses={200: OpenApiTypes.OBJECT, 304: None},
    )
    def get(self, request: Request) -> HttpResponse:
        site = self.get_site(request.query_params.get("key"))
        pack = current_pack(site.tenant)
        etag = f'"{pack.etag}"'
        response: HttpResponse
        if _matches(request.headers.get("If-None-Match", ""), etag):
            response = HttpResponseNotModified()
        else:
            response = HttpResponse(pack.body, content_type="application/json")
        response["ETag"] = etag
        response["Cache-Control"] = (
            f"public, max-age={site.tenant.pack_lifetime_seconds}, "
            f"stale-while-revalidate={STALE_SECONDS}"
        )
        return response


def _matches(header: str, etag: str) -> bool:
    return etag in [part.strip().removeprefix("W/") for part in header.split(",")]
