"""The forms of the data page."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tenants.forms.workspace import TenantForm
from tenants.models import Tenant


class RetentionForm(TenantForm):
    """How long texts are kept."""

    class Meta:
        model = Tenant
        fields = ("retention_days",)
        labels = {"retention_days": _("Days that texts are kept")}
        help_texts = {
            "retention_days": _(
                "Older messages, answers and lessons are erased every hour, with the "
                "proposals that come from a single visitor. Counts and costs stay. Leave it empty "
                "to keep texts until you delete them."
            ),
        }


class VisitorForm(forms.Form):
    visitor = forms.CharField(
        max_length=64,
        label=_("The visitor's id"),
        help_text=_(
            "The console of your page shows it in the visitor's browser: delegation.debug().visitor"
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class DeletionForm(forms.Form):
    name = forms.CharField(
        max_length=80,
        label=_("Type the workspace's name"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._expected = expected

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name != self._expected:
            raise forms.ValidationError(
                gettext("This is not the workspace's name. Nothing was deleted.")
            )
        return name
