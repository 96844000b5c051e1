"""Escalations over HTTP: accept and stop. The stream process serves what follows."""

import time
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from delegation.conversations import access
from delegation.conversations.models import Escalation
from delegation.conversations.serializers import (
    AcceptedSerializer,
    EscalationSerializer,
    StopSerializer,
)
from delegation.conversations.services import lifecycle
from delegation.conversations.services.accepting import accept
from delegation.conversations.services.messages import Message
from delegation.domain.wire.tokens import TokenInvalid, sign_token, verify_token
from delegation.errors import Busy, NotFound
from tenants import refusals, row_security
from tenants.limits import MESSAGES, admit
from tenants.public_api import PublicAPIView, address_prefix

TOKEN_SECONDS = 86_400  # a tab that slept overnight still resumes


class EscalationsView(PublicAPIView):
    """`POST /api/v1/escalations`: a message for the teacher."""

    sighting = "message"

    @extend_schema(
        summary="Send a message to the teacher",
        request=EscalationSerializer,
        responses={202: AcceptedSerializer},
    )
    def post(self, request: Request) -> Response:
        data = self.body()
        site = self.get_site(data.get("key"))
        serializer = EscalationSerializer(data=data)
        serializer.is_valid(raise_exception=True)
        body = dict(serializer.validated_data)
        body.pop("key")
        message, network = Message(**body), address_prefix(request)
        admit(site, visitor=message.visitor, network=network)
        try:
            escalation = accept(site, message, address_prefix=network, now=int(time.time()))
        except Busy as busy:
            refusals.note(MESSAGES, site.site_key.key, refusals.ALL, busy)
            raise
        return Response(accepted(escalation), status=202)


class StopView(PublicAPIView):
    """`POST /api/v1/escalations/<id>/stop?token=`: the visitor has read enough."""

    @extend_schema(
        summary="Stop the teacher",
        request=None,
        parameters=[OpenApiParameter("token", str, required=True)],
        responses={200: StopSerializer},
    )
    def post(self, request: Request, escalation_id: UUID) -> Response:
        token = request.query_params.get("token", "")
        try:
            grant = verify_token(token, keys=[settings.SECRET_KEY], now=time.time())
        except TokenInvalid:
            raise NotFound(fields={"token": ["Not a token for this escalation."]}) from None
        if grant.escalation_id != escalation_id:
            raise NotFound(fields={"token": ["Not a token for this escalation."]})
        row_security.request_is_for(grant.tenant_id)
        escalation = access.get_escalation(grant.tenant_id, escalation_id)
        return Response({"state": lifecycle.stop(escalation)})


def accepted(escalation: Escalation) -> dict[str, Any]:
    """Return where the answer will be. The same id gives the same addresses again."""
    expires = int(escalation.created_at.timestamp()) + TOKEN_SECONDS
    token = sign_token(
        escalation.tenant_id, escalation.pk, expires=expires, key=settings.SECRET_KEY
    )
    address = f"{settings.STREAM_URL}/api/v1/escalations/{escalation.pk}"
    query = urlencode({"token": token})
    return {
        "escalation": str(escalation.pk),
        "token": token,
        "events": f"{address}/events?{query}",
        "poll": f"{address}?{query}",
    }
