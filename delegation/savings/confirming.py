"""The form that shows what was understood of an upload, and lets a person correct it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from delegation.domain.exports.times import read_time
from delegation.languages import counted
from delegation.savings.models import ChatUpload, DateOrder
from delegation.savings.services.opportunities import start_replay
from delegation.savings.services.uploads import read_again

UNNAMED = _("(none)")
COLUMNS = {
    "conversation": _("Conversation"),
    "sender": _("Who wrote"),
    "text": _("Text"),
    "at": _("Time"),
    "reply": _("Reply in the same row"),
}


class ConfirmForm(forms.Form):
    """Who answers, which number of a date is the day, and which column holds what.

    Each part is there only where the file leaves something to choose.
    """

    assistants = forms.MultipleChoiceField(
        label=_("Who answers your visitors?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    dates = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    conversation = forms.ChoiceField(required=False)
    sender = forms.ChoiceField(required=False)
    text = forms.ChoiceField(
        required=False, error_messages={"required": _("Choose the column with the messages.")}
    )
    at = forms.ChoiceField(required=False)
    reply = forms.ChoiceField(required=False)
    again = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, upload: ChatUpload, data: Any = None) -> None:
        self.upload = upload
        self.reading: dict[str, Any] = upload.reading or {}
        self.understood = "problem" not in self.reading
        columns = upload.columns or self.reading.get("columns") or {}
        senders = self.reading.get("senders", [])
        known = {sender for sender, _ in senders}
        chosen = [sender for sender in upload.assistants if sender in known]
        day_first = self.reading.get("day_first")
        order = next((each for each in DateOrder if each.day_first is day_first), None)
        initial = columns | {
            "assistants": chosen or self.reading.get("assistants", []),
            "dates": upload.date_order or order or "",
        }
        super().__init__(data, initial=initial)
        # A form that says nothing of columns leaves them as they are.
        unsaid = data is not None and "text" not in data
        self._offer_columns([] if unsaid else self.reading.get("names") or [])
        self._offer("dates", _date_choices(self.reading.get("date_example") or ""))
        if "dates" in self.fields:
            self.fields["dates"].label = gettext("Which day is %(reading)s?") % {
                "reading": self.reading["date_example"]
            }
        self._offer(
            "assistants",
            [(sender, f"{sender} ({counted(number, 'message')})") for sender, number in senders],
        )

    def _offer_columns(self, names: list[str]) -> None:
        for name, label in COLUMNS.items():
            choices = [(each, each) for each in names]
            self._offer(name, choices if name == "text" or not names else [("", UNNAMED), *choices])
            if name in self.fields:
                self.fields[name].label = str(label)
                self.fields[name].required = name == "text"

    def _offer(self, name: str, choices: Sequence[tuple[str, StrOrPromise]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = list(choices)
        if not choices:
            del self.fields[name]

    @property
    def columns(self) -> list[forms.BoundField]:
        return [self[name] for name in COLUMNS if name in self.fields]

    @property
    def wrong_columns(self) -> bool:
        """Whether the columns are what a person has to look at."""
        return not self.understood or any(name in self.errors for name in COLUMNS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = cleaned.get("assistants") or []
        if "assistants" in self.fields and not self.reads_again and "assistants" not in self.errors:
            if not chosen:
                self.add_error(
                    "assistants", gettext("Choose at least one sender that answers visitors.")
                )
            elif self._leaves_no_visitor(chosen):
                self.add_error(
                    "assistants", gettext("Leave at least one sender that is a visitor.")
                )
        if "text" in self.fields and not self.errors:
            self._check_columns(cleaned)
        return cleaned

    def _leaves_no_visitor(self, chosen: list[str]) -> bool:
        shown = len(self.reading.get("senders", []))
        return len(chosen) == shown and not self.reading.get("more_senders")

    def _check_columns(self, cleaned: dict[str, Any]) -> None:
        named = [cleaned[name] for name in COLUMNS if cleaned.get(name)]
        if len(set(named)) < len(named):
            self.add_error("text", gettext("Choose a different column for each."))

    @property
    def reads_again(self) -> bool:
        """Whether the person wants to see the preview again, or has to: something else is read."""
        return bool(self.data.get("again")) or not self.understood or self._changes_reading()

    def _changes_reading(self) -> bool:
        return any(
            name in self.fields and name in self.data and name in self.changed_data
            for name in (*COLUMNS, "dates")
        )

    def chosen_columns(self) -> dict[str, str] | None:
        """The columns that the person chose, now or before; None where the guess counts."""
        if not any(name in self.fields and name in self.changed_data for name in COLUMNS):
            chosen: dict[str, str] | None = self.upload.columns
            return chosen
        return {name: self.cleaned_data.get(name, "") for name in COLUMNS}


def carry_on(upload: ChatUpload, form: ConfirmForm) -> bool:
    """Read the file again, or replay it, as the person chose; return whether it is replayed.

    Raises `AnotherRuns`, and keeps the choice then.
    """
    assistants = form.cleaned_data.get("assistants") or upload.assistants
    if form.reads_again:
        order = form.cleaned_data.get("dates") or upload.date_order
        read_again(upload, form.chosen_columns(), date_order=order, assistants=assistants)
        return False
    start_replay(upload, assistants)
    return True


def _date_choices(example: str) -> list[tuple[str, str]]:
    if not example:
        return []
    days = []
    for order in DateOrder:
        moment = read_time(example, day_first=order == DateOrder.DAY)
        day = formatted(datetime.fromtimestamp(moment or 0, UTC), "j F Y")
        days.append((order.value, f"{day}: {order.label}"))
    return days
