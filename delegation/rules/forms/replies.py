"""The form for replies that may go live automatically."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext

from delegation.domain.approval.small_talk import CLOSED_ACTS
from delegation.domain.words import ACT_WORDS, Act
from delegation.languages import in_words
from delegation.rules.forms.acts import name_of

REPLY_LENGTH = 300  # characters, as wide as the column


class RepliesForm(forms.Form):
    """One reply for each kind of small talk. By saving, the owner approves the words."""

    def __init__(self, data: QueryDict | None, *, replies: dict[Act, str]) -> None:
        super().__init__(data)
        for act in CLOSED_ACTS:
            self.fields[act.value] = forms.CharField(
                max_length=REPLY_LENGTH,
                required=False,
                label=name_of(act),
                help_text=gettext("To %(examples)s.")
                % {"examples": in_words(ACT_WORDS[act].examples)},
                initial=replies.get(act, ""),
            )

    def texts(self) -> dict[Act, str]:
        """What the owner approves, by act."""
        return {act: self.cleaned_data[act.value] for act in CLOSED_ACTS}
