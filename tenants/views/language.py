"""The page on which people choose the language of the pages and of their emails."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from tenants.forms import LanguageForm
from tenants.models import User
from tenants.pages import NOT_ACCEPTED
from tenants.services.people import choose_language


@require_http_methods(["GET", "HEAD", "POST"])
def language(request: HttpRequest) -> HttpResponse:
    """Keep the choice in a cookie, and with the person where one is signed in."""
    form = LanguageForm(request.POST or None)
    if not form.is_valid():
        status = NOT_ACCEPTED if form.is_bound else 200
        context = {"form": form, "back": request.POST.get("next") or request.GET.get("next", "")}
        return render(request, "tenants/language.html", context, status=status)
    chosen = form.cleaned_data["language"]
    if isinstance(request.user, User):
        choose_language(request.user, chosen)
    response = redirect(_way_back(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


def _way_back(request: HttpRequest) -> str:
    """Return the page that the person came from, if it is one of ours."""
    back = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(back, request.get_host(), request.is_secure())
    return back if ours else "/"
