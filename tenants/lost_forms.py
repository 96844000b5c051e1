"""Forms that were posted in vain: where their people go, and what the pages say."""

from functools import cache
from urllib.parse import parse_qs, urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_BAD_ORIGIN, REASON_NO_CSRF_COOKIE
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

# drafts.js fills the form again from what it kept in this tab. A fragment, not a parameter: it
# survives every redirect, and no page has to know it.
UNSAVED = "#unsaved"

SIGNED_OUT = _(
    "You were signed out; this was not saved. After you sign in, your text is back in its form."
)
OLDER_THAN_SIGN_IN = _(
    "Nothing was saved: this page was opened before you last signed in. Check your text below and "
    "send it again."
)
NO_COOKIES = _(
    "Your browser did not send the cookie that protects this form. Allow cookies from this site, "
    "load the page again and send the form once more."
)
OTHER_SITE = _(
    "Your browser did not confirm that this form comes from our site. Open the page here, in this "
    "tab, and send the form from it. A privacy extension that hides the origin of forms can cause "
    "this."
)


def leads_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether the person must sign in before they can send this form."""
    target = urlsplit(response.get("Location", ""))
    back_here = request.path in parse_qs(target.query).get("next", [""])[0]
    return target.path in _sign_in_pages() and back_here


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in page, and from there back to the form that was not saved."""
    messages.warning(request, SIGNED_OUT)
    return redirect_to_login(request.path + UNSAVED)


@cache
def _sign_in_pages() -> frozenset[str]:
    return frozenset(map(reverse, ("account_login", "moderation:login", "admin:login")))


def page_above(path: str) -> str:
    """Return the nearest address above `path` that exists, at last the front page."""
    parts = path.strip("/").split("/")
    for kept in range(len(parts) - 1, 0, -1):
        above = f"/{'/'.join(parts[:kept])}/"
        try:
            if resolve(above).url_name:  # what catches every address of the admin has no name
                return above
        except Resolver404:
            continue
    return "/"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say why a form was refused, or lead back to it when its page was merely too old."""
    if reason == REASON_NO_CSRF_COOKIE:
        return _refused(request, NO_COOKIES)
    if reason.startswith(REASON_BAD_ORIGIN.split("%", maxsplit=1)[0]) or "eferer" in reason:
        return _refused(request, OTHER_SITE)
    messages.warning(request, OLDER_THAN_SIGN_IN)
    return redirect(request.path + UNSAVED)


def _refused(request: HttpRequest, why: StrOrPromise) -> HttpResponse:
    return render(request, "403_csrf.html", {"why": why}, status=403)
