"""The form of a tenant's own teacher."""

from django import forms


class OwnTeacherForm(forms.Form):
    """Where the model is. Whether it answers, one real call says."""

    base_url = forms.CharField(
        max_length=300,
        label="Address",
        help_text="With its version, as in https://api.openai.com/v1. It must speak the OpenAI "
        "chat protocol.",
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    model = forms.CharField(
        max_length=120,
        label="Model",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    api_key = forms.CharField(
        max_length=400,
        label="Key",
        required=False,
        help_text="Kept sealed, and shown to nobody again. Leave it empty to keep the one that "
        "is there.",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
