"""The forms of a tenant's own teacher and of its price."""

from django import forms

from delegation.teacher import OwnPrices


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


class PriceForm(forms.Form):
    """What a million tokens of the tenant's own teacher cost. Zero means that it costs nothing."""

    input_price = forms.DecimalField(
        min_value=0,
        max_value=100_000,
        decimal_places=6,
        label="Input, US dollars per million tokens",
        help_text="What the model reads. 0 if it costs nothing, as on a server of your own.",
    )
    cached_input_price = forms.DecimalField(
        min_value=0,
        max_value=100_000,
        decimal_places=6,
        required=False,
        label="Cached input, US dollars per million tokens",
        help_text="What the model has read before. Leave it empty if there is no discount.",
    )
    output_price = forms.DecimalField(
        min_value=0,
        max_value=100_000,
        decimal_places=6,
        label="Output, US dollars per million tokens",
        help_text="What the model writes, its thoughts included.",
    )
    past_too = forms.BooleanField(
        required=False,
        label="Also price past calls of this model whose price was not known, or was set here",
    )

    def figures(self) -> OwnPrices:
        """Return the submitted prices."""
        given = self.cleaned_data
        return OwnPrices(given["input_price"], given["output_price"], given["cached_input_price"])
