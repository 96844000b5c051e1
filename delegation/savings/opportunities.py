"""The opportunity report: what delegation would bring, from a chat export, before installing."""

import json

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from delegation.domain.replay.exports import COLUMNS, PREVIEW_ROWS, Columns, Export, guess, roles_of
from delegation.domain.replay.transcripts import TranscriptRefused
from delegation.savings.services.currency_files import with_converted
from delegation.savings.services.opportunities import AnotherRuns, found_by, start_replay
from delegation.savings.services.uploads import (
    MOST_BYTES,
    TOO_LARGE,
    export_of,
    take_upload,
    upload_of,
)
from tenants.exchange import rate_of
from tenants.models import Membership
from tenants.pages import NOT_ACCEPTED, member_page

CANNOT_BE_READ = "This cannot be read: {}."


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Chat export",
        help_text="CSV or JSONL, a row for each turn; may be gzipped. At most 25 MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.jsonl,.json,.txt,.gz"}),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Before it is read into memory."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(CANNOT_BE_READ.format(TOO_LARGE))
        return file


class ColumnsForm(forms.Form):
    """Which column holds what. A role that is not the visitor's is the assistant's."""

    dialogue = forms.ChoiceField(label="Conversation")
    role = forms.ChoiceField(label="Who wrote")
    text = forms.ChoiceField(label="Text")
    visitor = forms.ChoiceField(label="The visitor is called")

    def __init__(self, export: Export, guessed: Columns, data: object = None) -> None:
        initial = {name: getattr(guessed, name) for name in (*COLUMNS, "visitor")}
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # the stubs want a QueryDict
        for name in COLUMNS:
            self._choices(name, export.names)
        chosen = self.data.get("role", guessed.role)
        self._choices("visitor", roles_of(export, chosen))

    def _choices(self, name: str, values: list[str]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(value, value) for value in values]

    def columns(self) -> Columns:
        return Columns(**self.cleaned_data)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def opportunities(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Take a file."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            name = take_upload(membership.tenant, form.cleaned_data["file"].read())
        except TranscriptRefused as refused:
            form.add_error("file", CANNOT_BE_READ.format(refused))
        else:
            return redirect("opportunity", name)
    status = NOT_ACCEPTED if form.errors else 200
    context = {"tenant": membership.tenant, "form": form}
    return render(request, "savings/opportunities.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def opportunity(request: HttpRequest, membership: Membership, name: str) -> HttpResponse:
    """Name its columns, watch it run, read what it found."""
    tenant = membership.tenant
    upload = upload_of(tenant, name)
    context = {
        "tenant": tenant,
        "name": name,
        "upload": upload,
        "found": found_by(upload),
        "exchange": rate_of(tenant),
    }
    if upload.state == "waiting":
        return _choose(request, membership, name, context)
    return render(request, "savings/opportunity.html", context)


@require_safe
@member_page
def opportunity_file(request: HttpRequest, membership: Membership, name: str) -> HttpResponse:
    """The figures as JSON: the only copy that outlives the hour."""
    upload = upload_of(membership.tenant, name)
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


def _choose(
    request: HttpRequest, membership: Membership, name: str, context: dict[str, object]
) -> HttpResponse:
    export = export_of(membership.tenant, name)
    if export.dialogues:
        form, columns = None, Columns("", "", "", "")
    else:
        form = ColumnsForm(export, guess(export), request.POST or None)
        columns = form.columns() if form.is_valid() else guess(export)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            start_replay(membership.tenant, name, columns)
        except AnotherRuns:
            messages.error(request, "Another file is being replayed. Try again when it is done.")
        else:
            messages.success(request, "The replay has begun.")
        return redirect("opportunity", name)
    context |= {"form": form, "preview": _preview(export, columns)}
    return render(request, "savings/opportunity.html", context)


def _preview(export: Export, columns: Columns) -> list[tuple[str, str, str]]:
    """(conversation, who, text) of the first turns, as the columns have it."""
    if export.dialogues:
        return [(str(each.dialogue), "visitor", each.text) for each in export.dialogues][
            :PREVIEW_ROWS
        ]
    return [
        (
            str(row.get(columns.dialogue, "")),
            "visitor" if str(row.get(columns.role, "")) == columns.visitor else "assistant",
            str(row.get(columns.text, "")),
        )
        for row in export.rows[:PREVIEW_ROWS]
    ]
