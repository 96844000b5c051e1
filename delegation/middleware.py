"""Middleware of every request: probes, permissions of pages, and JSON errors of the public API."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import resolve
from django.utils.cache import patch_cache_control

from delegation.errors import ApiError, error_body
from delegation.logs import known_ids, log_ids, request_id
from delegation.telemetry import traces

PROBES = {"/healthz", "/readyz", "/metrics"}

# No page of ours needs any of these; passkeys are for our own pages alone.
PERMISSIONS = ", ".join(
    [
        *(
            f"{feature}=()"
            for feature in (
                "accelerometer",
                "browsing-topics",
                "camera",
                "display-capture",
                "geolocation",
                "gyroscope",
                "magnetometer",
                "microphone",
                "midi",
                "payment",
                "usb",
            )
        ),
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
    ]
)


class ProbesMiddleware:
    """Answer probes whatever host they name and without https.

    Orchestrators and Prometheus ask inside the network, by a service's name or a pod's address,
    which no list of allowed hosts can hold.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info not in PROBES:
            return self.get_response(request)
        if request.path_info == "/metrics" and "X-Forwarded-For" in request.headers:
            # Proxies add it and Prometheus does not: counters are for the network inside.
            return JsonResponse(error_body("not_found", "There is nothing here."), status=404)
        response: HttpResponse = resolve(request.path_info).func(request)
        return response


class RequestIdMiddleware:
    """Give each request an id, which its log lines and its response carry.

    A request that brings a new message is the first span of the message's trace.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = traces.now()
        ours = request_id(request.headers.get("X-Request-ID", ""))
        with log_ids(request=ours):
            response = self.get_response(request)
            if traces.is_on():
                _record_first(request, response, ours, since=began)
        response["X-Request-ID"] = ours
        return response


def _record_first(request: HttpRequest, response: HttpResponse, ours: str, *, since: int) -> None:
    """Record the span of a request that brought a new message: `accept` has noted its id."""
    values: dict[str, str | int | float | bool] = {
        "http.request.method": request.method or "",
        "http.route": request.resolver_match.route if request.resolver_match else "",
        "http.response.status_code": response.status_code,
        "delegation.request": ours,
    }
    fault = str(response.status_code) if response.status_code >= 500 else ""
    traces.record_first(known_ids().get("escalation"), since=since, values=values, fault=fault)


class PermissionsPolicyMiddleware:
    """Set the Permissions-Policy header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        return response


class PrivatePagesMiddleware:
    """Forbid every cache to store a response to a browser that is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and "Cache-Control" not in response:
            patch_cache_control(response, private=True, no_store=True)
        return response


METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class KnownMethodsMiddleware:
    """Refuse every other method before anything counts by it: each name would be a label."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        return self.get_response(request)


class PublicApiMiddleware:
    """Remove cookies and HTML from every response below /api/v1/, also after a failure."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith("/api/v1/"):
            return response
        response.cookies.clear()
        if response.get("Content-Type", "").startswith("text/html"):
            error = self._as_json(response.status_code)
            if "Allow" in response:
                error["Allow"] = response["Allow"]
            return error
        return response

    def _as_json(self, status: int) -> HttpResponse:
        code, message = {
            400: (ApiError.code, ApiError.message),
            404: ("not_found", "Nothing was found at this address."),
            405: ("method_not_allowed", "This endpoint does not accept this method."),
        }.get(status, ("server_fault", "Something went wrong on our side. The error was logged."))
        response = JsonResponse(error_body(code, message), status=status)
        response["Access-Control-Allow-Origin"] = "*"
        return response
