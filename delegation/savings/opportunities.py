"""The page that replays a chat export: upload, confirm what was understood, watch, read."""

import json
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from delegation.domain.exports.turns import ExportRefused
from delegation.domain.wording import Worded
from delegation.languages import in_words
from delegation.savings import access
from delegation.savings.confirming import ConfirmForm, carry_on
from delegation.savings.models import UploadState
from delegation.savings.services.currency_files import with_converted
from delegation.savings.services.opportunities import AnotherRuns, found_by
from delegation.savings.services.uploads import (
    MOST_BYTES,
    TOO_LARGE,
    end_if_stopped,
    take_upload,
)
from tenants.access import may_moderate
from tenants.exchange import rate_of
from tenants.models import Membership
from tenants.pages import NOT_ACCEPTED, member_page

ACCEPTED = ".csv,.tsv,.txt,.tab,.json,.jsonl,.ndjson,.xlsx,.xls,.ods,.zip,.gz"


def cannot_be_read(why: Worded | ExportRefused) -> str:
    """Return the sentence beside the field of a file."""
    return gettext("This file cannot be read: %(why)s.") % {"why": in_words(why)}


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Chat export"),
        error_messages={
            "required": _("Choose the file with your chats."),
            "empty": _("This file is empty. Choose the file with your chats."),
        },
        help_text=_(
            "CSV, Excel, JSON, JSONL or text, also packed with zip or gzip, up to 25 MB. "
            "Exports of Intercom, Zendesk, Chatwoot, Crisp, Tidio, LiveChat, Slack, WhatsApp, "
            "Telegram and of OpenAI’s message format are read as they are."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )

    most_bytes = MOST_BYTES
    too_large: Worded = TOO_LARGE

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse a large file before it is read into memory."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > self.most_bytes:
            raise forms.ValidationError(cannot_be_read(self.too_large))
        return file


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def opportunities(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Take a file of an owner or a moderator."""
    may_upload = may_moderate(membership)
    posted = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if posted else UploadForm()
    if request.method == "POST":
        if not may_upload:
            raise PermissionDenied(gettext("Only owners and moderators can upload chats."))
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                upload = take_upload(
                    membership.tenant, file.read(), name=file.name, by=membership.user
                )
            except ExportRefused as refused:
                form.add_error("file", cannot_be_read(refused))
            else:
                return redirect("opportunity", upload.pk)
    status = NOT_ACCEPTED if form.errors else 200
    context = {"tenant": membership.tenant, "form": form, "may_upload": may_upload}
    return render(request, "savings/opportunities.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def opportunity(request: HttpRequest, membership: Membership, upload_id: UUID) -> HttpResponse:
    """Show where the upload stands; take what the person confirms or corrects."""
    upload = access.get_upload(membership.tenant, upload_id)
    end_if_stopped(upload, timezone.now())
    waits = upload.state == UploadState.WAITING
    posted = request.POST if request.method == "POST" and waits else None
    if posted is not None and not may_moderate(membership):
        raise PermissionDenied(gettext("Only owners and moderators can replay chats."))
    form = ConfirmForm(upload, posted) if waits else None
    if form is not None and form.is_bound and form.is_valid():
        try:
            if carry_on(upload, form):
                messages.success(request, gettext("The replay has begun."))
        except AnotherRuns:
            messages.error(
                request, gettext("Another file is being replayed. Try again when it is done.")
            )
        return redirect("opportunity", upload.pk)
    context = {
        "tenant": membership.tenant,
        "upload": upload,
        "confirm": form,
        "found": found_by(upload),
        "exchange": rate_of(membership.tenant),
    }
    status = NOT_ACCEPTED if form and form.errors else 200
    return render(request, "savings/opportunity.html", context, status=status)


@require_safe
@member_page
def opportunity_file(request: HttpRequest, membership: Membership, upload_id: UUID) -> HttpResponse:
    """Return the figures as JSON, the only copy that outlives the hour."""
    upload = access.get_upload(membership.tenant, upload_id)
    if upload.found is None:
        raise Http404
    rate = rate_of(membership.tenant)
    found = {
        **with_converted(upload.found, rate),
        "currency": rate.currency.code,
        "rate": f"{rate.per_usd}",
    }
    return HttpResponse(
        json.dumps(found, ensure_ascii=False, indent=1),
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="opportunity.json"'},
    )
