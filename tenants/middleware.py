"""What every request passes through."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from delegation.domain.ledger.money import US_DOLLARS
from tenants import row_security
from tenants.exchange import shown_at


class RowSecurityMiddleware:
    """A request sees nobody's rows until a door has recognised whom it is for.

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
