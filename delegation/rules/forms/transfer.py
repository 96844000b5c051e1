"""The import form: a file of rules, first previewed, then imported."""

import base64
import binascii
import zlib
from contextlib import suppress
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from delegation.domain.wire.rule_files import MOST_BYTES

ACCEPTED = ".csv,.tsv,.txt,.json,.xlsx,.xls,.ods,.zip,text/csv,application/json"
DAY, MONTH = "day", "month"


def carried(content: bytes) -> str:
    """Return the file as the preview's form carries it to the import."""
    return base64.urlsafe_b64encode(zlib.compress(content)).decode()


class ImportForm(forms.Form):
    """A file; or, after the preview, its bytes again and the confirmation.

    `dates` is asked for where the file has days such as 03/04/2027.
    """

    file = forms.FileField(
        required=False,
        label=_("File"),
        help_text=format_lazy(
            _(
                "CSV, Excel or JSON, up to {kilobytes} kB. Commas, semicolons and tabs are all "
                "read."
            ),
            kilobytes=MOST_BYTES // 1000,
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )
    content_again = forms.CharField(required=False, widget=forms.HiddenInput)  # as `carried`
    dates = forms.ChoiceField(
        required=False,
        label=_("Which comes first in these dates?"),
        choices=[(DAY, _("The day")), (MONTH, _("The month"))],
        widget=forms.RadioSelect,
    )
    do_it = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean_content_again(self) -> bytes:
        packed, data = self.cleaned_data["content_again"], b""
        if packed:
            with suppress(binascii.Error, ValueError, zlib.error):
                content = base64.urlsafe_b64decode(packed)
                data = zlib.decompressobj().decompress(content, MOST_BYTES + 1)
            if not data:
                self.add_error("file", gettext("Choose the file again."))
        return data

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file is not None and file.size > MOST_BYTES:
            self.add_error(
                "file",
                gettext("The file is larger than %(most_bytes)s kB.")
                % {"most_bytes": MOST_BYTES // 1000},
            )
        elif file is None and not cleaned.get("content_again") and "file" not in self.errors:
            self.add_error("file", gettext("Choose a file."))
        return cleaned

    def content(self) -> bytes:
        file = self.cleaned_data.get("file")
        if file is not None:
            file.seek(0)
            data: bytes = file.read()
            return data
        again: bytes = self.cleaned_data["content_again"]
        return again

    def day_first(self) -> bool | None:
        return {DAY: True, MONTH: False}.get(self.cleaned_data.get("dates", ""))

    def really(self) -> bool:
        """Whether to import, not only to preview. A new file is always previewed first."""
        return bool(self.cleaned_data.get("do_it")) and self.cleaned_data.get("file") is None
