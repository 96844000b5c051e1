"""The words that may go live without a person."""

from django import forms

from delegation.domain.evidence import SAFE_ACTS
from delegation.domain.words import Act

REPLY_LENGTH = 300  # characters, as wide as the column
HINTS = {
    Act.GREETING: "To “hello”, “hi there”, “good morning”.",
    Act.THANKS: "To “thanks”, “thx”, “thank you so much”.",
    Act.FAREWELL: "To “bye”, “see you”.",
    Act.LAUGHTER: "To “haha”, “lol”.",
}


class RepliesForm(forms.Form):
    """One reply for each safe act; saving it is the owner's approval of its words."""

    def __init__(self, *args: object, replies: dict[Act, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for act in sorted(SAFE_ACTS, key=list(Act).index):
            self.fields[act.value] = forms.CharField(
                max_length=REPLY_LENGTH,
                required=False,
                label=act.value.capitalize(),
                help_text=HINTS[act],
                initial=replies.get(act, ""),
            )

    def texts(self) -> dict[Act, str]:
        """What the owner approves, by act."""
        return {act: self.cleaned_data[act.value] for act in SAFE_ACTS}
