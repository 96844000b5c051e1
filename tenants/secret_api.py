"""What every address of the REST API for programs has in common: a secret key, and its rights."""

from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.views import APIView

from delegation.errors import InvalidApiKey
from tenants import access, row_security
from tenants.limits import admit_program
from tenants.models import Tenant, User
from tenants.services.keys import note_use

SCHEME = "Bearer "
# As the OpenAPI schema names it; drf-spectacular's own type knows names alone.
AUTH: Any = [{"secretKey": []}]


class SecretAPIView(APIView):
    """`Authorization: Bearer sk_...`, no cookies, and nothing that lets a web page read answers."""

    tenant: Tenant
    by: User

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Raises `InvalidApiKey`, `TooManyRequests`."""
        super().initial(request, *args, **kwargs)
        header = request.headers.get("Authorization", "")
        if not header.startswith(SCHEME):
            raise InvalidApiKey
        api_key = access.get_api_key(header.removeprefix(SCHEME).strip())
        row_security.request_is_for(api_key.tenant_id)
        self.tenant, self.by = api_key.tenant, api_key.created_by
        admit_program(api_key)
        note_use(api_key, timezone.now())
