"""The import form: a file of rules, first previewed, then imported."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from delegation.domain.wire.rule_files import MOST_BYTES


class ImportForm(forms.Form):
    """A file; or, after the preview, its text again and the confirmation."""

    file = forms.FileField(
        required=False,
        label=_("File"),
        help_text=format_lazy(
            _("CSV or JSON in UTF-8, up to {kilobytes} kB."), kilobytes=MOST_BYTES // 1000
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.json,text/csv,application/json"}),
    )
    content_again = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    do_it = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file is not None and file.size > MOST_BYTES:
            self.add_error(
                "file",
                gettext("The file is larger than %(most_bytes)s kB.")
                % {"most_bytes": MOST_BYTES // 1000},
            )
        elif file is None and not cleaned.get("content_again") and not self.errors:
            self.add_error("file", gettext("Choose a file."))
        return cleaned

    def content(self) -> bytes:
        file = self.cleaned_data.get("file")
        if file is not None:
            file.seek(0)
            data: bytes = file.read()
            return data
        return str(self.cleaned_data["content_again"]).encode()

    def really(self) -> bool:
        """Whether to import, not only to preview. A new file is always previewed first."""
        return bool(self.cleaned_data.get("do_it")) and self.cleaned_data.get("file") is None
