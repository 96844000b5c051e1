"""The operators' admin site, and the base it shares with the moderators' site."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import update_wrapper
from inspect import isclass
from typing import Any, TypeVar, cast

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenants import row_security

SET_UP_FIRST = _(
    "Set up an authenticator app or a passkey first. The operators' pages open only to people who "
    "have one."
)
SIGN_IN_APPS = ("account", "mfa", "socialaccount")
# Recovery codes alone would be a second password.
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def lacks_second_factor(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether an operator must set one up. Signing in asks for it from then on."""
    return settings.OPERATORS_SECOND_FACTOR and not is_mfa_enabled(user, types=SECOND_FACTORS)


class OneDoorAdminSite(ABC, AdminSite):
    """An admin site that uses the product's own sign-in, with its limits on guessing."""

    refusal = _("You do not have access to these pages.")

    @abstractmethod
    def open_rows(self, request: HttpRequest) -> None:
        """Set which tenants' rows the pages may see, after the permission check."""

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        def with_rows(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            self.open_rows(request)
            return view(request, *args, **kwargs)

        return super().admin_view(cast("View", update_wrapper(with_rows, view)), cacheable)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        index = reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return redirect(index)
        if request.user.is_authenticated:
            raise PermissionDenied(self.refusal)
        return redirect_to_login(request.GET.get("next") or index)

    def logout(  # type: ignore[override]  # it leads elsewhere
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_logout")


class OperatorAdminSite(OneDoorAdminSite):
    """The admin site of the platform's operators; moderators use `/moderation/`."""

    site_header = _("Self-delegation operators")
    site_title = _("Operators")
    index_title = _("The platform")
    refusal = _("Only operators of this platform have access to these pages.")

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and not lacks_second_factor(request.user)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if super().has_permission(request) and lacks_second_factor(request.user):
            messages.warning(request, SET_UP_FIRST)
            return redirect("mfa_index")
        return super().login(request, extra_context)

    def index(  # type: ignore[override]  # it leads elsewhere
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the operators' page, which shows what they need each day and links to records."""
        return redirect("platform")

    def open_rows(self, request: HttpRequest) -> None:
        row_security.request_is_for_operators()

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register models, except those of people's sign-in.

        The library's own pages would let operators change email addresses and second factors of
        other people without an audit entry.
        """
        models: list[Any] = [model_or_iterable] if isclass(model_or_iterable) else model_or_iterable
        ours = [model for model in models if model._meta.app_label not in SIGN_IN_APPS]
        super().register(ours, admin_class, **options)
