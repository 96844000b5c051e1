"""The script that pages embed, and the health checks."""

from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.views.decorators.http import require_safe

from delegation.delivery import find_script
from delegation.errors import error_body
from delegation.valkey import AWAY, valkey

EVERGREEN_SECONDS = 300  # a new release reaches every page within this
YEAR_SECONDS = 31_536_000


@require_safe
def script(request: HttpRequest, name: str) -> HttpResponse:
    """Serve `/gatekeeper.js` (evergreen), `.<version>.js` (immutable) and the files they load."""
    found = find_script(name)
    if found is None:
        raise Http404
    response: HttpResponse
    if request.headers.get("If-None-Match", "").removeprefix("W/") == found.etag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(found.body, content_type=found.media_type)
        if found.source_map:
            response["SourceMap"] = found.source_map
    kept = f"{YEAR_SECONDS}, immutable" if found.immutable else str(EVERGREEN_SECONDS)
    response["ETag"] = found.etag
    response["Cache-Control"] = f"public, max-age={kept}"
    response["Access-Control-Allow-Origin"] = "*"  # a script with `integrity` is fetched by CORS
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # other people's pages embed it
    return response


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Report that the process answers."""
    return JsonResponse({"state": "alive"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Report whether Postgres and Valkey answer; 503 if not."""
    missing = []
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        missing.append("postgres")
    try:
        valkey().ping()
    except AWAY:
        missing.append("valkey")
    if missing:
        body = error_body("not_ready", f"No answer from {' and '.join(missing)}.")
        return JsonResponse(body, status=503)
    return JsonResponse({"state": "ready"})
