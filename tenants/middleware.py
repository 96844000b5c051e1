"""What every request passes through."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import patch_vary_headers

from delegation.domain.ledger.money import US_DOLLARS
from delegation.languages import is_offered
from tenants import row_security
from tenants.exchange import shown_at
from tenants.lost_forms import leads_to_sign_in, page_above, sign_in_first

METHOD_NOT_ALLOWED = 405


class RowSecurityMiddleware:
    """A request sees no tenant's rows until a view sets the tenant.

    A body that is streamed is written after this: its generator says `acting_for` itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with row_security.request_begins():
            return self.get_response(request)


class CurrencyMiddleware:
    """A request shows USD until a door has recognised whom it is for; threads serve many."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with shown_at(US_DOLLARS):
            return self.get_response(request)


class LanguageMiddleware:
    """Speak the reader's language on pages; the API, files, errors and all logs stay English.

    A file that asked who the reader is would be kept by no shared cache.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(settings.LANGUAGES) < 2 or not _is_page(request.path_info):
            return self.get_response(request)
        with translation.override(_language_of(request)):
            response = self.get_response(request)
            if response.get("Content-Type", "").startswith("text/html"):
                patch_vary_headers(response, ("Accept-Language", "Cookie"))
                response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response


def _is_page(path: str) -> bool:
    """Return whether a page is at this path: all of theirs end with a slash, and no file's does."""
    return path.endswith("/") and not path.startswith("/api/")


def _language_of(request: HttpRequest) -> str:
    """Return what the person chose; before sign-in the cookie, and then the browser, decide."""
    chosen = request.user.language if request.user.is_authenticated else ""
    return chosen if is_offered(chosen) else translation.get_language_from_request(request)


class LostFormsMiddleware:
    """Lead people who posted a form in vain back to it.

    A form that was posted after its session ended leads to the sign-in page, and from there back
    to the form. A GET of an address that only accepts forms leads to the page that shows the form.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith("/api/"):
            return response
        if request.method in ("GET", "HEAD") and response.status_code == METHOD_NOT_ALLOWED:
            return redirect(page_above(request.path))
        if request.method == "POST" and leads_to_sign_in(request, response):
            return sign_in_first(request)
        return response
