"""The language of the pages."""

from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from delegation.languages import offered


class LanguageForm(forms.Form):
    """One of the offered languages, each by its own name."""

    language = forms.ChoiceField(label=_("Language"), help_text=_("Emails to you use it, too."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        field.choices = offered()  # type: ignore[attr-defined]
        field.initial = translation.get_language()
