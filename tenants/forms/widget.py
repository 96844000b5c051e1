"""The form of the chat's looks and words, which browsers read from the pack."""

import re
from urllib.parse import urlsplit

from django import forms
from django.conf.locale import LANG_INFO
from django.core.validators import RegexValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tenants.forms.workspace import TenantForm
from tenants.models import Tenant

# Those of `frontend/src/chat/languages.js`; a test compares the two.
LANGUAGES = "ar cs da de en es fr he hi id it ja ko nl pl pt ru sv tr uk zh"
MOST_SUGGESTIONS, LONGEST_SUGGESTION = 6, 80
MOST_GREETINGS, LONGEST_GREETING = 20, 200
BY_EMAIL = "email"
_GREETING = re.compile(r"(?:[a-z]{2}|/\S*): *\S.*")
_WAYS = ("https", "mailto", "tel")


def lines_of(text: str) -> list[str]:
    """Return the lines that are not empty, without blanks around them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _language_choices() -> list[tuple[str, str]]:
    names = {**LANG_INFO, "zh": {"name_local": "中文"}}
    named = [(code, str(names[code]["name_local"])) for code in LANGUAGES.split()]
    return [("", gettext("The language of the page that the chat is on")), *named]


class LinesField(forms.CharField):
    """A list with one entry on a line."""

    def __init__(self, *, rows: int, **kwargs: object) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(required=False, widget=widget, **kwargs)  # type: ignore[arg-type]

    def clean(self, value: str) -> str:
        return "\n".join(lines_of(super().clean(value)))


class HttpsField(forms.URLField):
    """An address that browsers fetch on pages over https."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(required=False, max_length=300, assume_scheme="https", **kwargs)  # type: ignore[arg-type]

    def clean(self, value: str) -> str:
        address: str = super().clean(value)
        if address and urlsplit(address).scheme != "https":
            raise forms.ValidationError(gettext("Write an address that starts with https://."))
        return address


class WidgetForm(TenantForm):
    """What the chat shows, so that no company edits its pages again."""

    greeting = forms.CharField(
        required=False,
        max_length=LONGEST_GREETING,
        label=_("Greeting"),
        help_text=_("The first thing the chat says."),
    )
    chat_greetings = LinesField(
        rows=3,
        label=_("Greetings of languages and pages"),
        help_text=_(
            "One on a line, for example <code>de: Hallo!</code> or "
            "<code>/cart: Any questions about your cart?</code>. The first that fits is used."
        ),
    )
    chat_suggestions = LinesField(
        rows=3,
        label=_("First questions"),
        help_text=format_lazy(
            _("Up to {buttons} buttons, one on a line. A press sends the text."),
            buttons=MOST_SUGGESTIONS,
        ),
    )
    chat_accent = forms.CharField(
        required=False,
        label=_("Colour"),
        help_text=_("For example #2f55d4. The text on it becomes black or white by itself."),
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("Write a colour such as #2f55d4."))],
    )
    chat_logo = HttpsField(
        label=_("Logo"),
        help_text=_(
            "The address of a square picture. A page with a content security policy must "
            "allow it in <code>img-src</code>."
        ),
    )
    chat_language = forms.ChoiceField(
        required=False, choices=_language_choices, label=_("Language of the buttons")
    )
    chat_handoff = forms.CharField(
        required=False,
        max_length=300,
        label=_("A person"),
        help_text=_(
            "Where a visitor finds one: an address that starts with https://, mailto: or "
            "tel:. Or write <code>email</code>: then the chat asks for the visitor’s address and "
            "sends it with the conversation to your webhooks."
        ),
    )
    chat_privacy = HttpsField(
        label=_("Privacy notice"), help_text=_("The chat links to it below the field.")
    )
    chat_privacy_text = forms.CharField(
        required=False,
        max_length=200,
        label=_("Words before that link"),
        help_text=_("For example: You are talking to a machine."),
    )

    class Meta:
        model = Tenant
        fields = (
            "assistant_name",
            "greeting",
            "chat_greetings",
            "chat_suggestions",
            "chat_accent",
            "chat_logo",
            "chat_language",
            "chat_handoff",
            "chat_privacy",
            "chat_privacy_text",
        )
        labels = {"assistant_name": _("Title")}
        help_texts = {"assistant_name": _("Also the name that the teacher knows.")}

    def clean_chat_greetings(self) -> str:
        text: str = self.cleaned_data["chat_greetings"]
        lines = lines_of(text)
        for line in lines:
            if not _GREETING.fullmatch(line) or len(line) > LONGEST_GREETING:
                raise forms.ValidationError(
                    gettext(
                        "“%(line)s” must begin with a language or a path and a colon, such as “de: "
                        "Hallo!”, and have at most %(longest_greeting)s characters."
                    )
                    % {"line": line[:40], "longest_greeting": LONGEST_GREETING}
                )
        if len(lines) > MOST_GREETINGS:
            raise forms.ValidationError(
                gettext("Write at most %(most_greetings)s greetings.")
                % {"most_greetings": MOST_GREETINGS}
            )
        return text

    def clean_chat_suggestions(self) -> str:
        text: str = self.cleaned_data["chat_suggestions"]
        lines = lines_of(text)
        if len(lines) > MOST_SUGGESTIONS or any(len(x) > LONGEST_SUGGESTION for x in lines):
            raise forms.ValidationError(
                gettext(
                    "Write at most %(most_suggestions)s questions of %(longest_suggestion)s "
                    "characters."
                )
                % {"most_suggestions": MOST_SUGGESTIONS, "longest_suggestion": LONGEST_SUGGESTION}
            )
        return text

    def clean_chat_handoff(self) -> str:
        way: str = self.cleaned_data["chat_handoff"].strip()
        scheme, _, rest = way.partition(":")
        if way and way != BY_EMAIL and not (scheme in _WAYS and rest.strip("/")):
            raise forms.ValidationError(
                gettext(
                    "Write an address that starts with https://, mailto: or tel:, or the word "
                    "email."
                )
            )
        return way
