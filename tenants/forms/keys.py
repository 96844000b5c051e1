"""The forms of the keys page."""

from datetime import timedelta
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

OVERLAPS = [
    (0, _("stops at once")),
    (1, _("works for a day")),
    (7, _("works for a week")),
    (30, _("30 days")),
]


class RotationForm(forms.Form):
    """How long pages with the old key go on working."""

    overlap = forms.TypedChoiceField(
        choices=OVERLAPS, coerce=int, initial=7, label=_("The old key then")
    )

    def chosen_overlap(self) -> timedelta:
        return timedelta(days=self.cleaned_data["overlap"])


class ApiKeyForm(forms.Form):
    """A secret key's name. `form_id` makes the same form, sent twice, ask for one key."""

    form_id = forms.UUIDField(required=False, initial=uuid4, widget=forms.HiddenInput)
    name = forms.CharField(
        max_length=60,
        label=_("Name"),
        help_text=_("What uses it, so that you know later what stops when you revoke it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
