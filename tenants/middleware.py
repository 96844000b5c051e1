"""What every request passes through."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from delegation.domain.ledger.money import US_DOLLARS
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
