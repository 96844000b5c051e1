"""What every address that browsers of visitors call has in common."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from delegation.domain.wire.networks import hashed_network
from delegation.errors import InvalidBody, OriginNotAllowed, UnknownKey
from delegation.wire_fields import WholeNumberField
from tenants import access, limits, refusals, row_security, sightings
from tenants.networks import network_of_request
from tenants.services.keys import note_refusal, note_use

ID = r"^[A-Za-z0-9_-]{8,64}$"  # names that browsers make
MOST_RULE, MOST_VERSION = 2**63 - 1, 2**31 - 1  # what their columns hold


class RuleVersionSerializer(serializers.Serializer[dict[str, Any]]):
    """A version of a rule, as browsers name it. Neither need exist."""

    rule = WholeNumberField(min_value=1, max_value=MOST_RULE)
    version = WholeNumberField(min_value=1, max_value=MOST_VERSION)


class PublicAPIView(APIView):
    """Site key and Origin, no cookies. Answers may be read by the page that asked.

    Any origin may read an answer, errors too, so that a page can say what is wrong: nothing here
    depends on who the visitor is, and a key works only on its tenant's origins.
    """

    sighting: sightings.What | None = None  # what a request here tells the install checker
    counted_as: str | None = limits.MESSAGES  # the limits of a request here; None if it has none

    def get_site(self, key: object) -> access.Site:
        """The tenant behind the key, whose rows the rest of the request sees.

        Raises `UnknownKey`, `OriginNotAllowed`, and what a limit refused a moment ago.
        """
        if self.counted_as is not None:
            refusals.recall(self.counted_as, key, address_prefix(self.request))
        origin = self.request.headers.get("Origin")
        try:
            site = access.get_site(key, origin)
        except (UnknownKey, OriginNotAllowed):
            note_refusal(key, origin)
            raise
        row_security.request_is_for(site.tenant.pk)
        note_use(site.site_key, timezone.now())
        if self.sighting is not None and origin is not None:
            # Without one it is no page of theirs: a program, or the preview on our own origin.
            sightings.note(site.tenant.pk, self.sighting, origin)
        return site

    def body(self) -> dict[str, Any]:
        """The request's JSON object; the parser lets nothing else through."""
        data = self.request.data
        if not isinstance(data, dict):
            raise InvalidBody
        return data

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        final: Response = super().finalize_response(request, response, *args, **kwargs)
        final["Access-Control-Allow-Origin"] = "*"
        final["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        patch_vary_headers(final, ["Origin"])  # caches must not mix a page's answer with another's
        return final


def address_prefix(request: Request) -> str:
    """A keyed hash of the visitor's network; the address itself is not kept."""
    return hashed_network(network_of_request(request), key=settings.SECRET_KEY)
