"""The script that pages embed, and the probes of the platform."""

import hashlib
from functools import cache

from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.views.decorators.http import require_safe

from delegation.conversations.services.writing import connection as valkey
from delegation.environment import BASE_DIR
from delegation.errors import error_body

DIST = BASE_DIR / "frontend" / "dist"
SCRIPTS = frozenset(path.name for path in DIST.glob("*.js"))
EVERGREEN_SECONDS = 300  # a new release reaches every page within this


@cache
def _script(name: str) -> tuple[bytes, str]:
    body = (DIST / name).read_bytes()
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'


@require_safe
def script(request: HttpRequest, name: str) -> HttpResponse:
    """`GET /gatekeeper.js` and the files it loads: evergreen, revalidated by ETag."""
    if name not in SCRIPTS:
        raise Http404
    body, etag = _script(name)
    response: HttpResponse
    if request.headers.get("If-None-Match", "").removeprefix("W/") == etag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={EVERGREEN_SECONDS}"
    response["Access-Control-Allow-Origin"] = "*"  # a script with `integrity` is fetched by CORS
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # other people's pages embed it
    return response


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Alive: the process answers."""
    return JsonResponse({"state": "alive"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Can serve: Postgres and Valkey answer."""
    missing = []
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        missing.append("postgres")
    try:
        valkey().ping()
    except OSError:
        missing.append("valkey")
    if missing:
        body = error_body("not_ready", f"No answer from {' and '.join(missing)}.")
        return JsonResponse(body, status=503)
    return JsonResponse({"state": "ready"})
