"""The forms of the data page: each asks for what a slip of the hand would not type."""

from typing import Any

from django import forms

from tenants.forms.workspace import TenantForm
from tenants.models import Tenant


class RetentionForm(TenantForm):
    """How long texts are kept."""

    class Meta:
        model = Tenant
        fields = ("retention_days",)
        labels = {"retention_days": "Days that texts are kept"}
        help_texts = {
            "retention_days": "Older messages, answers and lessons are blanked every hour, and "
            "proposals that one visitor taught go; counts and costs stay. Empty: until you delete "
            "them.",
        }


class VisitorForm(forms.Form):
    visitor = forms.CharField(
        max_length=64,
        label="The visitor's id",
        help_text="Their browser shows it: delegation.debug().visitor in the console of your page.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class DeletionForm(forms.Form):
    name = forms.CharField(
        max_length=80,
        label="Type the workspace's name",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._expected = expected

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name != self._expected:
            raise forms.ValidationError("That is not its name. Nothing was deleted.")
        return name
