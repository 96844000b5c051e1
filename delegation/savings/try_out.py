"""What it would save, for people without an account: one address, one file at a time."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from delegation.amounts import AmountField
from delegation.domain.exports.turns import ExportRefused
from delegation.domain.wire.networks import hashed_network
from delegation.domain.wording import worded
from delegation.savings.confirming import ConfirmForm, carry_on
from delegation.savings.models import ChatUpload, UploadState
from delegation.savings.opportunities import UploadForm, cannot_be_read
from delegation.savings.services import try_outs
from delegation.savings.services.opportunities import AnotherRuns, found_by
from delegation.savings.services.uploads import KEPT, end_if_stopped
from tenants import row_security
from tenants.networks import network_of_request
from tenants.pages import NOT_ACCEPTED

COOKIE, SALT = "tried", "savings.try_out"
COST = _("Write an amount in USD, from 0 to 100, for example 0.002.")


class TryForm(UploadForm):
    """A file, and what an answer costs the person now."""

    most_bytes = try_outs.MOST_BYTES
    too_large = worded(
        "without an account a file may have 2 MB; export a shorter period, or sign up"
    )

    answer_cost = AmountField(
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=6,
        label=_("What one answer of your model costs you, USD"),
        help_text=_("For example 0.002. Without it the page shows no amount."),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places"), COST
        ),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def try_out(request: HttpRequest) -> HttpResponse:
    """Take a file, let the person confirm what was understood, and show what was found.

    The browser keeps the name of its upload in a signed cookie, so no other one can open it.
    """
    if not try_outs.is_open():
        raise Http404
    upload = None if "new" in request.GET else _upload_of(request)
    if request.method == "POST" and request.POST.get("step") == "upload":
        return _take(request)
    if upload is None:
        return render(request, "savings/try_out.html", {"form": TryForm()})
    return _go_on(request, upload)


def _take(request: HttpRequest) -> HttpResponse:
    form = TryForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = try_outs.take_export(
                file.read(),
                name=file.name,
                network=hashed_network(network_of_request(request), key=settings.SECRET_KEY),
                answer_cost=form.cleaned_data["answer_cost"],
            )
        except ExportRefused as refused:
            form.add_error("file", cannot_be_read(refused))
        else:
            response = redirect("try_out")
            response.set_signed_cookie(
                COOKIE,
                str(upload.pk),
                salt=SALT,
                max_age=KEPT,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
            return response
    return render(request, "savings/try_out.html", {"form": form}, status=NOT_ACCEPTED)


def _go_on(request: HttpRequest, upload: ChatUpload) -> HttpResponse:
    """Show where the upload is; take what the person confirms or corrects."""
    waits = upload.state == UploadState.WAITING
    posted = request.POST if request.method == "POST" else None
    form = ConfirmForm(upload, posted) if waits else None
    if form is not None and form.is_bound and form.is_valid():
        try:
            carry_on(upload, form)
        except AnotherRuns:
            messages.error(
                request, gettext("Another file is being replayed. Try again in a minute.")
            )
        return redirect("try_out")
    context = {
        "upload": upload,
        "confirm": form,
        "found": found_by(upload),
        "shared": True,
    }
    status = NOT_ACCEPTED if form and form.errors else 200
    return render(request, "savings/try_out.html", context, status=status)


def _upload_of(request: HttpRequest) -> ChatUpload | None:
    """Return this browser's upload, whose rows the rest of the request sees; None if it is over."""
    try:
        name = request.get_signed_cookie(COOKIE, salt=SALT, max_age=KEPT)
    except (KeyError, BadSignature):
        return None
    tenant = try_outs.strangers_tenant()
    row_security.request_is_for(tenant.pk)
    try:
        upload = try_outs.get_try(UUID(name))
    except Http404:
        return None
    end_if_stopped(upload, timezone.now())
    return upload
