"""The forms of a tenant's own teacher and of its price."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from delegation.amounts import AmountField
from delegation.conversations.services.trial_steps import TrialStep
from delegation.domain.wire.addresses import AddressUnusable, complete_address
from delegation.languages import in_words
from delegation.teacher import OwnPrices
from delegation.teacher.providers import BY_NAME, PROVIDERS


class OwnTeacherForm(forms.Form):
    """Asks where the model is. One real call shows whether it answers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.steps: list[TrialStep] = []  # of the call

    provider = forms.ChoiceField(
        required=False,
        label=_("Provider"),
        choices=[("", _("Another server")), *((each.name, each.label) for each in PROVIDERS)],
        help_text=_("Fills in the address."),
        widget=forms.Select(attrs={"data-provider": ""}),
    )
    base_url = forms.CharField(
        max_length=300,
        required=False,
        label=_("Address"),
        help_text=_(
            "The base address of the API, for example https://api.openai.com/v1. Leave it "
            "empty to use the provider's own."
        ),
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    model = forms.CharField(
        max_length=120,
        label=_("Model"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    api_key = forms.CharField(
        max_length=400,
        label=_("Key"),
        required=False,
        help_text=_(
            "Stored encrypted and never shown again. Required for a new server; leave it "
            "empty to keep the stored key. A server without keys accepts any word."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    # Under this name the page asks for the steps while the trial runs; a script fills it in.
    trial = forms.RegexField(r"[0-9a-f-]{36}", required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Complete the address; an empty one comes from the provider."""
        given = self.cleaned_data
        preset = BY_NAME.get(given.get("provider") or "")
        address = given.get("base_url") or (preset.base_url if preset else "")
        if not address:
            self.add_error("base_url", gettext("Choose a provider or enter an address."))
        elif "NAME" in address:
            self.add_error(
                "base_url",
                gettext("Replace NAME in %(address)s with your own name, and enter it.")
                % {"address": address},
            )
        else:
            try:
                given["base_url"] = complete_address(address)
            except AddressUnusable as unusable:
                self.add_error(
                    "base_url",
                    gettext("This address cannot be used: %(unusable)s.")
                    % {"unusable": in_words(unusable)},
                )
        given["protocol"] = preset.protocol if preset else None
        return given


class PriceForm(forms.Form):
    """Asks what a million tokens of the tenant's own teacher cost.

    Zero means that they are free.
    """

    input_price = AmountField(
        min_value=0,
        max_value=100_000,
        decimal_places=6,
        label=_("Input, US dollars per million tokens"),
        help_text=_("What the model reads. 0 if it costs nothing, for example on your own server."),
    )
    cached_input_price = AmountField(
        min_value=0,
        max_value=100_000,
        decimal_places=6,
        required=False,
        label=_("Cached input, US dollars per million tokens"),
        help_text=_("What the model has read before. Leave it empty if there is no discount."),
    )
    output_price = AmountField(
        min_value=0,
        max_value=100_000,
        decimal_places=6,
        label=_("Output, US dollars per million tokens"),
        help_text=_("What the model writes, its thoughts included."),
    )
    past_too = forms.BooleanField(
        required=False,
        label=_("Also price past calls of this model whose price was not known, or was set here"),
    )

    def figures(self) -> OwnPrices:
        """Return the submitted prices."""
        given = self.cleaned_data
        return OwnPrices(given["input_price"], given["output_price"], given["cached_input_price"])
